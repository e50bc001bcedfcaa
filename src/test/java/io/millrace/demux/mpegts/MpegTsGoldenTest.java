package io.millrace.demux.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.Cut;
import io.millrace.demux.DemuxRecording;
import io.millrace.demux.GoldenDump;
import io.millrace.demux.GoldenDump.DumpSample;
import io.millrace.media.AccessUnit;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares each access unit with what another implementation found: count, size, hash, key flag and
 * time. The dumps' times are microseconds less a constant per file, cut off and, for later frames
 * of a PES packet, added up.
 */
class MpegTsGoldenTest {
  /**
   * Files whose dump splits at slices and not at access unit delimiters: two samples of the dump,
   * delimiter with parameter sets and then the slices, are one access unit.
   */
  private static final List<String> HALVES = List.of("sample_h264_no_access_unit_delimiters.ts");

  /** The dump counts 1024 samples of a HE-AAC frame at the rate behind SBR, half of its time. */
  private static final Map<String, Integer> TIME_FACTORS = Map.of("sample_latm.ts", 2);

  /** SCTE 35 sections before the first PTS of the stream: they have no time and are left out. */
  private static final Map<String, Integer> UNTIMED = Map.of("sample_scte35.ts", 600);

  @BeforeEach
  void needsSharedMedia() {
    Assumptions.assumeTrue(GoldenDump.isPresent(), "../shared/media/golden is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sample_h264.ts",
        "sample_h264_no_access_unit_delimiters.ts",
        "sample_h264_mpeg_audio.ts",
        "sample_h265.ts",
        "sample_h262_mpeg_audio.ts",
        "sample_latm.ts",
        "sample_ac3.ts",
        "sample_eac3.ts",
        "sample_scte35.ts"
      })
  void findsTheAccessUnitsOfTheDump(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(path(name));
    DemuxRecording whole = DemuxRecording.of(new MpegTsDemuxer(), bytes);
    assertThat(whole.losses()).isEmpty();
    GoldenDump dump = GoldenDump.read(Path.of(path(name) + ".unknown_length.dump"));
    assertThat(whole.tracks()).extracting(Track::id).containsAll(dump.tracks().keySet());
    long offset = Long.MIN_VALUE;
    for (var entry : dump.tracks().entrySet()) {
      if (entry.getKey().equals(UNTIMED.get(name))) {
        continue;
      }
      List<AccessUnit> units = whole.units(entry.getKey());
      List<DumpSample> samples = entry.getValue().samples();
      samples = HALVES.contains(name) ? joinedPairs(samples) : samples;
      assertThat(units).as("count of %d", entry.getKey()).hasSameSizeAs(samples);
      if (offset == Long.MIN_VALUE) {
        offset = micros(units.get(0).pts()) - samples.get(0).timeUs();
      }
      compare(name, units, samples, offset);
    }
    Cut.checkAll(MpegTsDemuxer::new, MpegTsDemuxer::load, bytes);
  }

  private static void compare(
      String name, List<AccessUnit> units, List<DumpSample> samples, long offset) {
    for (int i = 0; i < samples.size(); i++) {
      AccessUnit unit = units.get(i);
      DumpSample sample = samples.get(i);
      String place = "%s track %d unit %d".formatted(name, unit.trackId(), i);
      assertThat(unit.data().length()).as(place).isEqualTo(sample.length());
      assertThat(unit.data().hashCode()).as(place).isEqualTo(sample.hash());
      assertThat(unit.sync()).as(place).isEqualTo(sample.key());
      long timeUs = sample.timeUs() * TIME_FACTORS.getOrDefault(name, 1);
      long toleranceUs = 13 + i;
      assertThat(micros(unit.pts()) - offset)
          .as(place)
          .isBetween(timeUs - toleranceUs, timeUs + toleranceUs);
    }
  }

  private static List<DumpSample> joinedPairs(List<DumpSample> samples) {
    List<DumpSample> joined = new ArrayList<>();
    for (int i = 0; i < samples.size(); i += 2) {
      DumpSample first = samples.get(i);
      DumpSample second = samples.get(i + 1);
      int shift = 1;
      for (int k = 0; k < second.length(); k++) {
        shift *= 31;
      }
      joined.add(
          new DumpSample(
              first.timeUs(),
              first.key() || second.key(),
              first.length() + second.length(),
              first.hash() * shift + second.hash() - shift));
    }
    return joined;
  }

  private static long micros(long ticks) {
    return ticks * 100 / 9;
  }

  private static Path path(String name) {
    return GoldenDump.FOLDER.resolve("ts").resolve(name);
  }
}
