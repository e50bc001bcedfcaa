package io.millrace.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaType;
import io.millrace.media.Timescale;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class SavedSegmentUnitTest {
  private static final TrackGap GAP =
      new TrackGap("video", MediaType.VIDEO, new Timescale(30000), 2522520, 60060);

  @Test
  void givesBackASegmentOfNothingButGaps() throws Exception {
    SegmentUnit unit =
        new SegmentUnit("cam-1", 42, true, SegmentUnit.NO_DATE, 3, List.of(), List.of(GAP), false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SavedSegmentUnit.write(new DataOutputStream(bytes), unit);
    assertThat(
            SavedSegmentUnit.read(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
        .isEqualTo(unit);
    assertThat(unit.mediaMicros()).isEqualTo(2_002_000);
  }

  @Test
  void aSegmentHasTracksOrGapsOrIsTheEnd() {
    assertThatThrownBy(
            () -> new SegmentUnit("cam-1", 42, true, SegmentUnit.NO_DATE, 3, List.of(), false))
        .hasMessage("Invalid segment 42: no tracks");
    assertThatThrownBy(() -> new TrackGap("video", MediaType.VIDEO, new Timescale(1), 3, 0))
        .hasMessage("Invalid gap in video: start 3, duration 0");
  }
}
