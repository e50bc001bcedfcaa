package io.millrace.job.operator;

import io.millrace.cmaf.CmafPackager;
import io.millrace.cmaf.PackagedSegment;
import io.millrace.job.record.Event;
import io.millrace.segment.SegmentUnit;
import io.millrace.wire.StreamEventKind;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Samples to CMAF objects: a pure function of each unit. */
public final class PackageFunction extends ProcessFunction<SegmentUnit, PackagedSegment> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(PackageFunction.class);

  private transient CmafPackager packager;

  @Override
  public void open(OpenContext context) {
    packager = new CmafPackager();
  }

  @Override
  public void processElement(SegmentUnit unit, Context context, Collector<PackagedSegment> out) {
    PackagedSegment packaged;
    try {
      packaged = packager.pack(unit);
    } catch (RuntimeException e) {
      // Also what nobody foresaw: one stream's media must not stop the others.
      LOG.error("Stream {}: cannot package segment {}", unit.stream(), unit.number(), e);
      context.output(
          Outputs.EVENTS,
          new Event(
              unit.stream(),
              StreamEventKind.ALARM,
              unit.number(),
              unit.programDateTime(),
              "Cannot package: " + e.getMessage()));
      return;
    }
    out.collect(packaged);
  }
}
