package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What others say of what was published: the conformance checker of shared, and ffmpeg. */
public final class SecondOpinion {
  private static final Path VALIDATOR = Path.of("../shared/tools/validate.py").toAbsolutePath();

  private SecondOpinion() {}

  /** The conformance checker has neither an error nor a warning for {@code playlist}. */
  public static void assertConforming(String playlist, String... options) throws Exception {
    assumeTrue(Files.exists(VALIDATOR), VALIDATOR + " is not here");
    assumeProgram("python3");
    List<String> command = new ArrayList<>(List.of("python3", VALIDATOR.toString(), playlist));
    command.addAll(List.of(options));
    assertThat(output(command)).contains("SUMMARY PASS errors=0 warnings=0");
  }

  /**
   * The conformance checker has no error for {@code playlist}, and warns of nothing but open GOPs.
   */
  public static void assertConformingOpenGops(String playlist) throws Exception {
    assumeTrue(Files.exists(VALIDATOR), VALIDATOR + " is not here");
    assumeProgram("python3");
    String found = output(List.of("python3", VALIDATOR.toString(), playlist));
    assertThat(found).contains("SUMMARY PASS errors=0");
    assertThat(found.lines().filter(line -> line.startsWith("WARN")))
        .isNotEmpty()
        .allMatch(line -> line.contains("[leading]") || line.contains("[independent-segments]"));
  }

  /** One line for each picture that ffmpeg decodes of {@code input}: a hash of it. */
  public static List<String> pictures(String input) throws Exception {
    assumeProgram("ffmpeg");
    String text =
        output(
            List.of(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-i",
                input,
                "-map",
                "0:v",
                "-fps_mode",
                "passthrough",
                "-f",
                "framemd5",
                "-"));
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .toList();
  }

  /** Runs ffmpeg, which must succeed; skips the test where it is missing. */
  public static void ffmpeg(String... arguments) throws Exception {
    assumeProgram("ffmpeg");
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
    command.addAll(List.of(arguments));
    assertThat(output(command)).isEmpty();
  }

  /** Skips the test where ffmpeg has no encoder of that name. */
  public static void assumeEncoder(String name) throws Exception {
    assumeProgram("ffmpeg");
    String all = output(List.of("ffmpeg", "-nostdin", "-hide_banner", "-encoders"));
    assumeTrue(all.contains(" " + name + " "), "ffmpeg has no " + name);
  }

  /** What the conformance checker says of {@code playlist}: {@code clean}, or codes and counts. */
  public static String findings(Path playlist, String... options) throws Exception {
    assumeTrue(Files.exists(VALIDATOR), VALIDATOR + " is not here");
    assumeProgram("python3");
    List<String> command =
        new ArrayList<>(
            List.of("python3", VALIDATOR.toString(), playlist.toString(), "--json", "-"));
    command.addAll(List.of(options));
    String json = output(command);
    Map<String, Integer> counts = new TreeMap<>();
    for (JsonNode finding : new ObjectMapper().readTree(json).get("findings")) {
      String severity = finding.get("severity").asText();
      if (!severity.equals("INFO")) {
        counts.merge(severity + " " + finding.get("code").asText(), 1, Integer::sum);
      }
    }
    return counts.isEmpty() ? "clean" : counts.toString().replaceAll("[{}]", "");
  }

  /**
   * What ffprobe finds in {@code file}: its streams, and packets with the hash of their bytes; no
   * packets where it cannot read them.
   */
  public static JsonNode packets(Path file) throws Exception {
    assumeProgram("ffprobe");
    List<String> command =
        List.of("ffprobe", "-v", "quiet", "-show_streams", "-show_packets", "-show_data_hash");
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("MD5", "-of", "json", file.toString()));
    try {
      return new ObjectMapper().readTree(output(all));
    } catch (JsonProcessingException e) {
      return new ObjectMapper().createObjectNode(); // it stopped in the middle of what it printed
    }
  }

  /** ffmpeg decodes all of {@code playlist} without a word. */
  public static void assertDecodes(String playlist) throws Exception {
    assumeProgram("ffmpeg");
    assertThat(
            output(List.of("ffmpeg", "-nostdin", "-v", "error", "-i", playlist, "-f", "null", "-")))
        .isEmpty();
  }

  /** ffmpeg decodes the same pictures, in the same order, of both. */
  public static void assertSamePictures(String expected, String actual) throws Exception {
    assumeProgram("ffmpeg");
    assertThat(pictures(actual)).isNotEmpty().isEqualTo(pictures(expected));
  }

  /** Makes {@code out} with ffmpeg; the test is skipped where it is not installed. */
  public static void ffmpeg(String[] arguments, Path out) throws Exception {
    assumeProgram("ffmpeg");
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of(arguments));
    command.add(out.toString());
    assertThat(output(command)).isEmpty();
    assertThat(out).exists();
  }

  /** The luma of all pictures that ffmpeg decodes of {@code file}, without padding. */
  public static byte[] luma(String file) throws Exception {
    return bytes(
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-i",
        file,
        "-fps_mode",
        "passthrough",
        "-pix_fmt",
        "gray",
        "-f",
        "rawvideo",
        "-");
  }

  /** What ffmpeg decodes of the sound of {@code file}: samples of 32 bits, all channels in turn. */
  public static byte[] pcm(String file) throws Exception {
    return bytes(
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-xerror",
        "-err_detect",
        "crccheck",
        "-i",
        file,
        "-f",
        "s32le",
        "-");
  }

  /**
   * Video without a container as others make it: a test picture of 64x64 pixels at 25 frames a
   * second, with B-frames and a random access point every two seconds.
   *
   * @param encoder its name and options for ffmpeg
   */
  public static byte[] encoded(Path file, String encoder, int frames) throws Exception {
    assumeProgram("ffmpeg");
    List<String> command =
        List.of(
            ("ffmpeg -nostdin -v error -f lavfi -i testsrc=s=64x64:r=25 -g 50 -bf 3 -c:v "
                    + encoder
                    + " -frames:v "
                    + frames
                    + " -y "
                    + file)
                .split(" "));
    assertThat(output(command)).isEmpty();
    return Files.readAllBytes(file);
  }

  /** What ffmpeg writes to its standard output. */
  private static byte[] bytes(String... command) throws Exception {
    assumeProgram("ffmpeg");
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] bytes = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return bytes;
  }

  private static void assumeProgram(String name) {
    boolean found = false;
    for (String folder : System.getenv("PATH").split(":", -1)) {
      found |= Files.isExecutable(Path.of(folder, name));
    }
    assumeTrue(found, name + " is not installed");
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }
}
