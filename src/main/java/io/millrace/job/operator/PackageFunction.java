package io.millrace.job.operator;

import io.millrace.cmaf.CmafPackager;
import io.millrace.cmaf.PackagedSegment;
import io.millrace.segment.SegmentUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Samples to CMAF objects: a pure function of each unit. */
public final class PackageFunction extends ProcessFunction<SegmentUnit, PackagedSegment> {
  private static final long serialVersionUID = 1;

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
    } catch (RuntimeException e) { // also what nobody foresaw
      Outputs.alarm(context, unit, "package", e);
      return;
    }
    out.collect(packaged);
  }
}
