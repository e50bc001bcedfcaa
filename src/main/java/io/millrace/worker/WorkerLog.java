package io.millrace.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker writes on its standard error, in our log with the stream it was about. Of a crash
 * the first lines are kept: they name the signal and the function.
 */
final class WorkerLog implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLog.class);
  private static final int MAX_LINE_BYTES = 1000;

  /** Lines that are logged of one question: damaged input makes FFmpeg talk without end. */
  private static final int MAX_LINES = 50;

  private static final String FRAME = "# Problematic frame:";

  private final InputStream err;
  private final byte[] line = new byte[MAX_LINE_BYTES];
  private volatile String about = "";
  private volatile int lines; // set back while another thread counts: a line more or less
  private volatile String lastLine = "";
  private volatile String signal = "";
  private volatile String frame = "";
  private boolean frameIsNext;

  WorkerLog(InputStream err) {
    this.err = err;
  }

  /** What the following lines are about. */
  void about(String question) {
    about = question;
    lines = 0;
  }

  /** The last line there was. */
  String lastLine() {
    return lastLine;
  }

  /** Signal and function of a crash, as far as the worker could tell; empty if it did not. */
  String crash() {
    return frame.isEmpty() ? signal : "%s in %s".formatted(signal, frame);
  }

  @Override
  public void run() {
    try (InputStream in = err) {
      byte[] block = new byte[8192];
      int length = 0;
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        for (int i = 0; i < count; i++) {
          if (block[i] == '\n') {
            take(length);
            length = 0;
          } else if (length < MAX_LINE_BYTES) {
            line[length++] = block[i];
          }
        }
      }
      take(length);
    } catch (IOException e) {
      LOG.debug("{}: the worker's log ended: {}", about, e.getMessage());
    }
  }

  private void take(int length) {
    String text = new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing();
    keep(text);
    lastLine = text.isEmpty() ? lastLine : text;
    int count = lines + 1;
    lines = count;
    // A worker has no logging framework, and SLF4J says so.
    if (text.isEmpty() || count > MAX_LINES || text.startsWith("SLF4J: ")) {
      return;
    }
    if (text.startsWith("WARN ")) {
      LOG.warn("{}: worker: {}", about, text.substring(5));
    } else {
      LOG.error("{}: worker: {}", about, text);
    }
  }

  /** {@code # SIGSEGV (0xb) at pc=0x...}, and further down the line behind {@value #FRAME}. */
  private void keep(String text) {
    if (frameIsNext) {
      frame = text.substring(1).strip();
      frameIsNext = false;
    } else if (text.startsWith("#  SIG") && signal.isEmpty()) {
      signal = text.substring(1).strip().split(" ", 2)[0];
    } else if (text.equals(FRAME)) {
      frameIsNext = frame.isEmpty();
    }
  }
}
