package io.millrace.verify;

/** How much a finding matters. */
public enum Severity {
  /** A standard says must, or Millrace promises it. */
  ERROR,
  /** A standard says should. */
  WARNING
}
