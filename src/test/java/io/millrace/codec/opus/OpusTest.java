package io.millrace.codec.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpusTest {
  private static final String MAGIC = "4f70757348656164";

  private static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  /** RFC 6716, table 2, and the four codes of 3.2. */
  @ParameterizedTest
  @CsvSource({
    "00,   480",
    "08,   960",
    "10,   1920",
    "18,   2880",
    "58,   2880",
    "60,   480",
    "68,   960",
    "78,   960",
    "80,   120",
    "e8,   240",
    "f0,   480",
    "fc,   960",
    "fd,   1920",
    "fe,   1920",
    "ff03, 2880",
    "ff06, 5760",
    "83b0, 5760",
    "1b82, 5760",
  })
  void countsTheSamplesOfAPacket(String digits, int samples) {
    assertThat(OpusPacket.samples(hex(digits), 0)).isEqualTo(samples);
  }

  @ParameterizedTest
  @CsvSource({
    "'',   Opus: empty packet",
    "ff,   Opus: packet of code 3 without frames",
    "ffc0, Opus: packet of code 3 without frames",
    "ff07, 'Opus: packet of 6720 samples, at most 5760'",
  })
  void refusesAPacketOfAnImpossibleLength(String digits, String reason) {
    assertThatThrownBy(() -> OpusPacket.samples(hex(digits), 9))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage(reason + " (at byte 9)");
  }

  @ParameterizedTest
  @CsvSource({
    // header, then the box that says the same
    "01 02 3801 80bb0000 0000 00, 00 02 0138 0000bb80 0000 00",
    "01 01 0000 44ac0000 00ff 00, 00 01 0000 0000ac44 ff00 00",
    "01 06 3801 80bb0000 0000 01 04 02 000401020305, 00 06 0138 0000bb80 0000 01 04 02 000401020305",
    "01 03 0000 00000000 0000 ff 02 00 0001ff, 00 03 0000 00000000 0000 ff 02 00 0001ff",
  })
  void isTheSameInBothForms(String header, String box) {
    OpusHead head = OpusHead.parse(hex(MAGIC + header), 0);
    assertThat(head.dops()).isEqualTo(hex(box));
    assertThat(head.header()).isEqualTo(hex(MAGIC + header));
    assertThat(OpusHead.parse(hex(box), 0)).isEqualTo(head);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void knowsTheUsualOrders(int channels) {
    OpusHead head = OpusHead.of(channels);
    assertThat(head.streams() + head.coupledStreams()).isEqualTo(channels);
    assertThat(OpusHead.parse(head.header(), 0)).isEqualTo(head);
    assertThat(OpusHead.parse(head.dops(), 0)).isEqualTo(head);
  }

  @ParameterizedTest
  @CsvSource({
    "00 00 0138 0000bb80 0000 00, 0 channels in mapping family 0",
    "00 03 0138 0000bb80 0000 00, 3 channels in mapping family 0",
    "00 09 0138 0000bb80 0000 01 01 01 000000000000000000, 9 channels in mapping family 1",
    "00 02 0138 0000bb80 0000 01 00 00 0001, '0 streams, 0 of them coupled'",
    "00 02 0138 0000bb80 0000 01 01 02 0001, '1 streams, 2 of them coupled'",
    "00 02 0138 0000bb80 0000 ff ff ff 0001, '255 streams, 255 of them coupled'",
    "00 02 0138 0000bb80 0000 01 01 01 0002, mapping of channels that there are not",
    "00 02 0138 0000bb80 0000 01 01 01 00, no mapping of 2 channels",
    "01 02 0138 0000bb80 0000 00, version 1",
    "4f70757348656164 10 02 3801 80bb0000 0000 00, version 16",
  })
  void saysWhyItDoesNotTakeAConfiguration(String digits, String reason) {
    assertThatThrownBy(() -> OpusHead.parse(hex(digits), 4))
        .isInstanceOf(MediaException.class)
        .hasMessage("Opus configuration: " + reason + " (at byte 4)");
  }

  @Test
  void isMalformedWhereverItEnds() {
    for (Payload whole : new Payload[] {OpusHead.of(6).header(), OpusHead.of(6).dops()}) {
      for (int length = 0; length < whole.length(); length++) {
        Payload part = whole.slice(0, length);
        assertThatThrownBy(() -> OpusHead.parse(part, 0)).isInstanceOf(MediaException.class);
      }
    }
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(7_845);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      if (bytes.length > 8 && random.nextBoolean()) {
        hex(MAGIC).copyTo(bytes, 0);
      }
      try {
        OpusHead head = OpusHead.parse(Payload.of(bytes), 0);
        int samples = OpusPacket.samples(Payload.of(bytes), 0);
        assertThat(OpusPacket.samples(OpusPacket.silence(head, samples), 0)).isEqualTo(samples);
      } catch (MediaException e) {
        assertThat(e).hasMessageContaining("at byte 0");
      }
    }
  }
}
