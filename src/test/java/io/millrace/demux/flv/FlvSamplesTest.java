package io.millrace.demux.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaType;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of other writers: the access units are the packets that ffprobe finds. */
class FlvSamplesTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final Path FFMPEG = Path.of("/usr/bin/ffmpeg");
  private static final Path FFPROBE = Path.of("/usr/bin/ffprobe");

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> findsWhatFfprobeFinds() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(MEDIA), MEDIA + " is missing");
    Assumptions.assumeTrue(Files.isExecutable(FFPROBE), FFPROBE + " is missing");
    List<Path> samples;
    try (Stream<Path> files = Files.walk(MEDIA)) {
      samples = files.filter(file -> file.toString().endsWith(".flv")).sorted().toList();
    }
    assertThat(samples).isNotEmpty();
    return samples.stream()
        .map(file -> DynamicTest.dynamicTest(MEDIA.relativize(file).toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    DemuxRecording recording = DemuxRecording.of(new FlvDemuxer(), Files.readAllBytes(file));
    assertThat(recording.losses()).isEmpty();
    for (MediaType type : List.of(MediaType.VIDEO, MediaType.AUDIO)) {
      assertThat(packets(recording, type)).as("packets of %s", type).isEqualTo(probe(file, type));
    }
  }

  private static List<String> packets(DemuxRecording recording, MediaType type) {
    List<String> packets = new ArrayList<>();
    for (Track track : recording.tracks()) {
      if (track.type() == type) {
        recording.units(track.id()).forEach(unit -> packets.add(packet(unit)));
      }
    }
    return packets;
  }

  private static String packet(AccessUnit unit) {
    CRC32 crc = new CRC32();
    crc.update(unit.data().toByteArray());
    return String.format(
        Locale.ROOT,
        "%d,%d,%s,CRC32:%08x",
        unit.pts(),
        unit.data().length(),
        unit.sync() ? "K_" : "__",
        crc.getValue());
  }

  private static List<String> probe(Path file, MediaType type) throws IOException {
    String stream = type == MediaType.VIDEO ? "v:0" : "a:0";
    String entries = "packet=pts,size,flags,data_hash";
    return run(
        List.of(
            FFPROBE.toString(),
            "-v",
            "error",
            "-select_streams",
            stream,
            "-show_data_hash",
            "CRC32",
            "-show_entries",
            entries,
            "-of",
            "csv=p=0",
            file.toString()));
  }

  private static List<String> run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines().toList();
  }

  /** What ffmpeg writes without Enhanced RTMP. */
  @ParameterizedTest
  @CsvSource({
    "-c:v flv1 -an, VIDEO, CodecID 2 (Sorenson H.263)",
    "-c:v flashsv -an, VIDEO, CodecID 3 (Screen video)",
    "-vn -c:a adpcm_swf -ar 44100, AUDIO, SoundFormat 1 (ADPCM)",
    "-vn -c:a libmp3lame -ar 44100, AUDIO, SoundFormat 2",
    "-vn -c:a nellymoser -ar 44100 -ac 1, AUDIO, SoundFormat 6 (Nellymoser)",
  })
  void namesOldCodecs(String coding, MediaType type, String codecId) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(FFMPEG), FFMPEG + " is missing");
    Path file = directory.resolve("old.flv");
    List<String> command = new ArrayList<>(List.of(FFMPEG.toString(), "-v", "error"));
    command.addAll(List.of("-f", "lavfi", "-i", "testsrc=duration=1:size=64x64"));
    command.addAll(List.of("-f", "lavfi", "-i", "sine=duration=1"));
    command.addAll(List.of(coding.split(" ", -1)));
    command.add(file.toString());
    run(command);
    Assumptions.assumeTrue(Files.exists(file), "this ffmpeg cannot write " + coding);
    check(file);
    DemuxRecording recording = DemuxRecording.of(new FlvDemuxer(), Files.readAllBytes(file));
    assertThat(recording.tracks()).extracting(Track::codecId).containsExactly(codecId);
  }
}
