package io.millrace.demux.matroska;

/**
 * What a reader of a byte stream must know about an element to step over or into it.
 *
 * @param id with its length marker, as RFC 8794, 5 writes it: {@code 0x1a45dfa3}
 * @param level of nesting it belongs to, or {@link #ANY_LEVEL}
 * @param maxBytes of its body if its size is known
 */
record EbmlElement(int id, String name, int level, Body body, long maxBytes) {
  /** Level of a global element. RFC 8794, 11.3. */
  static final int ANY_LEVEL = -1;

  /** What becomes of an element's body. */
  enum Body {
    /** Its children are read one by one; the only kind that may have an unknown size. */
    OPENED,
    /** Handed out in one piece. */
    WHOLE,
    /** Passed over without being kept. */
    SKIPPED
  }
}
