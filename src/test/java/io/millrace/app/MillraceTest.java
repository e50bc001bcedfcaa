package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.MadeMedia;
import io.millrace.SecondOpinion;
import io.millrace.codec.h264.TestFields;
import io.millrace.libav.Libav;
import io.millrace.libav.LibavException;
import io.millrace.libav.MediaFeed;
import io.millrace.libav.TestPicture;
import io.millrace.media.FrameRate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MillraceTest {
  private static final int FRAMES = 180;

  @TempDir Path directory;

  private record Result(int status, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Millrace.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Result(status, out.toString(), err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo",
        "ingest",
        "package",
        "export",
        "archive",
        "rebuild",
        "backfill",
        "probe",
        "boxes",
        "verify"
      })
  void explainsItself(String command) {
    Result result = command.isEmpty() ? run("--help") : run(command, "--help");
    assertThat(result.status()).isZero();
    assertThat(result.out()).startsWith("Usage: millrace");
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "probe",
        "probe a b",
        "package file",
        "package file dir --target 0",
        "package file dir --frame-rate 29.97",
        "package file dir --ladder 720p",
        "ingest --stream cam --frame-rate 0 file",
        "package file dir --stream ../up",
        "ingest file",
        "ingest --stream ../up pom.xml",
        "ingest --stream cam --chunk-size huge file",
        "demo --stream ../up",
        "demo --port 70000",
        "boxes --xml file",
        "archive --stream cam",
        "archive --stream ../up file",
        "rebuild --stream cam --store s",
        "rebuild --stream cam --store s --segment -1",
        "rebuild --stream cam --store s --segment 0 --transcode.ladder 720p",
        "backfill --stream cam --store s",
        "backfill --stream cam --store s --ladder 720p",
        "verify",
        "verify dir --watch soon"
      })
  void saysInOneLineWhatItDidNotUnderstand(String line) {
    Result result = run(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).startsWith("millrace: ").hasLineCount(1).contains("--help");
    assertThat(result.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "probe missing.mkv",
        "boxes missing.mp4",
        "package missing.mkv out",
        "export missing.mkv out.mp4",
        "export pom.xml README.md",
        "probe .",
        "boxes .",
        "probe http://127.0.0.1:1/x.mkv",
        "ingest --stream cam --bootstrap nowhere.invalid:1 pom.xml",
        "probe pom.xml",
        "archive --stream cam --bootstrap nowhere.invalid:1 out.avro",
        "backfill --stream cam --store target/none --ladder 90p:100k",
        "boxes pom.xml"
      })
  void saysInOneLineWhatItCouldNot(String line) {
    Result result = run(line.split(" "));
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).startsWith("millrace: ").hasLineCount(1);
    assertThat(result.err()).doesNotContain("unexpected error").doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void keepsAwayFromADirectoryThatIsNotADemos() throws IOException {
    Files.writeString(directory.resolve("thesis.txt"), "years of work");
    Result result = run("demo", "--dir", directory.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("not from a demo").hasLineCount(1);
    assertThat(directory.resolve("thesis.txt")).hasContent("years of work");
  }

  @ParameterizedTest
  @EnumSource(MediaFeed.Container.class)
  void probesWhatIsInAFile(MediaFeed.Container container) throws IOException {
    Path file = testPicture(container);
    Result result = run("probe", "--json", file.toString());
    assertThat(result.err()).isEmpty();
    JsonNode json = new ObjectMapper().readTree(result.out());
    JsonNode video = json.at("/tracks/0");
    assertThat(video.get("codecs").asText()).startsWith("avc1.64");
    assertThat(video.get("width").asInt()).isEqualTo(320);
    assertThat(video.get("accessUnits").asInt()).isEqualTo(FRAMES);
    assertThat(video.at("/gops/count").asInt()).isEqualTo(FRAMES / 30);
    assertThat(video.at("/gops/longest").asInt()).isEqualTo(30);
    assertThat(video.get("reorderDepth").asInt()).isEqualTo(1);
    assertThat(video.get("measuredFrameRate").asText()).isBetween("29.990", "30.010");
    assertThat(json.at("/tracks/1/sampleRate").asInt()).isEqualTo(48_000);
    assertThat(json.get("lossCount").asInt()).isZero();
    assertThat(run("probe", file.toString()).out())
        .contains("6 GOPs of 30 to 30 pictures", "closed; reorder depth 1");
  }

  @ParameterizedTest
  @EnumSource(MediaFeed.Container.class)
  void packagesAFileIntoAFinishedDirectory(MediaFeed.Container container) throws IOException {
    Path file = testPicture(container);
    Path target = directory.resolve("out");
    Result result =
        run(
            "package",
            "--json",
            "--target",
            "2",
            "--stream",
            "cam",
            file.toString(),
            target.toString());
    assertThat(result.err()).isEmpty();
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertThat(json.get("segments").asInt()).isEqualTo(3);
    assertThat(json.get("mediaMicros").asLong()).isBetween(5_990_000L, 6_010_000L);
    assertThat(json.get("remarks")).isEmpty();
    Path playlist = target.resolve("cam/video/index.m3u8");
    assertThat(Files.readString(playlist))
        .contains("#EXT-X-PLAYLIST-TYPE:VOD", "00000002.m4s")
        .endsWith("#EXT-X-ENDLIST\n");
    assertThat(json.get("playlist").asText()).isEqualTo(target.resolve("cam/main.m3u8").toString());
    assertThat(target.resolve("cam/main.m3u8")).exists();
    Result again =
        run("package", "--target", "2", "--stream", "cam", file.toString(), target.toString());
    assertThat(again.status()).as(again.err()).isZero();
  }

  @ParameterizedTest
  @EnumSource(MediaFeed.Container.class)
  void exportsAFileAsOneMp4(MediaFeed.Container container) throws Exception {
    Path file = testPicture(container);
    Path target = directory.resolve("deep/out.mp4");
    Result result = run("export", "--json", file.toString(), target.toString());
    assertThat(result.err()).isEmpty();
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertThat(json.get("samples").asInt()).isGreaterThan(FRAMES + 270);
    assertThat(json.get("remarks")).isEmpty();
    try (Stream<Path> files = Files.list(target.getParent())) {
      assertThat(files).as("nothing of the work is left").containsExactly(target);
    }
    assertThat(run("boxes", target.toString()).out())
        .startsWith("ftyp @0")
        .contains("moov", "mdat");
    assertThat(run("export", file.toString(), target.toString()).err())
        .contains("is there already")
        .hasLineCount(1);
    SecondOpinion.assertDecodes(target.toString());
    SecondOpinion.assertSamePictures(file.toString(), target.toString());
  }

  @Test
  void saysWhatIsMissingWhereNothingCanBePackaged() {
    Path file =
        Path.of("../shared/media/androidx+media/libraries/test_data/src/test/assets/media/mkv")
            .resolve("bbb_1ch_12kHz_q10_vorbis.webm");
    Assumptions.assumeTrue(Files.exists(file), file + " is not here");
    Result result =
        run(
            "package",
            "--audio",
            "copy",
            "--codecs",
            "h264,aac",
            file.toString(),
            directory.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains("nothing to package: audio track 1 (A_VORBIS): VORBIS needs encoding;");
  }

  @Test
  void packagesALadder() throws Exception {
    Path file = testPicture(MediaFeed.Container.MPEG_TS);
    String to = directory.toString();
    run("package", "--ladder", "copy,144p:300k,90p:100k", "--stream", "a", file.toString(), to);
    run("package", "--ladder", "copy,144p:300k,90p:100k", "--stream", "b", file.toString(), to);
    assertThat(Files.readString(directory.resolve("a/main.m3u8")))
        .contains("RESOLUTION=256x144", "RESOLUTION=160x90");
    for (String name : List.of("main.m3u8", "video-90p/index.m3u8", "video-90p/00000000.m4s")) {
      assertThat(directory.resolve("b").resolve(name))
          .hasSameBinaryContentAs(directory.resolve("a").resolve(name));
    }
    SecondOpinion.assertConforming(directory.resolve("a/main.m3u8").toString());
    SecondOpinion.assertDecodes(directory.resolve("a/video-144p/index.m3u8").toString());
  }

  @Test
  void probesInterlacedPictures() throws IOException {
    Path fields = directory.resolve("fields.h264");
    Files.write(fields, TestFields.byteStream(TestFields.fields(20, 50)));
    assertThat(run("probe", fields.toString()).out()).contains("    picture: interlaced");
    Path frames = testPicture(MediaFeed.Container.MATROSKA);
    assertThat(run("probe", frames.toString()).out()).doesNotContain("interlaced");
  }

  @Test
  void saysThatATrackIsEncrypted() {
    Path file =
        Path.of("../shared/media/mozilla+mp4parse-rust/mp4parse/tests/bipbop-cenc-audioinit.mp4");
    Assumptions.assumeTrue(Files.exists(file), file + " is not here");
    assertThat(run("package", file.toString(), directory.toString()).err())
        .contains(
            "nothing to package: audio track 2 (mp4a, encrypted by cenc): AAC cannot be read");
  }

  @Test
  void takesTheFrameRateOfAByteStreamThatDoesNotSayIt() throws IOException {
    Path file = Path.of("../shared/media/cisco+openh264/res/BA_MW_D_P_LOST.264");
    Assumptions.assumeTrue(Files.exists(file), file + " is not here");
    String to = directory.toString();
    run("package", "--stream", "as-25", file.toString(), to);
    run("package", "--stream", "as-50", "--frame-rate", "50", file.toString(), to);
    assertThat(Files.readString(directory.resolve("as-25/main.m3u8"))).contains("FRAME-RATE=25.");
    assertThat(Files.readString(directory.resolve("as-50/main.m3u8"))).contains("FRAME-RATE=50.");
    assertThat(run("probe", "--frame-rate", "50", file.toString()).out())
        .contains("frame rate: 50.000 measured");
  }

  @Test
  void probesWhatBecomesOfEachTrack() {
    Path file = Path.of("../shared/media/golden/ts/sample_scte35.ts");
    Assumptions.assumeTrue(Files.exists(file), file + " is not here");
    assertThat(run("probe", file.toString()).out())
        .contains("  track 600: data, DATA (stream_type 0x86)")
        .contains("    not published: neither pictures nor sound")
        .contains("  track 256: video, MPEG2_VIDEO (stream_type 0x02)")
        .contains("    is encoded");
    assertThat(run("probe", "--json", file.toString()).out())
        .contains("\"fate\" : \"not-media\"", "\"fate\" : \"encoded\"");
  }

  @Test
  void encodesAsItIsTold() throws Exception {
    Path file = testPicture(MediaFeed.Container.MATROSKA);
    String to = directory.toString();
    String[] command = {"package", "--stream", "a", "--video", "transcode", "--audio", "Transcode"};
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--audio-target", "5.1:300k", "--encoder", "nvenc", file.toString(), to));
    Result result = run(all.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(Files.readString(directory.resolve("a/main.m3u8")))
        .contains("CHANNELS=\"6\"", "avc1.", "mp4a.40.2");
    SecondOpinion.assertConforming(directory.resolve("a/main.m3u8").toString());
    assertThat(run("package", "--video", "never", file.toString(), to).err())
        .contains("Invalid value for option '--video'");
    assertThat(run("package", "--audio-target", "7.1", file.toString(), to).err())
        .contains("Invalid sound '7.1': write stereo or 5.1");
  }

  @Test
  void takesTheTracksAndCodecsThatAreAskedFor() throws Exception {
    Path file = directory.resolve("two.mkv");
    Files.write(file, MadeMedia.make(directory, "mkv", "320x180", List.of("eng", "fra", "deu")));
    String to = directory.toString();
    run("package", "--stream", "all", file.toString(), to);
    run("package", "--stream", "some", "--audio-tracks", "de,3", file.toString(), to);
    Result sound =
        run(
            "package",
            "--stream",
            "sound",
            "--codecs",
            "aac",
            "--video",
            "copy",
            file.toString(),
            to);
    assertThat(directory.resolve("all/audio-3/index.m3u8")).exists();
    assertThat(Files.readString(directory.resolve("some/main.m3u8")))
        .contains("NAME=\"German\",LANGUAGE=\"deu\",DEFAULT=YES", "NAME=\"French\"")
        .doesNotContain("English");
    assertThat(sound.err()).contains("H264 needs encoding; it is not published");
    assertThat(directory.resolve("sound/video")).doesNotExist();
    assertThat(run("package", "--codecs", "x264", file.toString(), to).err())
        .contains("Invalid codec 'x264': the codecs are h264,");
  }

  @Test
  void printsTheBoxesOfWhatItMade() throws IOException {
    Path file = testPicture(MediaFeed.Container.MPEG_TS);
    run("package", "--stream", "cam", file.toString(), directory.toString());
    String segment = directory.resolve("cam/video/00000000.m4s").toString();
    assertThat(run("boxes", segment).out()).startsWith("styp @0 ").contains("  traf @", "mdat @");
    JsonNode json = new ObjectMapper().readTree(run("boxes", "--json", segment).out());
    assertThat(json.at("/0/type").asText()).isEqualTo("styp");
    assertThat(json.at("/1/boxes/1/boxes").size()).isGreaterThan(2);
  }

  private Path testPicture(MediaFeed.Container container) throws IOException {
    try {
      Libav.load();
    } catch (LibavException e) {
      Assumptions.abort("FFmpeg's native libraries do not load here: " + e.getMessage());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TestPicture.Settings settings =
        new TestPicture.Settings(320, 180, new FrameRate(30, 1), 30, container);
    try (TestPicture picture =
        TestPicture.open(settings, payload -> bytes.writeBytes(payload.toByteArray()))) {
      for (int i = 0; i < FRAMES; i++) {
        picture.step();
      }
      picture.finish();
    }
    return Files.write(directory.resolve("picture-" + container), bytes.toByteArray());
  }
}
