package io.millrace.job.operator;

import io.millrace.job.config.JobSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.transcode.LadderEncoder;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Segments to the renditions of the ladder: a pure function of each unit, on whatever slot. */
public final class TranscodeFunction extends ProcessFunction<SegmentUnit, SegmentUnit> {
  private static final long serialVersionUID = 1;

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
    } catch (RuntimeException e) { // also what nobody foresaw
      Outputs.alarm(context, unit, "encode", e);
      return;
    }
    out.collect(encoded);
  }
}
