package io.millrace.demux.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.demux.Cut;
import io.millrace.demux.DemuxRecording;
import io.millrace.demux.GoldenDump;
import io.millrace.demux.GoldenDump.DumpSample;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real packed audio, against what others find in it. */
class PackedAudioFilesTest {
  private static final Path MEDIA = Path.of("../shared/media");

  private static byte[] read(String name) throws IOException {
    Path file = MEDIA.resolve(name);
    assumeTrue(Files.isRegularFile(file), file + " is missing");
    return Files.readAllBytes(file);
  }

  /**
   * Sizes, hashes and places. Two differences, both at the very end: a file that stops in the
   * middle of a frame, whose rest is a packet to ffprobe and no access unit here.
   */
  @ParameterizedTest
  @CsvSource({
    "golden/ts/sample.ac3, AC3, 48000, 1536, 1",
    "golden/ts/sample.adts, AAC, 44100, 1024, 0",
    "videojs+mux.js/test/segments/test-aac-segment.aac, AAC, 44100, 1024, 0",
    "shaka-project+shaka-player/test/test/assets/hls-raw-aac/fileSequence0.aac, AAC, 22050, 1024,"
        + " 0",
    "shaka-project+shaka-player/test/test/assets/hls-raw-ac3/fileSequence0.ac3, AC3, 48000, 1536,"
        + " 0",
    "shaka-project+shaka-player/test/test/assets/hls-raw-ec3/fileSequence0.ec3, EAC3, 48000, 1536,"
        + " 0",
    "shaka-project+shaka-player/test/test/assets/hls-raw-mp3/media_w905519204_0.mp3, MPEG_AUDIO,"
        + " 44100, 1152, 0",
    "androidx+media/libraries/test_data/src/test/assets/media/mp3/bear-cbr-constant-frame-size-no-seek-table.mp3,"
        + " MPEG_AUDIO, 48000, 1152, 0",
    "androidx+media/libraries/test_data/src/test/assets/media/mp3/bear-vbr-xing-header.mp3,"
        + " MPEG_AUDIO, 48000, 1152, 0",
    "androidx+media/libraries/test_data/src/test/assets/media/aac/bbb_1ch_8kHz_aac_lc.aac, AAC,"
        + " 8000, 1024, 0",
  })
  void findsThePacketsOfFfprobe(String name, Codec codec, int rate, int samples, int cutAtTheEnd)
      throws Exception {
    byte[] file = read(name);
    DemuxRecording whole = DemuxRecording.of(new PackedAudioDemuxer(), file);
    assertThat(whole.losses()).isEmpty();
    assertThat(whole.tracks()).hasSize(1);
    Track track = whole.tracks().get(0);
    assertThat(track.codec()).isEqualTo(codec);
    assertThat(track.timescale().ticksPerSecond()).isEqualTo(rate);
    List<Ffprobe.Packet> packets = Ffprobe.packets(MEDIA.resolve(name), "-select_streams", "a");
    List<AccessUnit> units = whole.units();
    assertThat(units).hasSize(packets.size() - cutAtTheEnd);
    for (int i = 0; i < units.size(); i++) {
      AccessUnit unit = units.get(i);
      Ffprobe.Packet packet = packets.get(i);
      assertThat(unit.pts()).isEqualTo((long) i * samples);
      Payload frame = Payload.of(file, (int) unit.byteOffset(), packet.size());
      assertThat(crc32(frame)).as("frame %d", i).isEqualTo(packet.crc32());
      int header = codec == Codec.AAC ? 7 : 0;
      assertThat(unit.data()).isEqualTo(frame.slice(header, packet.size() - header));
    }
    Cut.checkAll(PackedAudioDemuxer::new, PackedAudioDemuxer::load, file);
  }

  private static String crc32(Payload bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.array(), bytes.arrayOffset(), bytes.length());
    return String.format(Locale.ROOT, "CRC32:%08x", crc.getValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sample.ac3", "sample.adts"})
  void findsTheAccessUnitsOfTheDump(String name) throws IOException {
    byte[] file = read("golden/ts/" + name);
    DemuxRecording whole = DemuxRecording.of(new PackedAudioDemuxer(), file);
    GoldenDump dump = GoldenDump.read(MEDIA.resolve("golden/ts/" + name + ".unknown_length.dump"));
    List<DumpSample> samples = Objects.requireNonNull(dump.tracks().get(0)).samples();
    assertThat(whole.units()).hasSameSizeAs(samples);
    for (int i = 0; i < samples.size(); i++) {
      AccessUnit unit = whole.units().get(i);
      DumpSample sample = samples.get(i);
      assertThat(unit.data().length()).isEqualTo(sample.length());
      assertThat(unit.data().hashCode()).isEqualTo(sample.hash());
      assertThat(unit.sync()).isEqualTo(sample.key());
      long rate = whole.tracks().get(0).timescale().ticksPerSecond();
      // The dump adds up durations that are rounded down.
      assertThat(unit.pts() * 1_000_000 / rate).isBetween(sample.timeUs(), sample.timeUs() + i);
    }
  }
}
