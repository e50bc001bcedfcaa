package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {
  private static final Path MEDIA = Path.of("../shared/media");

  @TempDir static Path made;
  @TempDir Path directory;

  private record Result(int status, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Millrace.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Result(status, out.toString(), err.toString());
  }

  @BeforeAll
  static void make() throws IOException {
    PackagedPictures.make(made, "cam-1", 3, "copy,144p:300k");
    PackagedPictures.make(made, "cam-2", 2, "copy");
  }

  private Path copy() throws IOException {
    try (Stream<Path> files = Files.walk(made.resolve("cam-1"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = directory.resolve(made.resolve("cam-1").relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    return directory;
  }

  @Test
  void isContentWithAStreamWithManyAndWithARendition() {
    for (String target : new String[] {"cam-1", "cam-1/main.m3u8", "cam-1/video", ""}) {
      Result result = run("verify", made.resolve(target).toString());
      assertThat(result.out()).as(target).endsWith(" checks, 0 findings\n").hasLineCount(1);
      assertThat(result.err()).isEmpty();
      assertThat(result.status()).isZero();
    }
    assertThat(run("verify", made.toUri().toString()).status()).isZero();
    assertThat(run("verify", "" + made).out()).startsWith("25 objects, ");
  }

  @Test
  void groupsWhatItFindsByRule() throws IOException {
    Path stream = copy();
    Files.delete(stream.resolve("audio/00000001.m4s"));
    Files.delete(stream.resolve("video/00000002.m4s"));
    Result result = run("verify", stream.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .startsWith(
            """
            P-19  What is listed can be read. RFC 8216, 6.2.1
              ERROR P-19 audio/00000001.m4s: not there
              ERROR P-19 video/00000002.m4s: not there
            """)
        .endsWith(" checks, 2 findings (2 errors, 0 warnings)\n");
  }

  @Test
  void printsJson() throws IOException {
    Path stream = copy();
    Files.delete(stream.resolve("audio/00000001.m4s"));
    Result result = run("verify", "--json", "--against", made + "/cam-1", stream.toString());
    assertThat(result.status()).isEqualTo(1);
    JsonNode root = new ObjectMapper().readTree(result.out());
    assertThat(root.at("/findings/0/rule").asText()).isEqualTo("P-19");
    assertThat(root.at("/findings/0/severity").asText()).isEqualTo("error");
    assertThat(root.at("/differences/0/kind").asText()).isEqualTo("missing");
    assertThat(root.at("/differences/0/object").asText()).isEqualTo("audio/00000001.m4s");
    assertThat(root.get("errors").asInt()).isEqualTo(1);
  }

  @Test
  void comparesWithAReference() throws IOException {
    Path stream = copy();
    Result same = run("verify", stream.toString(), "--against", made + "/cam-1");
    assertThat(same.status()).isZero();
    assertThat(same.out()).endsWith("; 16 objects compared, 0 differ\n");
    Files.writeString(stream.resolve("notes.txt"), "mine");
    Result more = run("verify", stream.toString(), "--against", made + "/cam-1");
    assertThat(more.status()).isEqualTo(1);
    assertThat(more.out())
        .contains("Not as in the reference\n  EXTRA notes.txt\n")
        .endsWith("; 17 objects compared, 1 differ\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/no/such/directory",
        "/no/such/main.m3u8",
        "http://127.0.0.1:1/live",
        "s3:///no-bucket",
        "ftp://host/live",
        "pom.xml"
      })
  void saysInOneLineWhatCannotBeRead(String target) {
    Result result = run("verify", target);
    assertThat(result.status()).as(result.out()).isEqualTo(2);
    assertThat(result.err()).startsWith("millrace: ").hasLineCount(1);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void saysThatADirectoryHoldsNoStream() {
    assertThat(run("verify", directory.toString()).err())
        .contains("no main.m3u8 and no index.m3u8 there; name a playlist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Eyevinn+mp4ff/mp4/testdata/bbb_prog_10s.mp4",
        "derived/dev/train_h264_aac_ptswrap.ts",
        "androidx+media/libraries/test_data/src/test/assets/media/mp4/sample_ac3_aac.mp4"
      })
  void findsNothingInWhatIsMadeOfRealFiles(String name) {
    Path file = MEDIA.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), file + " is not here");
    run("package", "--stream", "cam", file.toString(), directory.toString());
    Result result = run("verify", directory.toString());
    assertThat(result.out()).endsWith(" checks, 0 findings\n").hasLineCount(1);
  }
}
