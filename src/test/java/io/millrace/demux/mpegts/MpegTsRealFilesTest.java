package io.millrace.demux.mpegts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording;
import io.millrace.media.Codec;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Real transport streams: as many access units at the same times as ffprobe finds packets. */
class MpegTsRealFilesTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final Path FFPROBE = Path.of("/usr/bin/ffprobe");
  private static final Set<Codec> COMPARED =
      EnumSet.of(
          Codec.H264,
          Codec.H265,
          Codec.AAC,
          Codec.AC3,
          Codec.EAC3,
          Codec.MPEG_AUDIO,
          Codec.MP2,
          Codec.OPUS,
          Codec.MPEG2_VIDEO);

  /**
   * The file starts and ends in the middle of a frame: ffprobe counts both pieces, here only whole
   * frames are access units.
   */
  private static final Set<String> CUT_FRAMES = Set.of("sample_ac3.ts");

  private static final long WRAP = 1L << 33;

  @TestFactory
  Stream<DynamicTest> findsWhatFfprobeFinds() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(MEDIA), "../shared/media is missing");
    Assumptions.assumeTrue(Files.isExecutable(FFPROBE), "/usr/bin/ffprobe is missing");
    List<Path> files;
    try (Stream<Path> all = Files.walk(MEDIA)) {
      files = all.filter(file -> file.toString().endsWith(".ts") && isFull(file)).sorted().toList();
    }
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(MEDIA.relativize(file).toString(), () -> check(file)));
  }

  private static boolean isFull(Path file) {
    return Files.isRegularFile(file) && file.toFile().length() > 0;
  }

  private static void check(Path file) throws IOException, InterruptedException {
    DemuxRecording recording = DemuxRecording.of(new MpegTsDemuxer(), Files.readAllBytes(file));
    assertThat(recording.losses()).isEmpty();
    Map<Integer, List<Long>> probed = probe(file);
    for (Track track : recording.tracks()) {
      List<Long> found =
          recording.units(track.id()).stream()
              .map(unit -> Math.floorMod(unit.pts(), WRAP))
              .toList();
      List<Long> expected = probed.getOrDefault(track.id(), List.of());
      if (COMPARED.contains(track.codec()) && !CUT_FRAMES.contains(file.getFileName().toString())) {
        assertThat(found).as("count on PID %d", track.id()).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
          // ffprobe rounds the time of a later frame down, or adds up durations.
          assertThat(found.get(i))
              .as("PTS %d", i)
              .isBetween(expected.get(i) - 1, expected.get(i) + 1);
        }
      }
    }
  }

  /** Times of the packets by PID, in the order of the file; of the first program. */
  private static Map<Integer, List<Long>> probe(Path file)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                FFPROBE.toString(),
                "-v",
                "error",
                "-show_entries",
                "stream=index,id:packet=stream_index,pts",
                "-of",
                "csv",
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    process.waitFor();
    Map<Integer, Integer> pids = new TreeMap<>();
    for (String line : lines) {
      String[] fields = line.split(",", -1);
      if (fields[0].equals("stream") && fields.length > 2 && fields[2].startsWith("0x")) {
        pids.put(Integer.parseInt(fields[1]), Integer.decode(fields[2]));
      }
    }
    Map<Integer, List<Long>> times = new TreeMap<>();
    for (String line : lines) {
      String[] fields = line.split(",", -1);
      if (fields[0].equals("packet") && pids.containsKey(Integer.parseInt(fields[1]))) {
        long pts = fields[2].isEmpty() || fields[2].equals("N/A") ? -1 : Long.parseLong(fields[2]);
        times
            .computeIfAbsent(pids.get(Integer.parseInt(fields[1])), pid -> new ArrayList<>())
            .add(Math.floorMod(pts, WRAP));
      }
    }
    return times;
  }
}
