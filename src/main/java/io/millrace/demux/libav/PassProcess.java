package io.millrace.demux.libav;

import io.millrace.demux.libav.PassRequest.Kind;
import io.millrace.libav.ContainerTrack;
import io.millrace.libav.InputBytes;
import io.millrace.libav.LibavException;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.worker.UnansweredException;
import io.millrace.worker.WorkerProcess;
import io.millrace.worker.WorkerProgram;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Runs FFmpeg's demuxers in a process of its own, started when the first stream needs one. What
 * crashes or hangs is that process: bytes that two processes died of are refused. For one thread;
 * only {@link #restarts} may be called by any.
 */
public final class PassProcess implements AutoCloseable {
  private final WorkerProgram program;
  private final WorkerProcess process;

  public PassProcess(WorkerProgram program) {
    this.program = program;
    this.process = new WorkerProcess(program);
  }

  /**
   * For the demuxer of {@code stream}: what its bytes are refused for is {@link
   * MediaException.Unsupported} with the place where reading began. An interrupt kills the process
   * and becomes a {@link CancellationException}.
   */
  public Passes of(String stream) {
    return new OfStream(stream, program, process);
  }

  /** How many processes died or were killed because of a stream. */
  public long restarts() {
    return process.restarts();
  }

  /** Whether a process has been started and lives. */
  boolean runs() {
    return process.pid().isPresent();
  }

  @Override
  public void close() {
    process.close();
  }

  /** The calls of one stream. */
  static final class OfStream extends Passes {
    private final String stream;
    private final WorkerProgram program;
    private final WorkerProcess process;

    OfStream(String stream, WorkerProgram program, WorkerProcess process) {
      this.stream = stream;
      this.program = program;
      this.process = process;
    }

    @Override
    String formatOf(Payload beginning) {
      InputBytes bytes = new InputBytes(Payload.EMPTY, 0, beginning);
      return ask(Kind.FORMAT, "", bytes, 0, Set.of()).opening().format();
    }

    @Override
    Opening open(InputBytes bytes, int beginning) {
      return ask(Kind.OPEN, "", bytes, beginning, Set.of()).opening();
    }

    @Override
    List<ContainerTrack> tracksFrom(String format, InputBytes bytes, long from) {
      return ask(Kind.TRACKS, format, bytes, from, Set.of()).opening().tracks();
    }

    @Override
    Pass read(String format, InputBytes bytes, long from, Set<Integer> known) {
      return ask(Kind.READ, format, bytes, from, known).pass();
    }

    private PassAnswer ask(
        Kind kind, String format, InputBytes bytes, long from, Set<Integer> known) {
      PassRequest request = new PassRequest(stream, kind, format, bytes, from, known);
      PassAnswer answer;
      try {
        answer = process.ask(request, program.timeBudget());
      } catch (UnansweredException e) {
        throw new MediaException.Unsupported(
            bytes.tailStart(), "Cannot read input by FFmpeg: %s", String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("Interrupted while FFmpeg's demuxers were reading");
      }
      if (!answer.failure().isEmpty()) {
        throw new LibavException(answer.failure());
      }
      return answer;
    }
  }
}
