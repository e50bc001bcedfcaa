package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.job.record.Forms;
import io.millrace.media.Sample;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackGap;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.PictureSegments;
import io.millrace.wire.StreamEventKind;
import java.util.List;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PackageFunctionTest {
  @Test
  void whatHasNoCmafFormBecomesGapsAndAnEvent() throws Exception {
    SegmentUnit unit = PictureSegments.make("cam-1", 1).get(0);
    TrackSegment video = unit.tracks().get(0);
    Sample first = video.samples().get(0);
    Sample endless = new Sample(1L << 40, 0, true, first.data()); // trun has 32 bits for it
    TrackSegment wrong =
        new TrackSegment("video", video.format(), video.timescale(), 0, List.of(endless));
    try (var harness =
        new OneInputStreamOperatorTestHarness<SegmentUnit, PackagedSegment>(
            new ProcessOperator<>(new PackageFunction()))) {
      harness.setup(Forms.PACKAGED_SEGMENT.serializer());
      harness.open();
      harness.processElement(unit.withTracks(List.of(wrong)), 0);
      PackagedSegment packaged = harness.extractOutputValues().get(0);
      assertThat(packaged.tracks()).isEmpty();
      assertThat(packaged.gaps()).containsExactly(TrackGap.of(wrong));
      assertThat(harness.getSideOutput(Outputs.EVENTS))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getValue().kind()).isEqualTo(StreamEventKind.SEGMENT_GIVEN_UP);
                assertThat(event.getValue().detail()).startsWith("Cannot package: ");
              });
    }
  }
}
