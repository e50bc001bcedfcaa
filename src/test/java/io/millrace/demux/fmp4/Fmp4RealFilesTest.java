package io.millrace.demux.fmp4;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording;
import io.millrace.media.AccessUnit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files of many writers: the packets that ffprobe finds, with their times, sizes and key flags. */
class Fmp4RealFilesTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final String LIVESIM =
      "Dash-Industry-Forum+livesim2/cmd/livesim2/app/testdata/assets/";
  private static final String MEDIA3 = "androidx+media/libraries/test_data/src/test/assets/media/";
  private static final Path FFPROBE = Path.of("/usr/bin/ffprobe");

  /** Init segments, and the media segments behind them in time order. */
  private static final Map<String, List<String>> SEGMENTS =
      Map.of(
          LIVESIM + "ads/train_ad/V1/init.mp4",
          List.of("1.m4s", "2.m4s", "3.m4s", "4.m4s", "5.m4s"),
          LIVESIM + "ads/train_ad/A/init.mp4",
          List.of("1.m4s", "2.m4s", "3.m4s", "4.m4s", "5.m4s"),
          LIVESIM + "WAVE/av/video25fps/init.mp4",
          List.of("0.m4s", "25600.m4s", "51200.m4s", "76800.m4s"),
          LIVESIM + "WAVE/av/aac/init.mp4",
          List.of("0.m4s", "94208.m4s", "188416.m4s", "283648.m4s", "378880.m4s"),
          MEDIA3 + "dash/multi-segment-with-emsg0/segment_init.mp4",
          List.of("segment_1.m4s", "segment_2.m4s"),
          MEDIA3 + "dash/multi-track/init-stream0.m4s",
          List.of("chunk-stream0-00001.m4s"),
          MEDIA3 + "dash/multi-track/init-stream1.m4s",
          List.of("chunk-stream1-00001.m4s"),
          MEDIA3 + "hls/multi-segment/init.mp4",
          List.of("playlist0.m4s", "playlist1.m4s"),
          "shaka-project+shaka-player/test/test/assets/hls-mp4-muxed-aac-h264/init.mp4",
          List.of("hls11.m4s"));

  /** Where ffprobe finds something else, and why. */
  private static final Map<String, String> DIFFERENCES =
      Map.ofEntries(
          Map.entry("iibbibb_editlist_videoonly.mp4", "its times before the edit are not the sum"),
          Map.entry("sample_ac4_protected.mp4", "encrypted: named and left out here"),
          Map.entry("sample_malformed_free_box.mp4", "it gives up, here moov is found behind it"),
          Map.entry("sample_mhm1_bl_cicp1_fragmented.mp4", "every packet of sound is a key frame"),
          Map.entry(
              "sample_mhm1_lcbl_cicp1_fragmented.mp4", "every packet of sound is a key frame"),
          Map.entry("car-detection.mp4", "it leaves out what is behind the edit"),
          Map.entry("sine-3s-xhe-aac-44khz-mono.mp4", "it does not read the file"),
          Map.entry("no_timescale.mp4", "it applies no edit list where mvhd is missing"),
          Map.entry("opus_audioinit_two_desc.mp4", "base-data-offset is 55 bytes off"),
          Map.entry("Tiny Sample - NEW - Untouched.mp4", "stps samples are key frames, no IDR"));

  /** What is lost of files that are not whole or not sound. */
  private static final Map<String, String> LOSSES =
      Map.of(
          "sample_malformed_free_box.mp4", "free: box size 3",
          "invalid_userdata.mp4", "the input ends before all samples have come",
          "bipbop_nonfragment_header.mp4", "the input ends before all samples have come",
          "opus_audioinit_two_desc.mp4", "track 1: a sample lies before its turn");

  @TempDir static Path directory;

  @TestFactory
  Stream<DynamicTest> findsWhatFfprobeFindsInFiles() throws IOException {
    needsMediaAndFfprobe();
    try (Stream<Path> all = Files.walk(MEDIA)) {
      return all
          .filter(f -> f.toString().matches(".*\\.(mp4|3gp|isma|mov|m4v|m4a)"))
          .sorted()
          .toList()
          .stream()
          .map(file -> DynamicTest.dynamicTest(name(file), () -> check(file)));
    }
  }

  @TestFactory
  Stream<DynamicTest> findsWhatFfprobeFindsInSegments() {
    needsMediaAndFfprobe();
    return SEGMENTS.keySet().stream()
        .sorted()
        .map(init -> DynamicTest.dynamicTest(init, () -> check(joined(MEDIA.resolve(init), init))));
  }

  private static void needsMediaAndFfprobe() {
    Assumptions.assumeTrue(Files.isDirectory(MEDIA), "../shared/media is missing");
    Assumptions.assumeTrue(Files.isExecutable(FFPROBE), "/usr/bin/ffprobe is missing");
  }

  private static String name(Path file) {
    return MEDIA.relativize(file).toString();
  }

  private static Path joined(Path init, String name) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Files.readAllBytes(init));
    for (String segment : SEGMENTS.getOrDefault(name, List.of())) {
      out.writeBytes(Files.readAllBytes(init.resolveSibling(segment)));
    }
    return Files.write(directory.resolve(name.replace('/', '_')), out.toByteArray());
  }

  private static void check(Path file) throws IOException, InterruptedException {
    String name = file.getFileName().toString();
    DemuxRecording recording = DemuxRecording.of(new Fmp4Demuxer(), Mp4Files.read(file));
    assertThat(recording.tracks()).isNotEmpty();
    assertThat(recording.losses()).hasSize(LOSSES.containsKey(name) ? 1 : 0);
    recording.losses().forEach(loss -> assertThat(loss.message()).startsWith(LOSSES.get(name)));
    Map<Integer, List<String>> probed = probe(file);
    Map<Integer, List<String>> found = new TreeMap<>();
    for (AccessUnit unit : recording.units()) {
      found.computeIfAbsent(unit.trackId(), id -> new ArrayList<>()).add(line(unit));
    }
    if (DIFFERENCES.containsKey(name)) {
      assertThat(found).as("explained: " + DIFFERENCES.get(name)).isNotEqualTo(probed);
    } else {
      assertThat(found).isEqualTo(probed);
    }
  }

  private static String line(AccessUnit unit) {
    return "%d,%d,%s".formatted(unit.pts(), unit.data().length(), unit.sync() ? "K" : "_");
  }

  /** Packets by track_ID, in the order of the file. */
  private static Map<Integer, List<String>> probe(Path file)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                FFPROBE.toString(),
                "-v",
                "error",
                "-show_entries",
                "stream=index,id:packet=stream_index,pts,size,flags",
                "-of",
                "csv",
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    process.waitFor();
    Map<Integer, Integer> ids = new TreeMap<>();
    for (String line : lines) {
      String[] fields = line.split(",", -1);
      if (fields[0].equals("stream")
          && fields.length > 2
          && fields[2].startsWith("0x")
          && !fields[2].equals("0x0")) { // cover art of meta
        ids.put(Integer.parseInt(fields[1]), Integer.decode(fields[2]));
      }
    }
    Map<Integer, List<String>> packets = new TreeMap<>();
    for (String line : lines) {
      String[] fields = line.split(",", -1);
      if (fields[0].equals("packet") && ids.containsKey(Integer.parseInt(fields[1]))) {
        packets
            .computeIfAbsent(ids.get(Integer.parseInt(fields[1])), id -> new ArrayList<>())
            .add(fields[2] + "," + fields[3] + "," + fields[4].substring(0, 1));
      }
    }
    return packets;
  }
}
