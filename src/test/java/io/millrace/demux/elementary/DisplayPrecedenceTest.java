package io.millrace.demux.elementary;

import static io.millrace.codec.h264.TestSps.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bits.BitWriter;
import io.millrace.codec.h264.TestSps;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.Display;
import io.millrace.media.Hdr;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.Track.Framing;
import io.millrace.media.TrackFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is believed where bitstream and container say how H.264 pictures are shown. */
class DisplayPrecedenceTest {
  private static final Hdr HDR = new Hdr(null, new Hdr.LightLevel(1_000, 400));
  private static final Colour CONTAINER = new Colour(9, 16, 9, true);
  private static final Display DISPLAY = new Display(new PixelAspect(64, 45), CONTAINER, HDR, 90);

  private static TrackFormat.Video format(BitWriter vui, Display display) {
    Recorder recorder = new Recorder();
    ElementaryStage stage = new ElementaryStage(recorder);
    stage.onTracks(List.of(TestTrack.video(Codec.H264, Payload.EMPTY, Framing.ANNEX_B, display)));
    Payload unit =
        hex(
            "00000001"
                + digits(TestSps.nalUnit(vui))
                + "00000001"
                + digits(TestSps.pps(0, 0))
                + "000000016588841122");
    stage.onAccessUnit(new AccessUnit(1, 0, 0, true, unit, 0));
    return (TrackFormat.Video) recorder.formats.get(0);
  }

  private static String digits(Payload bytes) {
    return java.util.HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static BitWriter sps() {
    return TestSps.baseline(0, 45, 36).flag(false);
  }

  /** VUI with an aspect if there is one, then a colour if there is one, and nothing else. */
  private static BitWriter vui(int aspectIdc, String colour) {
    BitWriter out = sps().flag(true);
    out.flag(aspectIdc > 0);
    if (aspectIdc > 0) {
      out.bits(8, aspectIdc);
    }
    out.flag(false);
    colour.chars().forEach(c -> out.flag(c == '1'));
    return out.flag(false).flag(false).flag(false).flag(false).flag(false).flag(false);
  }

  @Test
  void containerHoldsWhereTheBitstreamIsSilent() {
    for (BitWriter silent : List.of(sps().flag(false), vui(0, "0"))) {
      TrackFormat.Video format = format(silent, DISPLAY);
      assertThat(format.pixelAspect()).isEqualTo(new PixelAspect(64, 45));
      assertThat(format.colour()).isEqualTo(CONTAINER);
      assertThat(format.hdr()).isEqualTo(HDR);
      assertThat(format.rotation()).isEqualTo(90);
    }
  }

  @Test
  void bitstreamHoldsWhereItSpeaks() {
    // signal type present, video_format 5, studio range, colour description of BT.709
    String bt709 = "1" + "101" + "0" + "1" + "00000001".repeat(3);
    TrackFormat.Video format = format(vui(4, bt709), DISPLAY);
    assertThat(format.pixelAspect()).isEqualTo(new PixelAspect(16, 11));
    assertThat(format.colour()).isEqualTo(new Colour(1, 1, 1, false));
  }

  @Test
  void bitstreamMayBeSilentOfAPart() {
    String fullRangeAlone = "1" + "101" + "1" + "0";
    assertThat(format(vui(0, fullRangeAlone), DISPLAY).colour()).isEqualTo(CONTAINER);
    String primariesAlone = "1" + "101" + "0" + "1" + "00000001" + "00000010".repeat(2);
    assertThat(format(vui(0, primariesAlone), DISPLAY).colour())
        .isEqualTo(new Colour(1, 16, 9, false));
  }

  @Test
  void picturesAreSquareAndOfUnknownColourWhereNobodySpeaks() {
    TrackFormat.Video format = format(sps().flag(false), Display.UNDECLARED);
    assertThat(format.pixelAspect()).isEqualTo(PixelAspect.SQUARE);
    assertThat(format.colour()).isEqualTo(Colour.UNSPECIFIED);
    assertThat(format.hdr()).isEqualTo(Hdr.UNKNOWN);
  }
}
