package io.millrace.codec.vp9;

import static io.millrace.codec.vp9.TestFrame.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VpConfigurationTest {
  private static final FrameRate RATE_25 = new FrameRate(25, 1);

  private static VpConfiguration of(Payload key) {
    return VpConfiguration.of(FrameHeader.parse(key, 0), RATE_25, 0);
  }

  @Test
  void isMadeOfAKeyFrame() {
    VpConfiguration made = of(TestFrame.key(640, 360, 2));
    // As ffmpeg writes it but for the matrix, which this key frame says.
    assertThat(made.payload()).isEqualTo(hex("0015820202010000"));
    assertThat(made.codecs()).isEqualTo("vp09.00.21.08");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0015820202020000", "020aa50910090000", "0333c6010d000000"})
  void isTheSameAfterReadingAndWriting(String record) {
    assertThat(VpConfiguration.parse(hex(record), 0).payload()).isEqualTo(hex(record));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2", "1, 5", "2, 1", "3, 6", "4, 7", "5, 9", "6, 2",
  })
  void readsTheMatrixFromTheColourSpace(int colourSpace, int matrix) {
    assertThat(of(TestFrame.key(16, 16, colourSpace)).colour())
        .isEqualTo(new Colour(2, 2, matrix, false));
  }

  @Test
  void takesLevelAndChromaFromARecordOfTheSamePictures() {
    VpConfiguration read = of(TestFrame.key(640, 360, 5));
    Colour pq = new Colour(9, 16, 1, true);
    assertThat(read.with(new VpConfiguration(0, 31, 8, 0, pq)))
        .isEqualTo(new VpConfiguration(0, 31, 8, 0, new Colour(9, 16, 9, false)));
    assertThat(read.with(new VpConfiguration(2, 31, 10, 0, pq)).level()).isEqualTo(21);
    assertThat(read.with(new VpConfiguration(0, 31, 8, 3, pq)).chromaSubsampling()).isEqualTo(1);
    assertThat(read.with(new VpConfiguration(0, 0, 8, 1, pq)).level()).isEqualTo(21);
  }

  @Test
  void leavesOutColourThatTheRecordCannotSay() {
    VpConfiguration read = of(TestFrame.key(640, 360, 0));
    assertThat(read.orColour(new Colour(65_535, 1, 1, false))).isEqualTo(read);
    assertThat(read.orColour(new Colour(9, 16, 9, true)).codecs())
        .isEqualTo("vp09.00.21.08.01.09.16.09.00");
  }

  @Test
  void readsWhatWebmSaysInstead() {
    assertThat(VpConfiguration.ofWebm(hex("010100 02010a 030108 040101")))
        .isEqualTo(new VpConfiguration(0, 10, 8, 1, Colour.UNSPECIFIED));
    assertThat(VpConfiguration.ofWebm(hex("010102 03010a")))
        .isEqualTo(new VpConfiguration(2, 0, 10, 1, Colour.UNSPECIFIED));
    for (String none :
        new String[] {"", "010100", "010109030108", "01020000", "090100", "ff0100"}) {
      assertThat(VpConfiguration.ofWebm(hex(none))).as(none).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "640, 360, 25, 21",
    "1280, 720, 25, 31",
    "1280, 720, 60, 40",
    "1920, 1080, 30, 40",
    "1920, 1080, 60, 41",
    "3840, 2160, 60, 51",
    "16, 16, 25, 10",
    // by its rate, and by its longer side
    "16, 16, 1000, 10",
    "256, 144, 1000, 31",
    "256, 144, 1001, 40",
    "600, 16, 25, 11",
    // more than any level holds
    "65536, 65536, 2147483647, 62",
  })
  void findsTheLowestLevelThatHolds(int width, int height, int rate, int level) {
    assertThat(Vp9Level.of(width, height, new FrameRate(rate, 1))).isEqualTo(level);
  }

  @Test
  void judgesThePictureAloneWithoutARate() {
    assertThat(Vp9Level.of(1_920, 1_080, null)).isEqualTo(40);
  }

  @Test
  void refusesWhatTheRecordHasNoNumberFor() {
    FrameHeader.KeyPicture yuv440 = new FrameHeader.KeyPicture(8, 0, false, false, true, 16, 16);
    assertThatThrownBy(() -> VpConfiguration.of(new FrameHeader(1, false, true, yuv440), null, 3))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessage("VP9: chroma subsampling 4:4:0 (at byte 3)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "001582020202", "00158202020200", "0015820202020001"})
  void endsEarlyWithAnException(String record) {
    assertThatThrownBy(() -> VpConfiguration.parse(hex(record), 0))
        .isInstanceOf(MediaException.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0415820202020000", "0015020202020000", "0015880202020000"})
  void refusesValuesThatAreNone(String record) {
    assertThatThrownBy(() -> VpConfiguration.parse(hex(record), 0))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageStartingWith("vpcC: profile ");
  }
}
