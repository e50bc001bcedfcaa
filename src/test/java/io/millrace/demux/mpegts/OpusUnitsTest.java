package io.millrace.demux.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.opus.OpusHead;
import io.millrace.codec.opus.OpusPacket;
import io.millrace.demux.framing.AudioFormat;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusUnitsTest {
  /** Three bytes of 20 ms. */
  private static final String PACKET = "fcfffe";

  private final List<String> found = new ArrayList<>();
  private final OpusUnits units = new OpusUnits();

  private final UnitReader.Sink sink =
      new UnitReader.Sink() {
        @Override
        public void onUnit(long pts, boolean sync, Payload data, long byteOffset) {
          found.add(pts + " " + HexFormat.of().formatHex(data.toByteArray()));
        }

        @Override
        public void onAudioFormat(AudioFormat format) {
          found.add("format");
        }

        @Override
        public void onBadUnit(MediaException reason) {
          found.add("bad: " + reason.getMessage());
        }
      };

  private void read(long pts, String hex) {
    units.read(new Pes(pts, hex(hex), false, 500), pts, sink);
  }

  private static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  @Test
  void takesControlHeadersAway() {
    read(1000, "7fe0 03" + PACKET + "7fe0 03" + PACKET);
    read(5000, "7ff0 03 0138" + PACKET); // start trim
    read(7000, "7fe8 03 0138" + PACKET); // end trim
    read(9000, "7fe4 03 02 aabb" + PACKET); // control extension
    assertThat(found)
        .containsExactly("1000 fcfffe", "2800 fcfffe", "5000 fcfffe", "7000 fcfffe", "9000 fcfffe");
  }

  @Test
  void addsUpTheSizeInStepsOf255() {
    read(0, "7fe0 ff 04" + "fc" + "00".repeat(258));
    assertThat(found).containsExactly("0 fc" + "00".repeat(258));
  }

  @Test
  void countsOnWhereAPesPacketHasNoTime() {
    read(900, "7fe0 03" + PACKET);
    read(Pes.NO_PTS, "7fe0 03" + PACKET);
    units.reset();
    read(Pes.NO_PTS, "7fe0 03" + PACKET);
    assertThat(found).containsExactly("900 fcfffe", "2700 fcfffe");
  }

  @ParameterizedTest
  @CsvSource({
    "fcfffe,      Opus access unit: no control header",
    "7fe003fcff,  'Opus access unit: ends early, 24 bits wanted, 16 left'",
    "7fe0ff,      'Opus access unit: ends early, 8 bits wanted, 0 left'",
    "7fe000,      Opus: empty packet",
    "7fe002ffc0,  Opus: packet of code 3 without frames",
  })
  void reportsWhatIsNoPacket(String payload, String reason) {
    read(0, payload);
    read(100, "7fe0 03" + PACKET);
    assertThat(found).hasSize(2).element(0).asString().startsWith("bad: " + reason);
    assertThat(found).element(1).isEqualTo("100 fcfffe");
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(7_845);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(32)];
      random.nextBytes(bytes);
      if (bytes.length > 1) {
        bytes[0] = 0x7f;
        bytes[1] |= (byte) 0xe0;
      }
      units.read(new Pes(0, Payload.of(bytes), false, 0), 0, sink);
    }
    assertThat(found).isNotEmpty();
  }

  /** Registration "Opus", then the extension descriptor with its channel configuration. */
  @ParameterizedTest
  @CsvSource({
    "05044f707573 7f028001, 1",
    "05044f707573 7f028002, 2",
    "05044f707573 7f028006, 6",
    "05044f707573 7f028008, 8",
    "05044f707573 7f028000, 2",
    "05044f707573 7f0280ff, 2",
    "05044f707573,          2",
    "05044f707573 7f0180,   2",
    "05044f707573 7f028106, 2",
  })
  void tellsTheChannelsFromTheDescriptor(String descriptors, int channels) {
    Track track = StreamTypes.track(new Pmt.Stream(0x101, 6, hex(descriptors)));
    assertThat(track.codec()).isEqualTo(Codec.OPUS);
    assertThat(track.configuration()).isEqualTo(OpusHead.of(channels).header());
    assertThat(List.of(track.sampleRate(), track.channels()))
        .containsExactly(OpusPacket.SAMPLE_RATE, channels);
  }
}
