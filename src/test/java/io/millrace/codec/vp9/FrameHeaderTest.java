package io.millrace.codec.vp9;

import static io.millrace.codec.vp9.TestFrame.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bits.BitWriter;
import io.millrace.codec.vp9.FrameHeader.KeyPicture;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameHeaderTest {
  @Test
  void readsWhatAnEncoderWrote() {
    // libvpx, 320x240
    assertThat(FrameHeader.parse(hex("82498342 0013f00ef0 00"), 0))
        .isEqualTo(
            new FrameHeader(0, false, true, new KeyPicture(8, 0, false, true, true, 320, 240)));
  }

  @Test
  void tellsWhatIsShownAndWhatIsKey() {
    assertThat(FrameHeader.parse(TestFrame.INTER, 0))
        .isEqualTo(new FrameHeader(0, false, true, null));
    assertThat(FrameHeader.parse(TestFrame.HIDDEN, 0))
        .isEqualTo(new FrameHeader(0, false, false, null));
    assertThat(FrameHeader.parse(TestFrame.SHOW_EXISTING, 0))
        .isEqualTo(new FrameHeader(0, true, true, null));
    FrameHeader hidden = FrameHeader.parse(TestFrame.hiddenKey(16, 16), 0);
    assertThat(hidden.showFrame()).isFalse();
    assertThat(hidden.picture()).isNotNull();
  }

  /** Profile, bits of color_config, then bit depth, colour space, range, subsampling. 6.2.2. */
  @ParameterizedTest
  @CsvSource({
    "0, 010 0, 8, 2, false, true, true",
    "0, 101 1, 8, 5, true, true, true",
    "1, 010 0 1 0 0, 8, 2, false, true, false",
    "1, 010 0 0 1 0, 8, 2, false, false, true",
    "1, 111 0, 8, 7, true, false, false",
    "2, 0 101 0, 10, 5, false, true, true",
    "2, 1 101 0, 12, 5, false, true, true",
    "3, 0 010 0 0 0 0, 10, 2, false, false, false",
    "3, 1 111 0, 12, 7, true, false, false",
  })
  void readsEveryProfile(
      int profile, String bits, int bitDepth, int space, boolean full, boolean x, boolean y) {
    BitWriter out = TestFrame.keyOf(profile, true);
    bits.chars().filter(c -> c != ' ').forEach(c -> out.flag(c == '1'));
    Payload frame = TestFrame.size(out, 65_536, 1);
    assertThat(FrameHeader.parse(frame, 0))
        .isEqualTo(
            new FrameHeader(
                profile, false, true, new KeyPicture(bitDepth, space, full, x, y, 65_536, 1)));
  }

  @ParameterizedTest
  @CsvSource({
    "02, 'VP9 frame: frame_marker 0, not 2 (at byte 9)'",
    "b880, 'VP9 frame: reserved_zero is 1 (at byte 9)'",
    "82498343, 'VP9 frame: frame_sync_code 0x498343, not 0x498342 (at byte 10)'",
    "82498342e0, 'VP9 frame: RGB in profile 0 (at byte 10)'",
    "8249, 'VP9 frame: ends early, 24 bits wanted, 8 left (at byte 10)'",
  })
  void refusesWhatIsNoFrame(String digits, String message) {
    assertThatThrownBy(() -> FrameHeader.parse(hex(digits), 9))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage(message);
  }

  @Test
  void endsEarlyAtEveryByteWithAnException() {
    Payload key = TestFrame.key(1_280, 720, 2);
    for (int length = 0; length < 9; length++) {
      Payload part = key.slice(0, length);
      assertThatThrownBy(() -> FrameHeader.parse(part, 0))
          .isInstanceOf(MediaException.Malformed.class);
    }
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(20261127);
    int readable = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = TestFrame.key(1_280, 720, 2).toByteArray();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        FrameHeader header = FrameHeader.parse(Payload.of(bytes), 0);
        if (header.picture() != null) {
          assertThat(VpConfiguration.of(header, null, 0).payload().length()).isEqualTo(8);
        }
        readable++;
      } catch (MediaException e) {
        assertThat(e.byteOffset()).isBetween(0L, (long) bytes.length);
      }
    }
    assertThat(readable).isGreaterThan(1_000);
  }
}
