package io.millrace.codec.h265;

import static io.millrace.codec.h265.TestSets.sei;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.millrace.media.Hdr;
import io.millrace.media.Hdr.LightLevel;
import io.millrace.media.Hdr.MasteringDisplay;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeiMessagesTest {
  /** The display P3 with white D65, 0.0001 to 1000 candela, as encoders are told it. */
  private static final String MASTERING =
      "8918 33c2 86c4 1d4c 0bb8 84d0 3e80 3d13 4042 00989680 00000001";

  static final MasteringDisplay P3 =
      new MasteringDisplay(
          34_000, 16_000, 13_250, 34_500, 7_500, 3_000, 15_635, 16_450, 10_000_000, 1);

  @Test
  void readsHowThePicturesWereGraded() {
    SeiMessages read = SeiMessages.NONE.with(sei("0402aabb", MASTERING, "900403e80190"), 0);
    assertThat(read).isEqualTo(new SeiMessages(P3, new LightLevel(1000, 400), 0));
    assertThat(read.with(sei("930112"), 0).transfer()).isEqualTo(18);
    assertThat(read.with(sei("0402aabb"), 0)).isEqualTo(read);
  }

  @Test
  void hasPrecedenceOverTheContainer() {
    Hdr declared = new Hdr(P3, new LightLevel(1, 1));
    assertThat(SeiMessages.NONE.over(declared)).isEqualTo(declared);
    assertThat(SeiMessages.NONE.with(sei("900403e80190"), 0).over(declared))
        .isEqualTo(new Hdr(P3, new LightLevel(1000, 400)));
  }

  @Test
  void readsLongTypesAndSizes() {
    String user = "05ff02" + "00".repeat(257);
    String longType = "ff0801aa";
    assertThat(SeiMessages.NONE.with(sei(user, longType, "930110"), 0).transfer()).isEqualTo(16);
  }

  @Test
  void passesOverWhatIsTooShortForItsKind() {
    assertThat(SeiMessages.NONE.with(sei("900203e8", "8901ff", "9300"), 0))
        .isEqualTo(SeiMessages.NONE);
  }

  @Test
  void refusesAMessageLongerThanItsNalUnit() {
    assertThatThrownBy(() -> SeiMessages.NONE.with(sei("9004"), 30))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageStartingWith("SEI: message 144 of 4 bytes, 1 left");
    assertThatThrownBy(() -> SeiMessages.NONE.with(sei("ff".repeat(300)), 30))
        .isInstanceOf(MediaException.Malformed.class);
    Payload whole = sei(MASTERING, "900403e80190");
    for (int length = 1; length < whole.length(); length++) {
      Payload part = whole.slice(0, length);
      try {
        SeiMessages.NONE.with(part, 0);
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, (long) length);
      }
    }
  }

  @Test
  void readsAMillionMessagesInATimeThatGrowsWithThem() {
    byte[] many = new byte[4_000_000];
    many[0] = 0x4e;
    many[1] = 1;
    for (int i = 2; i < 2_000_000; i += 2) {
      many[i] = 1; // type 1 of no bytes
    }
    many[2_000_000] = (byte) 0x80; // and zeros behind
    assertTimeout(
        Duration.ofSeconds(10),
        () -> assertThat(SeiMessages.NONE.with(Payload.of(many), 0)).isEqualTo(SeiMessages.NONE));
  }
}
