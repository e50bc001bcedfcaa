package io.millrace.transcode.worker;

import io.millrace.segment.SegmentUnit;
import io.millrace.transcode.EncodedSegment;
import io.millrace.transcode.TranscodeSettings;
import io.millrace.transcode.worker.RunningWorker.DeadWorkerException;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes in a process of its own, started with the first segment. What crashes or hangs is that
 * process: a segment that it died of is tried once more in a fresh one, and given up if that dies
 * as well. For one thread; only {@link #restarts} may be called by any.
 */
public final class EncoderProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EncoderProcess.class);
  private static final int ATTEMPTS = 2;

  private final WorkerProgram program;
  private final TranscodeSettings settings;
  private @Nullable RunningWorker worker;
  private final AtomicLong restarts = new AtomicLong();

  public EncoderProcess(WorkerProgram program, TranscodeSettings settings) {
    this.program = program;
    this.settings = settings;
  }

  /**
   * What {@link io.millrace.transcode.SegmentEncoder} makes of {@code unit}.
   *
   * @param shed how many of the smallest renditions are left out
   * @throws NotEncodedException if it cannot be encoded, or two processes died of it
   * @throws InterruptedException if the thread is interrupted; the process is killed
   */
  public EncodedSegment encode(SegmentUnit unit, int shed) throws InterruptedException {
    checkSize(unit);
    EncoderRequest request = new EncoderRequest(settings, shed, unit);
    String reason = "";
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return attempt(request);
      } catch (DeadWorkerException e) {
        reason = String.valueOf(e.getMessage());
        restarts.incrementAndGet();
        LOG.error(
            "Stream {}: segment {}: attempt {} to encode: {}",
            unit.stream(),
            unit.number(),
            attempt,
            reason);
      }
    }
    throw new NotEncodedException("given up after %d attempts: %s".formatted(ATTEMPTS, reason));
  }

  private void checkSize(SegmentUnit unit) {
    long bytes = WorkerMessages.mediaBytes(unit);
    if (bytes > program.maxBytes()) {
      throw new NotEncodedException(
          "%d bytes, at most %d; raise millrace.transcode.worker-heap"
              .formatted(bytes, program.maxBytes()));
    }
  }

  private EncodedSegment attempt(EncoderRequest request)
      throws InterruptedException, DeadWorkerException {
    RunningWorker running = running();
    worker = null; // whatever is thrown but the worker's own word
    try {
      EncodedSegment encoded = running.ask(request, program.budget(request.unit().mediaMicros()));
      worker = running;
      return encoded;
    } catch (NotEncodedException e) {
      worker = running;
      throw e;
    }
  }

  private RunningWorker running() throws DeadWorkerException {
    if (worker != null && worker.isAlive()) {
      return worker;
    }
    close(); // it died while it had nothing to do: no segment's fault
    try {
      return new RunningWorker(program);
    } catch (IOException e) {
      throw new DeadWorkerException("cannot start a worker: " + e.getMessage());
    }
  }

  /** How many processes died or were killed because of a segment. */
  public long restarts() {
    return restarts.get();
  }

  /** Id of the process, if one runs. */
  OptionalLong pid() {
    return worker == null ? OptionalLong.empty() : OptionalLong.of(worker.pid());
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
      worker = null;
    }
  }
}
