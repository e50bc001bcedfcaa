package io.millrace.transcode.worker;

import io.millrace.libav.Libav;
import io.millrace.libav.LibavException;
import io.millrace.media.MediaException;
import io.millrace.transcode.EncodedSegment;
import io.millrace.transcode.SegmentEncoder;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The program of a worker process: requests come in on standard input, answers go out on standard
 * output, logs on standard error. It ends as soon as its input does, whatever it is about: that is
 * how a worker does not outlive the process that started it.
 */
public final class EncoderWorker {
  /** System property: largest message in either direction, bytes. */
  static final String MAX_BYTES = "millrace.worker.max-bytes";

  private static final String REMEDY =
      "; put FFmpeg's jars into Flink's lib folder (make dist) or set millrace.transcode.video and"
          + " millrace.transcode.audio to copy";

  private final InputStream in;
  private final OutputStream out;
  private final Encoding encoding;

  /** How a segment is encoded. */
  @FunctionalInterface
  interface Encoding {
    EncodedSegment encode(EncoderRequest request);
  }

  private EncoderWorker(InputStream in, OutputStream out, Encoding encoding) {
    this.in = in;
    this.out = out;
    this.encoding = encoding;
  }

  public static void main(String[] arguments) {
    serve(request -> new SegmentEncoder(request.settings()).encode(request.unit(), request.shed()));
  }

  /** Answers requests on the standard streams; never returns. */
  static void serve(Encoding encoding) {
    InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err); // whoever prints must not print into an answer
    new EncoderWorker(in, out, encoding).run(Integer.getInteger(MAX_BYTES, 0));
  }

  /**
   * The requests are read beside the encoding, although they come one by one: the end of the input
   * must be seen while native code runs, or for ever hangs.
   */
  private void run(int maxBytes) {
    ExecutorService encoder = Executors.newSingleThreadExecutor();
    int status = 0;
    try {
      EncoderRequest request = WorkerMessages.readRequest(in, maxBytes);
      while (request != null) {
        EncoderRequest next = request;
        encoder.execute(() -> answer(next));
        request = WorkerMessages.readRequest(in, maxBytes);
      }
    } catch (IOException e) {
      log(Libav.Level.ERROR, "Cannot read a segment: " + e);
      status = 1;
    }
    Runtime.getRuntime().halt(status);
  }

  private void answer(EncoderRequest request) {
    try {
      send(request);
    } catch (IOException e) {
      // The parent is gone, or does not want the answer any more.
      log(Libav.Level.ERROR, "Cannot answer: " + e);
      Runtime.getRuntime().halt(1);
    }
  }

  private void send(EncoderRequest request) throws IOException {
    String missing = missing();
    if (!missing.isEmpty()) {
      WorkerMessages.writeFailure(out, missing);
      return;
    }
    EncodedSegment encoded;
    try {
      encoded = encoding.encode(request);
    } catch (MediaException | LibavException e) {
      WorkerMessages.writeFailure(out, String.valueOf(e.getMessage()));
      return;
    } catch (RuntimeException e) {
      e.printStackTrace();
      WorkerMessages.writeFailure(out, "fault of the program: " + e);
      return;
    }
    WorkerMessages.writeEncoded(out, encoded);
  }

  /**
   * The parent puts it into its own log; one more framework here would double the time to start.
   */
  private static void log(Libav.Level level, String line) {
    if (level != Libav.Level.DEBUG) {
      System.err.println(level + " " + line);
    }
  }

  /** One line, where there is no FFmpeg; else empty. */
  private static String missing() {
    try {
      Libav.load();
      Libav.logTo(EncoderWorker::log);
      return "";
    } catch (LibavException e) {
      return String.valueOf(e.getMessage()) + REMEDY;
    } catch (LinkageError e) { // what links to it cannot even be initialized
      return "FFmpeg is not in the class path" + REMEDY;
    }
  }
}
