package io.millrace.job.operator;

import io.millrace.job.config.JobSettings;
import io.millrace.job.config.Shedding;
import io.millrace.media.Ladder;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackGap;
import io.millrace.transcode.EncodedSegment;
import io.millrace.transcode.EncodedTracks;
import io.millrace.transcode.worker.EncoderProcess;
import io.millrace.wire.StreamEventKind;
import io.millrace.worker.WorkerProgram;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments to renditions, on whatever slot, by a process of this subtask's own. What cannot be
 * encoded becomes gaps in the renditions concerned and an event, and its stream goes on.
 */
public final class TranscodeFunction extends ProcessFunction<SegmentUnit, SegmentUnit> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(TranscodeFunction.class);
  private static final long MICROS_PER_MILLI = 1000;

  private final JobSettings settings;
  private final WorkerProgram workers;
  private transient Ladder ladder;
  private transient Shedding shedding;
  private transient EncoderProcess encoder;
  private transient EncodeMetrics metrics;
  private transient LateStreams late;

  public TranscodeFunction(JobSettings settings, WorkerProgram workers) {
    this.settings = settings;
    this.workers = workers;
  }

  @Override
  public void open(OpenContext context) {
    ladder = settings.ladder();
    shedding = settings.shedding();
    encoder = new EncoderProcess(workers, settings.transcodeSettings());
    if (!ladder.rungs().isEmpty()) { // else perhaps no stream needs it
      encoder.start();
    }
    metrics = new EncodeMetrics(getRuntimeContext().getMetricGroup(), encoder);
    late = new LateStreams();
  }

  @Override
  public void close() {
    if (encoder != null) {
      encoder.close();
    }
  }

  /** Blocks for one segment; a cancel interrupts it. */
  @Override
  public void processElement(SegmentUnit unit, Context context, Collector<SegmentUnit> out)
      throws InterruptedException {
    long lateMillis = lateMillis(unit, context.timerService().currentProcessingTime());
    EncodedSegment encoded;
    try {
      encoded = encode(unit, shedding.renditions(lateMillis));
    } catch (RuntimeException e) { // also what nobody foresaw
      metrics.givenUp();
      Outputs.givenUp(context, unit, "encode", e);
      out.collect(EncodedTracks.without(unit, ladder));
      return;
    }
    sayWhatWasShed(unit, encoded.unit(), lateMillis, context);
    sayIfBehind(unit, lateMillis, context);
    sayIfDamaged(encoded, context);
    out.collect(encoded.unit());
  }

  /** How long ago its last picture came in; 0 where nobody knows. */
  private static long lateMillis(SegmentUnit unit, long now) {
    return unit.programDateTime() == SegmentUnit.NO_DATE
        ? 0
        : now - unit.programDateTime() - unit.mediaMicros() / MICROS_PER_MILLI;
  }

  private EncodedSegment encode(SegmentUnit unit, int shed) throws InterruptedException {
    long begun = System.nanoTime();
    EncodedSegment encoded = encoder.encode(unit, shed);
    metrics.encoded(unit, System.nanoTime() - begun);
    return encoded;
  }

  private void sayWhatWasShed(
      SegmentUnit unit, SegmentUnit encoded, long lateMillis, Context context) {
    List<TrackGap> shed =
        encoded.gaps().stream().filter(gap -> !unit.gaps().contains(gap)).toList();
    if (shed.isEmpty()) {
      return;
    }
    metrics.shed(shed.size());
    String names = shed.stream().map(TrackGap::rendition).collect(Collectors.joining(", "));
    LOG.warn("Stream {}: segment {}: shed {}", unit.stream(), unit.number(), names);
    Outputs.event(
        context,
        unit,
        StreamEventKind.RENDITIONS_SHED,
        "%s left out: %d ms late".formatted(names, lateMillis));
  }

  private void sayIfDamaged(EncodedSegment encoded, Context context) {
    if (encoded.damaged() > 0) {
      metrics.damaged(encoded.damaged());
      Outputs.event(context, encoded.unit(), StreamEventKind.MEDIA_DAMAGED, encoded.remark());
    }
  }

  private void sayIfBehind(SegmentUnit unit, long lateMillis, Context context) {
    boolean behind = shedding.isBehind(lateMillis);
    if (late.begins(unit.stream(), behind)) {
      String detail =
          String.format(
              Locale.ROOT,
              "%d ms late, encode speed %.2f on this slot",
              lateMillis,
              metrics.speed());
      LOG.warn("Stream {}: segment {}: {}", unit.stream(), unit.number(), detail);
      Outputs.event(context, unit, StreamEventKind.ENCODING_BEHIND, detail);
    }
  }
}
