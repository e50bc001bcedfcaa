package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.SecondOpinion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MP4 in all its orders, from the command line to a directory that others find conforming. */
class PackageMp4Test {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final String SHAKA =
      "shaka-project+shaka-player/test/test/assets/hls-mp4-muxed-aac-h264/";
  private static final String FRONT =
      "google+ExoPlayer/extensions/media2/src/androidTest/res/raw/video_big_buck_bunny.mp4";
  private static final String END = "Eyevinn+mp4ff/mp4/testdata/bbb_prog_10s.mp4";

  @TempDir Path directory;

  private static JsonNode run(String... arguments) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Millrace.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    assertThat(status).as(err.toString()).isZero();
    return new ObjectMapper().readTree(out.toString());
  }

  private static Path media(String name) {
    Path file = MEDIA.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), file + " is not here");
    return file;
  }

  private void packageAndJudge(Path input, int micros) throws Exception {
    JsonNode result = run("package", "--json", "--stream", "cam", input.toString(), "" + directory);
    assertThat(result.get("remarks")).isEmpty();
    assertThat(result.get("mediaMicros").asInt()).isBetween(micros - 200_000, micros + 200_000);
    String playlist = directory.resolve("cam/main.m3u8").toString();
    assertThat(directory.resolve("cam/audio/index.m3u8")).exists();
    SecondOpinion.assertConforming(playlist);
    SecondOpinion.assertDecodes(playlist);
  }

  @ParameterizedTest
  @CsvSource({FRONT + ", 10000000", END + ", 9917000"})
  void packagesAPlainFileWhereverItsMoovIs(String name, int micros) throws Exception {
    packageAndJudge(media(name), micros);
  }

  @Test
  void packagesFragmentsWithBothTracks() throws Exception {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(Files.readAllBytes(media(SHAKA + "init.mp4")));
    joined.writeBytes(Files.readAllBytes(media(SHAKA + "hls11.m4s")));
    packageAndJudge(Files.write(directory.resolve("joined.mp4"), joined.toByteArray()), 1_001_000);
  }

  @Test
  void probesAFileWithItsMoovAtTheEnd() throws IOException {
    JsonNode result = run("probe", "--json", media(END).toString());
    assertThat(result.get("container").asText()).isEqualTo("MP4");
    assertThat(result.get("lossCount").asInt()).isZero();
    assertThat(result.at("/tracks/0/accessUnits").asInt()).isEqualTo(238);
    assertThat(result.at("/tracks/1/accessUnits").asInt()).isEqualTo(428);
  }
}
