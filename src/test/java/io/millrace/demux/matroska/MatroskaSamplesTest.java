package io.millrace.demux.matroska;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording;
import io.millrace.media.Track;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Files of many writers: nothing in them counts as damage, and ffprobe counts the same packets. */
class MatroskaSamplesTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final Path FFPROBE = Path.of("/usr/bin/ffprobe");

  private static List<Path> samples() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(MEDIA), "../shared/media is missing");
    try (Stream<Path> files = Files.walk(MEDIA)) {
      return files.filter(f -> f.toString().matches(".*\\.(mkv|mka|webm)")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> findsNoDamageInSoundFiles() throws IOException {
    return samples().stream()
        .map(file -> DynamicTest.dynamicTest(name(file), () -> findsNoDamage(file)));
  }

  private static String name(Path file) {
    return MEDIA.relativize(file).toString();
  }

  private static void findsNoDamage(Path file) {
    DemuxRecording recording = demux(file);
    assertThat(recording.losses()).isEmpty();
    assertThat(recording.units()).isNotEmpty();
  }

  private static DemuxRecording demux(Path file) {
    try {
      return DemuxRecording.of(new MatroskaDemuxer(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> countsThePacketsThatFfprobeCounts() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(FFPROBE), FFPROBE + " is missing");
    return samples().stream()
        .map(file -> DynamicTest.dynamicTest(name(file), () -> compareCounts(file)));
  }

  private static void compareCounts(Path file) throws IOException {
    DemuxRecording recording = demux(file);
    List<String> counts = new ArrayList<>();
    for (Track track : recording.tracks()) {
      counts.add(String.valueOf(recording.units(track.id()).size()));
    }
    // Attachments are further streams to ffprobe.
    assertThat(ffprobe(file).subList(0, counts.size())).isEqualTo(counts);
  }

  private static List<String> ffprobe(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                FFPROBE.toString(),
                "-v",
                "error",
                "-count_packets",
                "-show_entries",
                "stream=nb_read_packets",
                "-of",
                "csv=p=0",
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines().map(line -> line.replace(",", "")).toList();
  }
}
