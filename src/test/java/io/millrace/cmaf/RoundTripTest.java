package io.millrace.cmaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.RealFiles;
import io.millrace.SecondOpinion;
import io.millrace.demux.elementary.ParameterSetPlacement;
import io.millrace.demux.flv.EnhancedFlv;
import io.millrace.demux.fmp4.Mp4Files;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * demux(package(x)) = x: what players get is what the publisher sent, byte for byte and tick for
 * tick, up to the one shift that lets the stream begin at 0.
 */
class RoundTripTest {
  private static final String SHAKA = "shaka-project+shaka-player/test/test/assets/";
  private static final String MEDIA3 = "androidx+media/libraries/test_data/src/test/assets/media/";

  /** Renditions of which something else comes back, by the name of the file, and why. */
  private static final Map<String, Map<String, String>> DIFFERENCES =
      Map.of(
          "iibbibb_editlist_videoonly.mp4",
          Map.of("video", "a picture a second, one three seconds ahead: a jump of the clock"),
          "splice_h264_360p30_to_480p24.ts",
          Map.of("audio", "its second clip has sound of another format, and no picture"),
          "no_timescale.mp4",
          Map.of("video", "access units are damaged: what needs them is left out"),
          "Tiny Sample - NEW - Untouched.mp4",
          Map.of("audio", "its sound ends first: silence goes on under the pictures"));

  /** What there must be real files of: a codec in a container. */
  private static final List<String> KINDS =
      List.of(
          "avc1 MATROSKA",
          "avc1 MPEG_TS",
          "avc1 MP4",
          "avc1 FLV",
          "avc1 H264",
          "hvc1 MATROSKA",
          "hvc1 MPEG_TS",
          "hvc1 MP4",
          "av01 MATROSKA",
          "av01 MP4",
          "vp09 MATROSKA",
          "mp4a.40.2 MATROSKA",
          "mp4a.40.2 MPEG_TS",
          "mp4a.40.2 MP4",
          "mp4a.40.2 FLV",
          "mp4a.40.2 PACKED_AUDIO",
          "mp4a.40.5 MPEG_TS",
          "ac-3 MATROSKA",
          "ac-3 MPEG_TS",
          "ac-3 MP4",
          "ac-3 PACKED_AUDIO",
          "ec-3 MPEG_TS",
          "ec-3 PACKED_AUDIO",
          "Opus MATROSKA",
          "Opus MPEG_TS",
          "Opus MP4",
          "fLaC MATROSKA",
          "mp4a.6B MATROSKA",
          "mp4a.6B MPEG_TS",
          "mp4a.6B PACKED_AUDIO");

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> givesEveryRealFileBack() throws IOException {
    Set<String> kinds = new TreeSet<>();
    Stream<DynamicTest> files =
        RealFiles.all().stream()
            .map(file -> DynamicTest.dynamicTest(name(file), () -> check(file, kinds)));
    DynamicTest coverage =
        DynamicTest.dynamicTest(
            "every codec in every container", () -> assertThat(kinds).containsAll(KINDS));
    return Stream.concat(files, Stream.of(coverage));
  }

  private static String name(Path file) {
    return RealFiles.MEDIA.relativize(file).toString();
  }

  private static void check(Path file, Set<String> kinds) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path initSegment = RealFiles.initSegmentOf(file);
    if (!initSegment.equals(file)) {
      bytes.writeBytes(Files.readAllBytes(initSegment));
    }
    bytes.writeBytes(Mp4Files.read(file));
    RoundTrip trip = new RoundTrip(bytes.toByteArray());
    Map<String, String> differences =
        DIFFERENCES.getOrDefault(file.getFileName().toString(), Map.of());
    for (String rendition : trip.renditions().keySet()) {
      if (differences.containsKey(rendition)) {
        trip.assertExplained(rendition);
      } else {
        trip.assertSame(rendition);
        assertComesBackAgain(trip, rendition);
        kinds.add(trip.kind(rendition));
      }
    }
  }

  /** What was published is fragmented MP4, and as good an input as any. */
  private static void assertComesBackAgain(RoundTrip trip, String rendition) {
    RoundTrip again = new RoundTrip(trip.published(rendition));
    assertThat(again.renditions()).hasSize(1);
    again.renditions().keySet().forEach(again::assertSame);
  }

  /** With parameter sets in the samples; and those in the init segment again. */
  @ParameterizedTest
  @CsvSource({
    "derived/dev/train_h264_aac_ffmpeg_live.mkv, avc3 MATROSKA, avc1 MP4",
    SHAKA + "hls-ts-muxed-aac-h264/n_0_0_0.ts, avc3 MPEG_TS, avc1 MP4",
    "golden/ts/sample_h265.ts, hev1 MPEG_TS, hvc1 MP4",
    "derived/dev/foreman_hevc_mkvmerge.mkv, hev1 MATROSKA, hvc1 MP4"
  })
  void givesParameterSetsInSamplesBack(String name, String kind, String moved) throws IOException {
    byte[] bytes = Files.readAllBytes(file(name));
    RoundTrip trip = new RoundTrip(bytes, ParameterSetPlacement.SAMPLES);
    assertThat(trip.kind("video")).isEqualTo(kind);
    trip.assertSame("video");
    RoundTrip again = new RoundTrip(trip.published("video"));
    assertThat(again.kind("video")).isEqualTo(moved);
    again.assertSame("video");
    assertThat(again.found("video")).isEqualTo(new RoundTrip(bytes).found("video"));
  }

  /** Real coded frames in containers that no public file had them in. */
  @ParameterizedTest
  @CsvSource({
    "golden/mkv/sample_av1.mkv, mp4, av01 MP4",
    "rust-av+matroska/assets/bbb-vp9-opus.webm, mp4, vp09 MP4",
    "rust-av+matroska/assets/bbb-vp9-opus.webm, mp4, Opus MP4",
    "derived/dev/foreman_hevc_mkvmerge.mkv, ts, hvc1 MPEG_TS",
    "derived/dev/foreman_hevc_mkvmerge.mkv, mp4, hvc1 MP4",
    "derived/dev/foreman_hevc_mkvmerge.mkv, hevc, hvc1 H265",
    "derived/dev/flower720_h264_mkvmerge.mkv, h264, avc1 H264",
    "derived/dev/train_h264_aac_ffmpeg_live.mkv, ts, mp4a.40.2 MPEG_TS",
    "derived/dev/train_h264_aac_ffmpeg_live.mkv, mp4, mp4a.40.2 MP4",
    SHAKA + "hls-raw-ac3/fileSequence0.ac3, ts, ac-3 MPEG_TS",
    SHAKA + "hls-raw-ec3/fileSequence0.ec3, mkv, ec-3 MATROSKA",
    SHAKA + "hls-raw-ec3/fileSequence0.ec3, mp4, ec-3 MP4",
    "golden/mka/bear-flac-16bit.mka, mp4, fLaC MP4",
    MEDIA3 + "mka/bear-opus-negative-gain.mka, ts, Opus MPEG_TS",
    SHAKA + "hls-raw-mp3/media_w905519204_0.mp3, mp4, mp4a.6B MP4",
    SHAKA + "hls-raw-mp3/media_w905519204_0.mp3, flv, mp4a.6B FLV"
  })
  void givesRewrappedFramesBack(String name, String suffix, String kind) throws Exception {
    rewrapAndCheck(file(name), suffix, kind);
  }

  /** HE-AAC that its configuration tells, in what can carry that. */
  @ParameterizedTest
  @CsvSource({"mkv, MATROSKA", "mp4, MP4", "flv, FLV"})
  void givesHeAacBack(String suffix, String container) throws Exception {
    Path published = directory.resolve("published.mp4");
    RoundTrip trip = new RoundTrip(Files.readAllBytes(file("golden/ts/sample_latm.ts")));
    Files.write(published, trip.published("audio"));
    rewrapAndCheck(published, suffix, "mp4a.40.5 " + container);
  }

  /** With pictures that are coded and not shown, which these encoders put in front of others. */
  @ParameterizedTest
  @CsvSource({
    "libaom-av1 -cpu-used 8, mkv, av01 MATROSKA",
    "libaom-av1 -cpu-used 8, mp4, av01 MP4",
    "libvpx-vp9, webm, vp09 MATROSKA",
    "libvpx-vp9, mp4, vp09 MP4"
  })
  void givesMadePicturesBack(String encoder, String suffix, String kind) throws Exception {
    SecondOpinion.assumeEncoder(encoder.replaceAll(" .*", ""));
    Path file = directory.resolve("made." + suffix);
    String source = "-f lavfi -i testsrc2=s=96x54:r=30000/1001:d=4 -pix_fmt yuv420p -g 60 -c:v ";
    SecondOpinion.ffmpeg((source + encoder).split(" "), file);
    assertSame(Mp4Files.read(file), kind);
  }

  /** Every codec of Enhanced RTMP. */
  @ParameterizedTest
  @CsvSource({
    "derived/dev/train_h264_aac_ffmpeg_live.mkv, avc1, avc1",
    "derived/dev/train_h264_aac_ffmpeg_live.mkv, mp4a, mp4a.40.2",
    "derived/dev/foreman_hevc_mkvmerge.mkv, hvc1, hvc1",
    "golden/mkv/sample_av1.mkv, av01, av01",
    "rust-av+matroska/assets/bbb-vp9-opus.webm, vp09, vp09",
    "rust-av+matroska/assets/bbb-vp9-opus.webm, Opus, Opus",
    "golden/mka/bear-flac-16bit.mka, fLaC, fLaC",
    SHAKA + "hls-raw-ac3/fileSequence0.ac3, ac-3, ac-3",
    SHAKA + "hls-raw-ec3/fileSequence0.ec3, ec-3, ec-3",
    SHAKA + "hls-raw-mp3/media_w905519204_0.mp3, .mp3, mp4a.6B"
  })
  void givesEnhancedFlvBack(String name, String fourCc, String codec) throws IOException {
    ElementaryRecording source =
        ElementaryRecording.of(Files.readAllBytes(file(name)), ParameterSetPlacement.INIT_SEGMENT);
    Track track =
        source.tracks().stream()
            .filter(each -> source.formats(each).get(0).codecs().startsWith(codec))
            .findFirst()
            .orElseThrow();
    boolean video = track.type() == MediaType.VIDEO;
    Payload configuration =
        video ? source.formats(track).get(0).configuration() : track.configuration();
    byte[] flv =
        EnhancedFlv.of(track.type(), fourCc, configuration, source.units(track), track.timescale());
    assertSame(flv, codec + " FLV");
  }

  private void rewrapAndCheck(Path file, String suffix, String kind) throws Exception {
    Path wrapped = directory.resolve("wrapped." + suffix);
    String[] options = "-c copy -strict experimental -map 0:v? -map 0:a?".split(" ");
    List<String> arguments = new ArrayList<>(List.of("-i", file.toString()));
    arguments.addAll(List.of(options));
    SecondOpinion.ffmpeg(arguments.toArray(String[]::new), wrapped);
    assertSame(Mp4Files.read(wrapped), kind);
  }

  private static void assertSame(byte[] bytes, String kind) {
    RoundTrip trip = new RoundTrip(bytes);
    assertThat(trip.renditions().keySet()).extracting(trip::kind).contains(kind);
    trip.renditions().keySet().forEach(trip::assertSame);
  }

  private static Path file(String name) {
    Path file = RealFiles.MEDIA.resolve(name);
    assumeTrue(Files.exists(file), file + " is not here");
    return file;
  }
}
