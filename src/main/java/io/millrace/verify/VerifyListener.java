package io.millrace.verify;

/** Hears how far a verifier is. */
@FunctionalInterface
public interface VerifyListener {
  /** Nobody listens. */
  VerifyListener SILENT = (name, objects) -> {};

  /**
   * An object is about to be looked at.
   *
   * @param objects that were read before it
   */
  void onObject(String name, long objects);
}
