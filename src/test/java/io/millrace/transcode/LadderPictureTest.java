package io.millrace.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EncodedPictures;
import io.millrace.SecondOpinion;
import io.millrace.media.Ladder;
import io.millrace.media.PixelAspect;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done to pictures before they are encoded, held against ffmpeg's filters. */
class LadderPictureTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // set by each test
  private Path source;

  private SegmentUnit segment(String... options) throws Exception {
    source = directory.resolve("source.mkv");
    SecondOpinion.ffmpeg(options, source);
    List<SegmentUnit> units = EncodedPictures.segments(Files.readAllBytes(source), 30_000);
    assertThat(units).hasSize(1);
    return units.get(0);
  }

  private List<String> filtered(String filter) throws Exception {
    Path file = directory.resolve("filtered.mkv");
    String[] lossless = {"-i", source.toString(), "-vf", filter, "-c:v", "ffv1"};
    SecondOpinion.ffmpeg(lossless, file);
    return SecondOpinion.pictures(file.toString());
  }

  private List<String> encoded(SegmentUnit unit, String rung) throws Exception {
    SegmentUnit encoded = new SegmentEncoder(TranscodeSettings.of(Ladder.parse(rung))).encode(unit);
    String rendition = encoded.tracks().get(0).rendition();
    Path file = EncodedPictures.write(directory.resolve("rung.mp4"), List.of(encoded), rendition);
    return SecondOpinion.pictures(file.toString());
  }

  private static SegmentUnit as(SegmentUnit unit, PixelAspect aspect, int rotation) {
    TrackSegment track = unit.tracks().get(0);
    TrackFormat.Video format = (TrackFormat.Video) track.format();
    TrackFormat.Video other =
        new TrackFormat.Video(
            format.codec(),
            format.codecs(),
            format.configuration(),
            format.language(),
            format.width(),
            format.height(),
            aspect,
            format.colour(),
            format.hdr(),
            rotation,
            format.frameRate());
    return unit.withTracks(
        List.of(
            new TrackSegment(
                track.rendition(),
                other,
                track.timescale(),
                track.baseMediaDecodeTime(),
                track.samples())));
  }

  @Test
  void makesOnePictureOfTwoFields() throws Exception {
    SegmentUnit unit =
        segment(
            "-f lavfi -i testsrc2=size=128x96:rate=50 -vf tinterlace=interleave_top -frames:v 40"
                .concat(" -c:v libx264 -flags +ilme+ildct -x264-params tff=1 -bf 2")
                .split(" "));
    List<String> woven = SecondOpinion.pictures(source.toString());
    List<String> encoded = encoded(unit, "96p:crf0");
    assertThat(encoded).hasSize(40).isEqualTo(filtered("bwdif=mode=send_frame:deint=interlaced"));
    assertThat(encoded).doesNotContainAnyElementsOf(woven);
    assertThat(encoded(unit, "96p:crf0")).isEqualTo(encoded);
  }

  @Test
  void leavesPicturesThatAreNotInterlaced() throws Exception {
    SegmentUnit unit =
        segment(
            "-f lavfi -i testsrc2=size=128x96:rate=25 -frames:v 20 -c:v libx264 -bf 2".split(" "));
    assertThat(encoded(unit, "96p:crf0")).isEqualTo(SecondOpinion.pictures(source.toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "90, 128p:crf0, transpose=clock, 72, 128",
    "180, 72p:crf0, 'hflip,vflip', 128, 72",
    "270, 128p:crf0, transpose=cclock, 72, 128"
  })
  void turnsPictures(int rotation, String rung, String filter, int width, int height)
      throws Exception {
    SegmentUnit unit =
        as(
            segment(
                "-f lavfi -i testsrc2=size=128x72:rate=25 -frames:v 10 -c:v libx264".split(" ")),
            PixelAspect.SQUARE,
            rotation);
    assertThat(encoded(unit, rung)).hasSize(10).isEqualTo(filtered(filter));
    SegmentUnit encoded = new SegmentEncoder(TranscodeSettings.of(Ladder.parse(rung))).encode(unit);
    TrackFormat.Video format = (TrackFormat.Video) encoded.tracks().get(0).format();
    assertThat(format.rotation()).isZero();
    assertThat(List.of(format.width(), format.height())).containsExactly(width, height);
  }

  @ParameterizedTest
  @CsvSource({
    // Of 128x72 pixels, twice as wide as high.
    "0, copy, 1, 128, 72",
    "0, 72p:crf30, 2, 256, 72",
    "90, 256p:crf30, 2, 72, 256",
    "270, 128p:crf30, 2, 36, 128",
    "90, 300p:crf30, 2, 72, 256"
  })
  void givesPicturesSquarePixelsAndTheirShape(
      int rotation, String rung, int aspect, int width, int height) throws Exception {
    SegmentUnit unit =
        as(
            segment("-f lavfi -i testsrc2=size=128x72:rate=25 -frames:v 2 -c:v libx264".split(" ")),
            new PixelAspect(aspect, 1),
            rotation);
    SegmentUnit encoded = new SegmentEncoder(TranscodeSettings.of(Ladder.parse(rung))).encode(unit);
    TrackFormat.Video format = (TrackFormat.Video) encoded.tracks().get(0).format();
    assertThat(List.of(format.width(), format.height())).containsExactly(width, height);
    assertThat(format.pixelAspect()).isEqualTo(PixelAspect.SQUARE);
  }

  @Test
  void makesFullRangeLimited() throws Exception {
    SegmentUnit unit =
        segment(
            "-f lavfi -i color=white:size=64x64:rate=25 -vf scale=out_range=pc -frames:v 2"
                .concat(" -pix_fmt yuvj420p -c:v libx264 -crf 0")
                .split(" "));
    byte[] before = SecondOpinion.luma(source.toString());
    assertThat(before[0] & 0xff).isEqualTo(255);
    SegmentUnit encoded =
        new SegmentEncoder(TranscodeSettings.of(Ladder.parse("64p:crf0"))).encode(unit);
    Path file = EncodedPictures.write(directory.resolve("rung.mp4"), List.of(encoded), "video-64p");
    Path raw = directory.resolve("rung.yuv");
    String[] asItIs = {"-i", file.toString(), "-f", "rawvideo"};
    SecondOpinion.ffmpeg(asItIs, raw);
    byte[] luma = Arrays.copyOf(Files.readAllBytes(raw), 64);
    List<Integer> values = new ArrayList<>();
    for (byte each : luma) {
      values.add(each & 0xff);
    }
    assertThat(values).containsOnly(235);
    assertThat(((TrackFormat.Video) encoded.tracks().get(0).format()).colour().fullRange())
        .isFalse();
  }
}
