package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.ingest.RecordedIngest;
import io.millrace.media.Hdr.LightLevel;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.TrackSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * H.265 through the whole library, with open GOPs as encoders make them by default: files of others
 * and of x265, judged by the conformance checker and by ffmpeg's decoder.
 */
class HevcMediaTest {
  private static final Path FOREMAN =
      Path.of("../shared/media/derived/dev/foreman_hevc_mkvmerge.mkv");

  @TempDir Path directory;

  @Test
  void showsEveryPictureOfAnOpenGop() throws Exception {
    assumeTrue(Files.exists(FOREMAN), FOREMAN + " is not here");
    RecordedIngest ingest = publish(Files.readAllBytes(FOREMAN));
    assertThat(ingest.units).hasSize(5);
    assertThat(ingest.units.get(0).tracks().get(0).format().codecs()).isEqualTo("hvc1.1.6.L93.80");
    assertPublishedAsShown(FOREMAN);
    SecondOpinion.assertConformingOpenGops(playlist());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ts", "mkv"})
  void showsEveryPictureOfAnOpenGopWithSound(String container) throws Exception {
    Path file = encoded(container, "open-gop=1:bframes=4", "yuv420p");
    RecordedIngest ingest = publish(Files.readAllBytes(file));
    assertThat(ingest.losses).isEmpty();
    assertThat(ingest.events).isEmpty();
    assertThat(ingest.units).hasSize(3);
    assertPublishedAsShown(file);
    SecondOpinion.assertConformingOpenGops(playlist());
    assertThat(Files.readString(Path.of(playlist()))).doesNotContain("INDEPENDENT-SEGMENTS");
  }

  /** Leading pictures that need nothing from the GOP before: each segment is independent. */
  @Test
  void claimsIndependentSegmentsForDecodableLeadingPictures() throws Exception {
    Path file = encoded("ts", "open-gop=0:radl=3:bframes=4", "yuv420p");
    RecordedIngest ingest = publish(Files.readAllBytes(file));
    TrackSegment second = ingest.units.get(1).tracks().get(0);
    assumeTrue(!second.leading().isEmpty(), "this x265 makes no RADL pictures");
    assertPublishedAsShown(file);
    SecondOpinion.assertConformingOpenGops(playlist());
    assertThat(Files.readString(Path.of(playlist()))).contains("INDEPENDENT-SEGMENTS");
  }

  @Test
  void tellsHowHdrWasGraded() throws Exception {
    String hdr =
        "open-gop=0:bframes=0:hdr10=1:colorprim=9:transfer=16:colormatrix=9:max-cll=1000,400:"
            + "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)"
            + "L(10000000,1)";
    Path file = encoded("ts", hdr, "yuv420p10le");
    RecordedIngest ingest = publish(Files.readAllBytes(file));
    TrackFormat.Video format = (TrackFormat.Video) ingest.units.get(0).tracks().get(0).format();
    assertThat(format.codecs()).startsWith("hvc1.2.4.");
    assertThat(format.hdr().lightLevel()).isEqualTo(new LightLevel(1000, 400));
    assertThat(format.hdr().mastering()).isNotNull();
    assertThat(Files.readString(Path.of(playlist()))).contains(",VIDEO-RANGE=PQ,");
    SecondOpinion.assertConforming(playlist());
    assertPublishedAsShown(file);
  }

  /** A publisher that is joined in mid-stream: what is shown before its first CRA is left out. */
  @Test
  void startsAtARandomAccessPointInMidStream() throws Exception {
    Path file = encoded("ts", "open-gop=1:bframes=4", "yuv420p");
    byte[] bytes = Files.readAllBytes(file);
    byte[] joined = Arrays.copyOfRange(bytes, bytes.length / 4 / 188 * 188, bytes.length);
    RecordedIngest ingest = publish(joined);
    TrackSegment first = ingest.units.get(0).tracks().get(0);
    assertThat(first.leading()).isEmpty();
    assertThat(first.samples().get(0).sync()).isTrue();
    assertThat(first.baseMediaDecodeTime()).isZero();
    List<String> all = SecondOpinion.pictures(file.toString());
    List<String> shown = SecondOpinion.pictures(playlist());
    assertThat(all.subList(all.size() - shown.size(), all.size())).isEqualTo(shown);
    SecondOpinion.assertDecodes(playlist());
  }

  private Path encoded(String container, String parameters, String pixels) throws Exception {
    SecondOpinion.assumeEncoder("libx265");
    Path file = directory.resolve("x265." + container);
    SecondOpinion.ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x180:r=25:d=6",
        "-f",
        "lavfi",
        "-i",
        "sine=f=440:r=48000:d=6",
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        pixels,
        "-x265-params",
        parameters + ":keyint=50:min-keyint=50:scenecut=0:log-level=none",
        "-c:a",
        "aac",
        file.toString());
    return file;
  }

  private void assertPublishedAsShown(Path source) throws Exception {
    SecondOpinion.assertSamePictures(source.toString(), playlist());
  }

  private String playlist() {
    return directory.resolve("cam-1/main.m3u8").toString();
  }

  private RecordedIngest publish(byte[] bytes) {
    RecordedIngest ingest = new RecordedIngest();
    Publication.publish(bytes, new SegmentSettings(2000, 0, 3000), directory, ingest);
    return ingest;
  }
}
