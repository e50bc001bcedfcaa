package io.millrace.app;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Supplier;

/** One line at the foot of a terminal that is written over; nothing where there is no terminal. */
final class ProgressLine {
  private static final long INTERVAL_NANOS = 200_000_000;
  private static final int BAR = 30;
  private static final String ERASE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean visible;
  private final long startNanos = System.nanoTime();
  private long lastNanos;
  private boolean dirty;

  private ProgressLine(PrintWriter err, boolean visible) {
    this.err = err;
    this.visible = visible;
    this.lastNanos = startNanos;
  }

  static ProgressLine onTerminal(PrintWriter err) {
    return new ProgressLine(err, System.console() != null);
  }

  static ProgressLine hidden(PrintWriter err) {
    return new ProgressLine(err, false);
  }

  /** Shows {@code text}, if the last one has been on screen for a moment. */
  void show(Supplier<String> text) {
    long now = System.nanoTime();
    if (visible && now - lastNanos >= INTERVAL_NANOS) {
      lastNanos = now;
      dirty = true;
      err.print(ERASE + text.get());
      err.flush();
    }
  }

  /** Takes the line away. */
  void clear() {
    if (dirty) {
      err.print(ERASE);
      err.flush();
      dirty = false;
    }
  }

  /** Nanoseconds since this line was made. */
  long elapsedNanos() {
    return Math.max(1, System.nanoTime() - startNanos);
  }

  /** {@code [####------] 42 %}, or nothing where the size is unknown. */
  static String bar(long done, long size) {
    if (size <= 0) {
      return "";
    }
    int full = (int) (Math.min(done, size) * BAR / size);
    return "[%s%s] %3d %%"
        .formatted("#".repeat(full), "-".repeat(BAR - full), Math.min(done, size) * 100 / size);
  }

  /** {@code 12.3 MB}. */
  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%d.%d MB", bytes / 1_000_000, bytes / 100_000 % 10);
  }

  /** {@code 1:02:03.4} of microseconds. */
  static String time(long micros) {
    long seconds = micros / 1_000_000;
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d.%d",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        micros / 100_000 % 10);
  }
}
