package io.millrace.fuzz;

/** Something that takes bytes from strangers. */
interface FuzzSubject {
  /**
   * Reads {@code bytes} as the product does: the memory that this takes is bounded.
   *
   * @throws RuntimeException or an error, if it does not do so as it must
   */
  void read(byte[] bytes);

  /**
   * Holds what {@link #read} finds against what else must hold.
   *
   * @throws RuntimeException or an error, if something does not
   */
  default void check(byte[] bytes) {
    read(bytes);
  }
}
