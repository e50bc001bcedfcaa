package io.millrace.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What Jazzer calls with each input, for the subject named by the property {@code fuzz.subject}.
 * Memory is part of what must hold: a few bytes must not make anybody take much of it.
 */
public final class FuzzTarget {
  private static final FuzzSubject SUBJECT =
      FuzzSubjects.named(System.getProperty("fuzz.subject", ""));
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What may be taken before the first byte: buffers of a fixed size. */
  private static final long FREE_BYTES = 4 << 20;

  /** A box of eight bytes is a record of some hundred. */
  private static final long BYTES_FOR_EACH = 1_000;

  private FuzzTarget() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    long most = FREE_BYTES + BYTES_FOR_EACH * bytes.length;
    // Loading classes takes memory too, but only once.
    boolean exceeded = taken(bytes) > most;
    if (exceeded && taken(bytes) > most) {
      throw new IllegalStateException(
          "more than %d bytes of memory for %d bytes of input".formatted(most, bytes.length));
    }
    SUBJECT.check(bytes);
  }

  /** Bytes of memory that the subject took for {@code bytes}. */
  private static long taken(byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    SUBJECT.read(bytes);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
