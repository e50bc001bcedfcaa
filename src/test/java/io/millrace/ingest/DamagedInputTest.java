package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.MadeMedia;
import io.millrace.media.Payload;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real footage, damaged by seed: whatever is wrong with the bytes, nothing is thrown, the timeline
 * does not break, no segment is too long, and the account of the access units closes.
 */
class DamagedInputTest {
  private static final Path DERIVED = Path.of("../shared/media/derived/dev");
  private static final int ROUNDS = 60;

  @TempDir static Path directory;

  /** One file of each container, and streams of two audio tracks where ffmpeg can make them. */
  static List<String> inputs() {
    return List.of(
        "train_h264_aac_ffmpeg_live.mkv",
        "train_h264_aac_ptswrap.ts",
        "train_h264_aac_ffmpeg.flv",
        "foreman_hevc_mkvmerge.mkv",
        "../../golden/mp4/sample_fragmented.mp4",
        "../../golden/mp4/sample.mp4",
        "two.mkv",
        "two.ts");
  }

  private static byte[] bytes(String name) throws Exception {
    if (name.startsWith("two.")) {
      return MadeMedia.make(directory, name.substring(4), "320x180", List.of("eng", "fra"));
    }
    Path file = DERIVED.resolve(name);
    assumeTrue(Files.exists(file), file + " is not here");
    return Files.readAllBytes(file);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void flippedBits(String name) throws Exception {
    damage(
        name,
        (bytes, random) -> {
          for (int i = 0; i < 1 + random.nextInt(200); i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void noiseInTheMiddle(String name) throws Exception {
    damage(
        name,
        (bytes, random) -> {
          byte[] noise = new byte[random.nextInt(100_000)];
          random.nextBytes(noise);
          int at = random.nextInt(bytes.length - noise.length);
          System.arraycopy(noise, 0, bytes, at, noise.length);
        });
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void piecesInTheWrongPlace(String name) throws Exception {
    damage(
        name,
        (bytes, random) -> {
          int length = random.nextInt(bytes.length / 3);
          int from = random.nextInt(bytes.length - length);
          int to = random.nextInt(bytes.length - length);
          System.arraycopy(bytes.clone(), from, bytes, to, length);
        });
  }

  private static void damage(String name, BiConsumer<byte[], Random> damage) throws Exception {
    byte[] whole = bytes(name);
    for (long seed = 1; seed <= ROUNDS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = whole.clone();
      damage.accept(bytes, random);
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      check(Arrays.copyOf(bytes, length), "%s, seed %d".formatted(name, seed));
    }
  }

  private static void check(byte[] bytes, String what) {
    RecordedIngest out = new RecordedIngest();
    StreamIngest stream = new StreamIngest("cam-1", SegmentSettings.DEFAULT);
    long sequence = 0;
    for (Payload piece : RecordedIngest.pieces(bytes, 64 << 10)) {
      stream.accept(IngestInput.chunk(1, sequence++, sequence, piece), out);
    }
    stream.accept(IngestInput.end(1, sequence, sequence), out);

    assertThat(stream.account().onTheirWay()).as(what).isZero();
    assertThat(out.units).as(what).isNotEmpty();
    assertThat(out.units.get(out.units.size() - 1).end()).as(what).isTrue();
    assertTimeline(out, what);
  }

  private static void assertTimeline(RecordedIngest out, String what) {
    Map<String, Long> ends = new HashMap<>();
    for (SegmentUnit unit : out.units) {
      for (TrackSegment track : unit.tracks()) {
        long start = track.baseMediaDecodeTime();
        assertThat(ends.getOrDefault(track.rendition(), start)).as(what).isEqualTo(start);
        ends.put(track.rendition(), start + track.duration());
        long half = track.timescale().ticksPerSecond() / 2;
        assertThat(track.duration()).as(what).isLessThan(unit.targetDuration() * 2L * half + half);
      }
    }
  }
}
