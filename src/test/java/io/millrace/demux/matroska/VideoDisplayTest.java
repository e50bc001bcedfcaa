package io.millrace.demux.matroska;

import static io.millrace.demux.matroska.EbmlWriter.bytes;
import static io.millrace.demux.matroska.EbmlWriter.concat;
import static io.millrace.demux.matroska.EbmlWriter.element;
import static io.millrace.demux.matroska.EbmlWriter.float64;
import static io.millrace.demux.matroska.EbmlWriter.live;
import static io.millrace.demux.matroska.EbmlWriter.text;
import static io.millrace.demux.matroska.EbmlWriter.track;
import static io.millrace.demux.matroska.EbmlWriter.tracks;
import static io.millrace.demux.matroska.EbmlWriter.uint;
import static io.millrace.demux.matroska.EbmlWriter.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording;
import io.millrace.media.Colour;
import io.millrace.media.Display;
import io.millrace.media.Hdr;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.Track;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoDisplayTest {
  private static final int VIDEO = 0xe0;
  private static final byte[] DISPLAY_HEIGHT = uint(0x54ba, 576);

  private static Track declared(byte[]... elements) {
    byte[] video = element(VIDEO, uint(0xb0, 720), uint(0xba, 576), concat(elements));
    DemuxRecording recording =
        DemuxRecording.of(new MatroskaDemuxer(), live(tracks(video(1, video))));
    return recording.tracks().get(0);
  }

  private static Display display(byte[]... elements) {
    return declared(elements).display();
  }

  @ParameterizedTest
  @CsvSource({
    "1024, 576, 0, 64, 45", // pixels
    "1024, 576, 1, 64, 45", // centimetres
    "16, 9, 3, 64, 45",
    "4, 3, 3, 16, 15",
    "720, 576, 0, 1, 1",
    "721, 576, 0, 1, 1", // rounded by a writer
    "1, 1, 3, 4, 5",
    "2147483647, 1, 0, ,", // more than a pixel aspect can say
    "1024, 576, 4, ,", // unknown
    "0, 576, 0, ,",
    "4294967295, 576, 0, ,",
  })
  void takesThePixelAspectFromTheDisplaySize(
      long width, long height, int unit, Integer horizontal, Integer vertical) {
    Display display = display(uint(0x54b0, width), uint(0x54ba, height), uint(0x54b2, unit));
    assertThat(display.pixelAspect())
        .isEqualTo(horizontal == null ? null : new PixelAspect(horizontal, vertical));
  }

  @Test
  void countsOnlyWhatCroppingLeaves() {
    byte[] crop = concat(uint(0x54aa, 8), uint(0x54bb, 8), uint(0x54cc, 10), uint(0x54dd, 10));
    Display display = display(crop, uint(0x54b0, 700), uint(0x54ba, 560));
    assertThat(display.pixelAspect()).isEqualTo(PixelAspect.SQUARE);
    byte[] all = uint(0x54cc, 720);
    assertThat(display(all, uint(0x54b0, 700), DISPLAY_HEIGHT).pixelAspect()).isNull();
    assertThat(declared(crop).width()).isEqualTo(720);
  }

  @Test
  void declaresNothingWhereTheElementsAreMissing() {
    assertThat(display()).isEqualTo(Display.UNDECLARED);
  }

  /** ProjectionPoseRoll counts the other way round. */
  @ParameterizedTest
  @CsvSource({
    "90, 270",
    "-90, 90",
    "180, 180",
    "-180, 180",
    "0, 0",
    "89.999, 0",
    "45, 0",
    "NaN, 0"
  })
  void turnsByWholeQuarters(double roll, int rotation) {
    assertThat(display(element(0x7670, float64(0x7675, roll))).rotation()).isEqualTo(rotation);
    byte[] single = element(0x7675, ByteBuffer.allocate(4).putFloat((float) roll).array());
    assertThat(display(element(0x7670, single)).rotation())
        .isEqualTo(roll == 89.999 ? 0 : rotation);
  }

  @Test
  void doesNotTurnAPictureThatIsASphereOrTilted() {
    byte[] roll = float64(0x7675, 90);
    assertThat(display(element(0x7670, uint(0x7671, 1), roll)).rotation()).isZero();
    assertThat(display(element(0x7670, float64(0x7673, 10), roll)).rotation()).isZero();
    assertThat(display(element(0x7670, float64(0x7674, -10), roll)).rotation()).isZero();
  }

  private static byte[] mastering() {
    double[] values = {0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329, 1000, 0.0001};
    byte[][] elements = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      elements[i] = float64(0x55d1 + i, values[i]);
    }
    return concat(elements);
  }

  @Test
  void readsColourAndHowItWasGraded() {
    Display display =
        display(
            element(
                0x55b0,
                uint(0x55b1, 9),
                uint(0x55b9, 2),
                uint(0x55ba, 16),
                uint(0x55bb, 9),
                uint(0x55bc, 1000),
                uint(0x55bd, 200),
                element(0x55d0, mastering())));
    assertThat(display.colour()).isEqualTo(new Colour(9, 16, 9, true));
    assertThat(display.hdr())
        .isEqualTo(
            new Hdr(
                new Hdr.MasteringDisplay(
                    34_000, 16_000, 13_250, 34_500, 7_500, 3_000, 15_635, 16_450, 10_000_000, 1),
                new Hdr.LightLevel(1000, 200)));
  }

  @Test
  void takesNoHalfOfAMasteringDisplay() {
    byte[] whole = mastering();
    byte[] nine = Arrays.copyOf(whole, whole.length * 9 / 10);
    Display display = display(element(0x55b0, element(0x55d0, nine)));
    assertThat(display.hdr()).isEqualTo(Hdr.UNKNOWN);
    assertThat(display.colour()).isEqualTo(Colour.UNSPECIFIED);
  }

  @Test
  void believesNoColourThatDoesNotExist() {
    Display display = display(element(0x55b0, uint(0x55b1, 256), uint(0x55bb, -1)));
    assertThat(display.colour()).isEqualTo(Colour.UNSPECIFIED);
  }

  @ParameterizedTest
  @CsvSource({
    "1, V_VP9, 010100, ''",
    "1, V_VP8, 01, ''",
    "1, V_AV1, 81050c00, 81050c00",
    "1, V_AV1, 0a0b00, ''", // a sequence header, as it was written before there was av1C
    "1, V_MPEGH/ISO/HEVC, 01020304, 01020304",
    "2, A_MPEG/L3, 0102, ''",
    "2, A_MPEG/L2, 0102, ''",
    "2, A_AC3, 0102, ''",
    "2, A_EAC3, 0102, ''",
    "2, A_AAC, 1210, 1210",
    "2, A_OPUS, 4f70757348656164, 4f70757348656164",
    "2, A_FLAC, 664c6143, 664c6143",
  })
  void handsOnOnlyTheCodecsOwnRecord(int type, String codecId, String written, String handedOn) {
    HexFormat hex = HexFormat.of();
    byte[] entry = track(1, type, codecId, element(0x63a2, hex.parseHex(written)));
    DemuxRecording recording = DemuxRecording.of(new MatroskaDemuxer(), live(tracks(entry)));
    assertThat(recording.tracks().get(0).configuration())
        .isEqualTo(Payload.of(hex.parseHex(handedOn)));
  }

  @Test
  void takesNoAttachedFileForATrack() {
    byte[] cover =
        element(
            EbmlWriter.ATTACHMENTS,
            element(
                0x61a7,
                text(0x466e, "cover.jpg"),
                text(0x4660, "image/jpeg"),
                element(0x465c, bytes(0xff, 0xd8, 0xff))));
    byte[] stream =
        live(cover, tracks(video(1)), cover, EbmlWriter.cluster(0, EbmlWriter.key(1, 0, 1)));
    DemuxRecording recording = DemuxRecording.of(new MatroskaDemuxer(), stream);
    assertThat(recording.tracks()).hasSize(1);
    assertThat(recording.units()).hasSize(1);
    assertThat(recording.losses()).isEmpty();
  }
}
