package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.codec.h264.TestFields;
import io.millrace.ingest.RecordedIngest;
import io.millrace.isobmff.BoxTree;
import io.millrace.media.Payload;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real files through the whole library, without Flink or Kafka, judged by others: the conformance
 * checker of shared, and ffmpeg's decoders.
 */
class RealMediaTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final String SHAKA = "shaka-project+shaka-player/test/test/assets/";
  private static final String ANDROIDX =
      "androidx+media/libraries/test_data/src/test/assets/media/";

  private static final String MEDIA3 = "androidx+media/libraries/test_data/src/test/assets/media/";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "derived/dev/train_h264_aac_ffmpeg_live.mkv",
        "derived/dev/train_h264_aac_gst_streamable.mkv",
        "derived/dev/train_h264_aac_mkvmerge_lacing.mkv",
        "derived/dev/train_h264_zlibvideo.mkv",
        "derived/dev/train_h264_aac_ptswrap.ts",
        "derived/dev/flower720_h264_mkvmerge.mkv",
        "derived/dev/train_h264_aac_ffmpeg.flv",
        "golden/mkv/sample_with_chapters.mkv",
        "golden/flv/sample.flv",
        "golden/ts/sample_h265.ts",
        SHAKA + "hls-ts-muxed-aac-h264/n_0_0_0.ts",
        SHAKA + "hls-ts-b-frames/1.ts",
        SHAKA + "hls-ts-aac/segment_0.ts",
        SHAKA + "id3-metadata.ts", // HE-AAC v2 that only its payload tells
        "golden/mka/bear-flac-16bit.mka",
        ANDROIDX + "mka/bear-opus-negative-gain.mka",
        SHAKA + "dash-multitype-variant/first-period.webm",
        SHAKA + "dash-multitype-variant/third-period.webm",
        MEDIA3 + "vp9/bear-vp9-odd-dimensions.webm",
        "rust-av+matroska/assets/bbb-vp9-opus.webm",
        "rust-av+matroska/assets/single_stream_vp9.mkv",
        "golden/mkv/sample.mkv",
        SHAKA + "hls-ts-ac3/ChID_voices_6ch_640kbps_dd_sub_0001.ts",
        SHAKA + "hls-ts-ec3/ChID_voices_6ch_256kbps_ddp_sub_0000.ts",
        SHAKA + "hls-ts-ec3/ChID_voices_6ch_256kbps_ddp_sub_0002.ts",
        SHAKA + "hls-ts-mp3/media_w239891843_1.ts",
        SHAKA + "hls-raw-aac/fileSequence0.aac",
        "golden/ts/sample.adts",
        "cisco+openh264/res/VID_1280x720_cabac_temporal_direct.264"
      })
  void isPublishedClean(String name) throws Exception {
    assertPublishedClean(name);
  }

  /** The checker knows of this name only the part that is not optional: it is of an HLG stream. */
  @Test
  void hdrAv1IsPublishedCleanButForItsLongName() throws Exception {
    assertPublishedClean("golden/mkv/sample_av1.mkv", "--ignore", "codecs-mismatch");
  }

  private void assertPublishedClean(String name, String... options) throws Exception {
    Path file = MEDIA.resolve(name);
    assumeTrue(Files.exists(file), file + " is not here");
    RecordedIngest ingest = new RecordedIngest();
    publish(Files.readAllBytes(file), ingest);

    assertThat(ingest.rejected).isEmpty();
    assertThat(ingest.losses).isEmpty();
    Path playlist = directory.resolve("cam-1/main.m3u8");
    assertThat(playlist).exists();
    SecondOpinion.assertConforming(playlist.toString(), options);
    SecondOpinion.assertDecodes(playlist.toString());
  }

  /** Interlaced video in both of its forms: a frame is one sample. */
  @ParameterizedTest
  @ValueSource(strings = {"field pairs", "field macroblocks"})
  void publishesInterlacedFramesClean(String form) throws Exception {
    byte[] bytes =
        form.equals("field pairs")
            ? TestFields.byteStream(TestFields.fields(150, 50))
            : SecondOpinion.encoded(
                directory.resolve("mbaff.264"), "libx264 -flags +ildct+ilme", 150);
    RecordedIngest ingest = new RecordedIngest();
    publish(bytes, ingest);

    assertThat(ingest.rejected).isEmpty();
    assertThat(ingest.losses).isEmpty();
    long samples = 0;
    for (SegmentUnit unit : ingest.units) {
      samples += unit.tracks().get(0).samples().size();
    }
    assertThat(samples).isEqualTo(150);
    Path playlist = directory.resolve("cam-1/main.m3u8");
    SecondOpinion.assertConforming(playlist.toString());
    SecondOpinion.assertDecodes(playlist.toString());
  }

  @Test
  void publishesAnHevcByteStreamClean() throws Exception {
    RecordedIngest ingest = new RecordedIngest();
    Path file = directory.resolve("open-gop.hevc");
    publish(SecondOpinion.encoded(file, "libx265 -x265-params log-level=error", 150), ingest);

    assertThat(ingest.rejected).isEmpty();
    assertThat(ingest.losses).isEmpty();
    Path playlist = directory.resolve("cam-1/main.m3u8");
    SecondOpinion.assertConformingOpenGops(playlist.toString());
    SecondOpinion.assertDecodes(playlist.toString());
  }

  @Test
  void saysSoWhereASegmentCannotBeStartedAt() throws Exception {
    Path file = MEDIA.resolve("derived/dev/flower720_h264_mkvmerge.mkv");
    assumeTrue(Files.exists(file), file + " is not here");
    RecordedIngest ingest = new RecordedIngest();
    publish(Files.readAllBytes(file), new SegmentSettings(2000, 4, 3000), ingest);

    assertThat(ingest.events).isNotEmpty().allMatch(event -> event.startsWith("FORCED_CUT"));
    String playlist = Files.readString(directory.resolve("cam-1/video/index.m3u8"));
    assertThat(playlist)
        .contains("#EXT-X-TARGETDURATION:4\n")
        .doesNotContain("INDEPENDENT-SEGMENTS");
    assertThat(Files.readString(directory.resolve("cam-1/main.m3u8")))
        .doesNotContain("INDEPENDENT-SEGMENTS");
    SecondOpinion.assertDecodes(directory.resolve("cam-1/main.m3u8").toString());
  }

  /** 720x576 with pixels of 64:45 is shown as 1024x576. */
  @ParameterizedTest
  @ValueSource(strings = {"mpegts", "matroska"})
  void anamorphicPicturesAreAsWideAsTheyAreShown(String container) throws Exception {
    Path file = directory.resolve("wide." + container);
    SecondOpinion.ffmpeg(
        ("-f lavfi -i testsrc2=s=720x576:r=25:d=4,setsar=64/45 -c:v libx264 -preset ultrafast"
                + " -pix_fmt yuv420p -g 50 -f "
                + container)
            .split(" "),
        file);
    publish(Files.readAllBytes(file), new RecordedIngest());

    Path playlist = directory.resolve("cam-1/main.m3u8");
    assertThat(Files.readString(playlist)).contains(",RESOLUTION=1024x576,");
    String boxes = BoxTree.print(initSegment());
    assertThat(boxes)
        .containsPattern("tkhd .* width=%d height=%d".formatted(1_024 << 16, 576 << 16))
        .containsPattern("avc1 .* width=720 height=576")
        .containsPattern("pasp .* horizontalSpacing=64 verticalSpacing=45");
    SecondOpinion.assertConforming(playlist.toString());
    SecondOpinion.assertDecodes(playlist.toString());
  }

  private Payload initSegment() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("cam-1/video"))) {
      Path init = files.filter(file -> file.toString().endsWith(".mp4")).findFirst().orElseThrow();
      return Payload.of(Files.readAllBytes(init));
    }
  }

  private void publish(byte[] bytes, RecordedIngest ingest) {
    publish(bytes, new SegmentSettings(2000, 10, 3000), ingest);
  }

  private void publish(byte[] bytes, SegmentSettings settings, RecordedIngest ingest) {
    Publication.publish(bytes, settings, directory, ingest);
  }
}
