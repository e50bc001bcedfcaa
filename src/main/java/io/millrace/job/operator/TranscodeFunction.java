package io.millrace.job.operator;

import io.millrace.job.config.JobSettings;
import io.millrace.job.record.Event;
import io.millrace.segment.SegmentUnit;
import io.millrace.transcode.LadderEncoder;
import io.millrace.wire.StreamEventKind;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Segments to the renditions of the ladder: a pure function of each unit, on whatever slot. */
public final class TranscodeFunction extends ProcessFunction<SegmentUnit, SegmentUnit> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(TranscodeFunction.class);

  private final JobSettings settings;
  private transient LadderEncoder encoder;

  public TranscodeFunction(JobSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    encoder = new LadderEncoder(settings.ladder());
  }

  @Override
  public void processElement(SegmentUnit unit, Context context, Collector<SegmentUnit> out) {
    SegmentUnit encoded;
    try {
      encoded = encoder.encode(unit);
    } catch (RuntimeException e) {
      // Also what nobody foresaw: one stream's media must not stop the others.
      LOG.error("Stream {}: cannot encode segment {}", unit.stream(), unit.number(), e);
      context.output(
          Outputs.EVENTS,
          new Event(
              unit.stream(),
              StreamEventKind.ALARM,
              unit.number(),
              unit.programDateTime(),
              "Cannot encode: " + e.getMessage()));
      return;
    }
    out.collect(encoded);
  }
}
