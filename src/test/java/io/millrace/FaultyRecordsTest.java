package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.Records;
import io.millrace.segment.SegmentUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real files that change, jump, wrap or have holes in their middle, in records that are lost,
 * doubled and swapped, and in sessions that are cut: whatever comes, it is the same wherever the
 * stream was restored, and what is published has no fault.
 */
class FaultyRecordsTest {
  private static final String SHAKA = "shaka-project+shaka-player/test/test/assets/";

  @TempDir Path directory;

  /** Each with the size of its records. */
  static List<String> inputs() {
    return List.of(
        "16384 derived/dev/splice_h264_360p30_to_480p24.ts",
        "1316 derived/dev/train_h264_aac_ptswrap.ts",
        "65536 derived/dev/train_h264_aac_ptswrap.ts",
        "16384 derived/dev/train_h264_aac_ffmpeg_live.mkv",
        "16384 derived/dev/train_h264_aac_ffmpeg.flv",
        "10007 videojs+mux.js/test/segments/multi-channel-608-captions.ts",
        "10007 videojs+mux.js/test/segments/test-no-audio-segment.ts",
        "65536 tsduck+tsduck-test/input/test-064.ts",
        "65536 " + SHAKA + "captions-test.ts",
        "10007 " + SHAKA + "hls-ts-muxed-mp3-h264/seg-4-v1-a1.ts",
        "1316 " + SHAKA + "id3-metadata.ts",
        "1316 " + SHAKA + "hls-ts-ac3/ChID_voices_6ch_640kbps_dd_sub_0001.ts");
  }

  private record Input(int recordBytes, byte[] bytes, long seed) {
    static Input of(String line) throws IOException {
      int space = line.indexOf(' ');
      Path file = RealFiles.MEDIA.resolve(line.substring(space + 1));
      assumeTrue(Files.exists(file), file + " is not here");
      int size = Integer.parseInt(line.substring(0, space));
      return new Input(size, Files.readAllBytes(file), line.hashCode());
    }

    List<IngestInput> session(long number, int from, int to) {
      long time = Records.TIME + number * 4_000;
      return Records.session(number, time, Arrays.copyOfRange(bytes, from, to), recordBytes);
    }
  }

  /** Takes the records with and without restores, and publishes what becomes of them. */
  private List<SegmentUnit> publish(List<IngestInput> records, Random random) throws Exception {
    RecordedIngest out = Records.take(records, IngestSettings.DEFAULT);
    RecordedIngest again = Records.takeRestored(records, IngestSettings.DEFAULT, random);
    Records.assertSame(again, out);
    Publication.publish(out.units, directory);
    assertConforming(out);
    return out.units;
  }

  /** No error, and no warning but of what the input is to blame for. */
  private void assertConforming(RecordedIngest out) throws Exception {
    List<String> ignored = new ArrayList<>();
    // what is missing in one rendition is missing at the end, and shorter than a target.
    ignored.add("duration-differs");
    // It is that of the pictures of the first segment, and never changes.
    ignored.add("targetduration-loose");
    if (out.events.stream().anyMatch(event -> event.startsWith("FORCED_CUT"))) {
      ignored.addAll(List.of("no-keyframe", "independent-segments"));
    }
    if (out.units.stream().mapToInt(FaultyRecordsTest::pictures).anyMatch(n -> n > 0 && n < 3)) {
      // Two pictures alone, four frames apart: their rate is nobody's.
      ignored.addAll(List.of("framerate-mismatch", "framerate-missing"));
    }
    // Pictures that did not come may have stood between the last ones that did.
    String[] options = {"--max-gap-ms", "150", "--ignore", String.join(",", ignored)};
    assertThat(SecondOpinion.findings(directory.resolve("cam-1/main.m3u8"), options))
        .isEqualTo("clean");
  }

  private static int pictures(SegmentUnit unit) {
    return unit.tracks().stream()
        .filter(track -> track.rendition().equals("video"))
        .mapToInt(track -> track.samples().size())
        .sum();
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void lost(String line) throws Exception {
    Input input = Input.of(line);
    Random random = new Random(input.seed());
    List<IngestInput> records = input.session(1, 0, input.bytes().length);
    records.add(Records.end(records));
    List<IngestInput> lossy = new ArrayList<>(records);
    int count = 1 + records.size() / 40;
    for (int i = 0; i < count; i++) {
      // Without the head of the file nothing could be read.
      lossy.remove(records.get(records.size() / 4 + random.nextInt(records.size() / 2)));
    }
    publish(lossy, random);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void doubledAndSwapped(String line) throws Exception {
    Input input = Input.of(line);
    Random random = new Random(input.seed());
    List<IngestInput> records = input.session(1, 0, input.bytes().length);
    List<IngestInput> mixed = new ArrayList<>(records);
    for (int i = 0; i + 8 < mixed.size(); i += 8) {
      Collections.swap(mixed, i, i + 1 + random.nextInt(7));
    }
    for (int i = 0; i < 5; i++) {
      int at = random.nextInt(mixed.size());
      mixed.add(Math.min(mixed.size(), at + random.nextInt(30)), mixed.get(at));
    }
    mixed.add(Records.end(records));
    records.add(Records.end(records));
    assertThat(publish(mixed, random))
        .isEqualTo(Records.take(records, IngestSettings.DEFAULT).units);
  }

  /** Cut anywhere; the next session sends the head of the file, and goes on a little before. */
  @ParameterizedTest
  @MethodSource("inputs")
  void cutAndConnectedAgain(String line) throws Exception {
    Input input = Input.of(line);
    Random random = new Random(input.seed());
    List<IngestInput> records = new ArrayList<>();
    int length = input.bytes().length;
    int from = 0;
    for (int number = 1; number <= 3; number++) {
      int to = number == 3 ? length : length / 4 * number + random.nextInt(length / 4);
      records.addAll(input.session(number, from, to));
      from = Math.max(0, to - random.nextInt(1 + length / 5));
    }
    records.add(Records.end(records));
    publish(records, random);
  }
}
