package io.millrace.job.operator;

import io.millrace.cmaf.CmafPackager;
import io.millrace.cmaf.PackagedSegment;
import io.millrace.segment.SegmentUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Samples to CMAF objects: a pure function of each unit. What has no CMAF form becomes gaps. */
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
      Outputs.givenUp(context, unit, "package", e);
      packaged = packager.pack(unit.withoutTracks());
    }
    out.collect(packaged);
  }
}
