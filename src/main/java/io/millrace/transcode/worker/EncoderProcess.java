package io.millrace.transcode.worker;

import io.millrace.segment.SegmentUnit;
import io.millrace.transcode.EncodedSegment;
import io.millrace.transcode.TranscodeSettings;
import io.millrace.worker.WorkerProcess;
import io.millrace.worker.WorkerProgram;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Encodes in a process of its own, started with the first segment or before. For one thread; only
 * {@link #restarts} may be called by any.
 */
public final class EncoderProcess implements AutoCloseable {
  private static final int BUDGET_TIMES = 10;

  private final WorkerProgram program;
  private final TranscodeSettings settings;
  private final WorkerProcess process;

  public EncoderProcess(WorkerProgram program, TranscodeSettings settings) {
    this.program = program;
    this.settings = settings;
    this.process = new WorkerProcess(program);
  }

  /** Starts the process before there is a segment: that takes as long as to encode one. */
  public void start() {
    process.start();
  }

  /**
   * What {@link io.millrace.transcode.SegmentEncoder} makes of {@code unit}.
   *
   * @param shed how many of the smallest renditions are left out
   * @throws io.millrace.worker.UnansweredException if it cannot be encoded, or two processes died
   *     of it
   * @throws InterruptedException if the thread is interrupted; the process is killed
   */
  public EncodedSegment encode(SegmentUnit unit, int shed) throws InterruptedException {
    return process.ask(
        new EncoderRequest(settings, shed, unit), budget(program, unit.mediaMicros()));
  }

  /** Time for a segment of {@code mediaMicros}: ten times its media, if that is longer. */
  static Duration budget(WorkerProgram program, long mediaMicros) {
    Duration media = Duration.ofNanos(mediaMicros * 1000 * BUDGET_TIMES);
    return media.compareTo(program.timeBudget()) > 0 ? media : program.timeBudget();
  }

  /** How many processes died or were killed because of a segment. */
  public long restarts() {
    return process.restarts();
  }

  /** Id of the process, if one runs. */
  OptionalLong pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
