package io.millrace.worker;

import io.millrace.libav.Libav;
import io.millrace.libav.LibavException;
import io.millrace.media.MediaException;
import java.io.BufferedInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The program of a worker process: questions come in on standard input, answers go out on standard
 * output, logs on standard error. It ends as soon as its input does, whatever it is about: that is
 * how a worker does not outlive the process that started it.
 *
 * @param <Q> a question
 */
public final class WorkerServer<Q> {
  /** System property: largest message in either direction, bytes. */
  static final String MAX_BYTES = "millrace.worker.max-bytes";

  private final InputStream in;
  private final OutputStream out;
  private final Work<Q> work;

  /**
   * What a worker does.
   *
   * @param <Q> a question
   */
  public interface Work<Q> {
    /**
     * The next question.
     *
     * @throws IOException if it is none
     */
    Q read(DataInput in) throws IOException;

    /**
     * Answers it.
     *
     * @throws MediaException if it is refused because of its media
     * @throws LibavException if it is refused because FFmpeg cannot do it
     */
    Written answer(Q question);

    /** What to do where there is no FFmpeg, behind the words that say so. */
    String remedy();
  }

  private WorkerServer(InputStream in, OutputStream out, Work<Q> work) {
    this.in = in;
    this.out = out;
    this.work = work;
  }

  /** Answers questions on the standard streams; never returns. */
  public static <Q> void serve(Work<Q> work) {
    InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err); // whoever prints must not print into an answer
    new WorkerServer<>(in, out, work).run(Integer.getInteger(MAX_BYTES, 0));
  }

  /**
   * The questions are read beside the work, although they come one by one: the end of the input
   * must be seen while native code runs, or for ever hangs.
   */
  private void run(int maxBytes) {
    ExecutorService worker = Executors.newSingleThreadExecutor();
    worker.execute(WorkerServer::missing); // FFmpeg is there when the first question is
    int status = 0;
    try {
      DataInputStream message = Message.open(in, maxBytes);
      while (message != null) {
        Q question = work.read(message);
        worker.execute(() -> answer(question));
        message = Message.open(in, maxBytes);
      }
    } catch (IOException e) {
      log(Libav.Level.ERROR, "Cannot read a question: " + e);
      status = 1;
    }
    Runtime.getRuntime().halt(status);
  }

  private void answer(Q question) {
    try {
      send(question);
    } catch (IOException e) {
      // The parent is gone, or does not want the answer any more.
      log(Libav.Level.ERROR, "Cannot answer: " + e);
      Runtime.getRuntime().halt(1);
    }
  }

  private void send(Q question) throws IOException {
    String missing = missing();
    if (!missing.isEmpty()) {
      Message.writeRefusal(out, missing + work.remedy());
      return;
    }
    Written answer;
    try {
      answer = work.answer(question);
    } catch (MediaException | LibavException e) {
      Message.writeRefusal(out, String.valueOf(e.getMessage()));
      return;
    } catch (RuntimeException e) {
      e.printStackTrace();
      Message.writeRefusal(out, "fault of the program: " + e);
      return;
    }
    Message.writeAnswer(out, answer);
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
      Libav.logTo(WorkerServer::log);
      return "";
    } catch (LibavException e) {
      return String.valueOf(e.getMessage());
    } catch (LinkageError e) { // what links to it cannot even be initialized
      return "FFmpeg is not in the class path";
    }
  }
}
