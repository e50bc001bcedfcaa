package io.millrace.cmaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.isobmff.Av1C;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.Colr;
import io.millrace.isobmff.Pasp;
import io.millrace.isobmff.VisualSampleEntry;
import io.millrace.isobmff.VpcC;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.TrackFormat;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class Av1AndVp9EntriesTest {
  private static final Colour HLG = new Colour(9, 18, 9, false);

  private static TrackFormat.Video format(Codec codec, String record) {
    return new TrackFormat.Video(
        codec,
        codec.name(),
        payload(record),
        "und",
        720,
        1_280,
        PixelAspect.SQUARE,
        HLG,
        Hdr.UNKNOWN,
        0,
        null);
  }

  private static Payload payload(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits));
  }

  private static VisualSampleEntry entry(String type, Box configuration) {
    return new VisualSampleEntry(
        type, 720, 1_280, List.of(configuration, new Colr(HLG), new Pasp(1, 1)));
  }

  @Test
  void av1HasItsConfigurationBox() {
    assertThat(SampleEntries.video(format(Codec.AV1, "81054c00")))
        .isEqualTo(entry("av01", new Av1C(payload("81054c00"))));
  }

  @Test
  void vp9HasItsConfigurationBox() {
    assertThat(SampleEntries.video(format(Codec.VP9, "0015820912090000")))
        .isEqualTo(entry("vp09", new VpcC(payload("0015820912090000"))));
  }

  @Test
  void vp8NeedsAnEncoder() {
    assertThatThrownBy(() -> SampleEntries.video(format(Codec.VP8, "00")))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessage("VP8: no CMAF track of VP8 here (at byte 0)");
  }
}
