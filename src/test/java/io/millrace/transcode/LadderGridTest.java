package io.millrace.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EncodedPictures;
import io.millrace.SecondOpinion;
import io.millrace.media.FrameRate;
import io.millrace.media.Ladder;
import io.millrace.media.Sample;
import io.millrace.media.TrackFormat;
import io.millrace.segment.EncoderInput;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which picture stands where, told by rungs without loss as large as the source. */
class LadderGridTest {
  /** Twenty-five pictures per second on average, up to 0.4 frames off. */
  private static final String JITTER = "settb=1/90000,setpts=(N+0.4*sin(N*7))*3600";

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // set by each test
  private Path source;

  /** Four seconds in segments of one second, each picture another, with B-frames. */
  private List<SegmentUnit> segments(String rate, int pictures, String filter) throws Exception {
    source = directory.resolve("source.mkv");
    String gop = Integer.toString((pictures + 3) / 4);
    SecondOpinion.ffmpeg(
        new String[] {
          "-f",
          "lavfi",
          "-i",
          "testsrc2=size=128x72:rate=" + rate,
          "-vf",
          filter,
          "-fps_mode",
          "passthrough",
          "-enc_time_base",
          "1:90000",
          "-frames:v",
          Integer.toString(pictures),
          "-c:v",
          "libx264",
          "-g",
          gop,
          "-bf",
          "2",
          "-sc_threshold",
          "0"
        },
        source);
    List<SegmentUnit> units = EncodedPictures.segments(Files.readAllBytes(source), 900);
    assertThat(units).hasSize(4);
    return units;
  }

  private static List<SegmentUnit> encode(List<SegmentUnit> units, String ladder) {
    SegmentEncoder encoder = new SegmentEncoder(TranscodeSettings.of(Ladder.parse(ladder)));
    return units.stream().map(encoder::encode).toList();
  }

  /** For each picture of a rendition its number in the source. */
  private List<Integer> shown(List<SegmentUnit> encoded, String rendition) throws Exception {
    List<String> all = SecondOpinion.pictures(source.toString());
    assertThat(all).doesNotHaveDuplicates();
    Path file = EncodedPictures.write(directory.resolve("rung.mp4"), encoded, rendition);
    return SecondOpinion.pictures(file.toString()).stream().map(all::indexOf).toList();
  }

  /** Segments of {@code pictures} each, of which place n shows the picture that {@code at} says. */
  private static List<Integer> each(int places, int pictures, IntUnaryOperator at) {
    List<Integer> expected = new ArrayList<>();
    for (int segment = 0; segment < 4; segment++) {
      for (int place = 0; place < places; place++) {
        expected.add(segment * pictures + at.applyAsInt(place));
      }
    }
    return expected;
  }

  private static void assertAligned(
      List<SegmentUnit> units,
      List<SegmentUnit> encoded,
      String rendition,
      @Nullable FrameRate rate) {
    for (int i = 0; i < units.size(); i++) {
      TrackSegment from = EncodedPictures.track(units.get(i), "video");
      TrackSegment to = EncodedPictures.track(encoded.get(i), rendition);
      long scale = to.timescale().ticksPerSecond() / from.timescale().ticksPerSecond();
      assertThat(to.baseMediaDecodeTime()).isEqualTo(scale * from.baseMediaDecodeTime());
      assertThat(to.duration()).isEqualTo(scale * from.duration());
      assertThat(to.leading()).isEmpty();
      assertThat(((TrackFormat.Video) to.format()).frameRate()).isEqualTo(rate);
      if (rate != null) {
        long frame = (long) to.timescale().ticksPerSecond() * rate.denominator();
        assertThat(frame % rate.numerator()).isZero();
        assertThat(to.samples().subList(0, to.samples().size() - 1))
            .extracting(Sample::duration)
            .containsOnly(frame / rate.numerator());
      }
    }
  }

  @Test
  void makesThirtyOfTwentyFive() throws Exception {
    List<SegmentUnit> units = segments("25", 100, "null");
    List<SegmentUnit> encoded = encode(units, "72p30:crf0");
    assertAligned(units, encoded, "video-72p30", new FrameRate(30, 1));
    assertThat(shown(encoded, "video-72p30")).isEqualTo(each(30, 25, n -> (50 * n + 25) / 60));
  }

  @Test
  void fillsTheHolesOfAConstantRate() throws Exception {
    List<SegmentUnit> units = segments("25", 100, "select=not(eq(n\\,10)+eq(n\\,11))");
    List<SegmentUnit> encoded = encode(units, "72p:crf0");
    assertAligned(units, encoded, "video-72p", new FrameRate(25, 1));
    List<Integer> expected = new ArrayList<>();
    for (int picture = 0; picture < 100; picture++) {
      int places = picture == 9 ? 3 : 1;
      expected.addAll(Collections.nCopies(places, picture));
    }
    assertThat(shown(encoded, "video-72p")).isEqualTo(expected);
  }

  @Test
  void makesTwentyFiveOfThirty() throws Exception {
    List<SegmentUnit> units = segments("30", 120, "null");
    List<SegmentUnit> encoded = encode(units, "72p25:crf0");
    assertAligned(units, encoded, "video-72p25", new FrameRate(25, 1));
    assertThat(shown(encoded, "video-72p25")).isEqualTo(each(25, 30, n -> (12 * n + 5) / 10));
  }

  @Test
  void halvesSmallRungsThatNameNoRate() throws Exception {
    List<SegmentUnit> units = segments("60", 240, "null");
    List<SegmentUnit> encoded = encode(units, "72p:crf0,64p60:crf30");
    assertAligned(units, encoded, "video-72p", new FrameRate(30, 1));
    assertThat(shown(encoded, "video-72p")).isEqualTo(each(30, 60, n -> 2 * n));
    assertAligned(units, encoded, "video-64p60", new FrameRate(60, 1));
    assertThat(EncodedPictures.track(encoded.get(0), "video-64p60").samples()).hasSize(60);
  }

  @Test
  void halvesFiftyToTwentyFive() throws Exception {
    List<SegmentUnit> units = segments("50", 200, "null");
    List<SegmentUnit> encoded = encode(units, "72p:crf0");
    assertAligned(units, encoded, "video-72p", new FrameRate(25, 1));
    assertThat(shown(encoded, "video-72p")).isEqualTo(each(25, 50, n -> 2 * n));
  }

  @Test
  void countsInPartsOf1001WhereTheSourceDoes() throws Exception {
    List<SegmentUnit> units = segments("30000/1001", 120, "null");
    List<SegmentUnit> same = encode(units, "72p30:crf0");
    assertAligned(units, same, "video-72p30", new FrameRate(30_000, 1001));
    assertThat(shown(same, "video-72p30")).isEqualTo(each(30, 30, n -> n));
    List<SegmentUnit> twice = encode(units, "72p60:crf0");
    assertAligned(units, twice, "video-72p60", new FrameRate(60_000, 1001));
    assertThat(shown(twice, "video-72p60")).isEqualTo(each(60, 30, n -> n / 2));
    List<SegmentUnit> film = encode(units, "72p23.976:crf0");
    assertAligned(units, film, "video-72p24", new FrameRate(24_000, 1001));
    assertThat(shown(film, "video-72p24")).isEqualTo(each(24, 30, n -> (10 * n + 4) / 8));
  }

  @Test
  void keepsTheTimesOfASourceOfVariableRate() throws Exception {
    List<SegmentUnit> units = segments("25", 100, JITTER);
    TrackSegment first = EncodedPictures.track(units.get(0), "video");
    assertThat(((TrackFormat.Video) first.format()).frameRate()).isNull();
    List<SegmentUnit> encoded = encode(units, "72p:crf0");
    assertAligned(units, encoded, "video-72p", null);
    assertThat(shown(encoded, "video-72p")).isEqualTo(each(25, 25, n -> n));
    for (int i = 0; i < 4; i++) {
      assertThat(EncodedPictures.track(encoded.get(i), "video-72p").samples())
          .extracting(Sample::duration)
          .isEqualTo(
              EncodedPictures.track(units.get(i), "video").samples().stream()
                  .map(Sample::duration)
                  .toList());
    }
  }

  @Test
  void putsASourceOfVariableRateOnTheGridThatIsNamed() throws Exception {
    List<SegmentUnit> units = segments("25", 100, JITTER);
    List<SegmentUnit> encoded = encode(units, "72p30:crf0");
    assertAligned(units, encoded, "video-72p30", new FrameRate(30, 1));
    List<Integer> expected = new ArrayList<>();
    int before = 0;
    for (SegmentUnit unit : units) {
      TrackSegment from = EncodedPictures.track(unit, "video");
      for (int place : expected(from)) {
        expected.add(before + place);
      }
      before += from.samples().size();
    }
    assertThat(shown(encoded, "video-72p30")).isEqualTo(expected);
  }

  /** The rule once more, in seconds. */
  private static List<Integer> expected(TrackSegment from) {
    double tick = 1.0 / from.timescale().ticksPerSecond();
    List<Integer> expected = new ArrayList<>();
    for (int place = 0; place < Math.floor(from.duration() * tick * 30 + 0.5); place++) {
      double time = 0;
      int shown = 0;
      for (int i = 0; i + 1 < from.samples().size(); i++) {
        double duration = from.samples().get(i).duration() * tick;
        time += duration;
        boolean came = place / 30.0 >= time - Math.min(duration, 1 / 30.0) / 2 - 1e-9;
        shown = came ? i + 1 : shown;
      }
      expected.add(shown);
    }
    return expected;
  }

  @Test
  void encodesTheWholePictureWhereItIsNotCopied() throws Exception {
    List<SegmentUnit> units = segments("50", 200, "null");
    List<SegmentUnit> input = units.stream().map(unit -> encodedOnly(unit, false)).toList();
    List<SegmentUnit> encoded = encode(input, "copy,72p:crf0,48p:100k");
    assertAligned(units, encoded, "video", new FrameRate(50, 1));
    for (int i = 0; i < 4; i++) {
      assertThat(encoded.get(i).tracks())
          .extracting(TrackSegment::rendition)
          .containsExactly("video", "video-48p");
      TrackSegment whole = EncodedPictures.track(encoded.get(i), "video");
      TrackFormat.Video format = (TrackFormat.Video) whole.format();
      assertThat(format.codecs()).startsWith("avc1.");
      assertThat(List.of(format.width(), format.height())).containsExactly(128, 72);
      assertThat(whole.samples()).hasSize(50);
      assertThat(whole).isNotEqualTo(EncodedPictures.track(units.get(i), "video"));
      assertThat(whole.encoding()).isNull();
    }
    SegmentUnit copied = encode(List.of(encodedOnly(units.get(0), true)), "copy,48p:100k").get(0);
    assertThat(EncodedPictures.track(copied, "video"))
        .isEqualTo(EncodedPictures.track(units.get(0), "video"));
  }

  private static SegmentUnit encodedOnly(SegmentUnit unit, boolean copied) {
    TrackSegment video = EncodedPictures.track(unit, "video");
    long start = video.baseMediaDecodeTime();
    EncoderInput input =
        new EncoderInput(List.of(), List.of(), start, start + video.duration(), copied);
    return unit.withTracks(List.of(video.withEncoding(input)));
  }

  @Test
  void keepsSmallAndOddSizesEven() throws Exception {
    source = directory.resolve("small.mkv");
    SecondOpinion.ffmpeg(
        new String[] {
          "-f",
          "lavfi",
          "-i",
          "color=red:s=64x64:r=25,format=yuv444p,crop=33:9:0:0:exact=1",
          "-frames:v",
          "10",
          "-c:v",
          "libx264",
          "-pix_fmt",
          "yuv444p"
        },
        source);
    SegmentUnit unit = EncodedPictures.segments(Files.readAllBytes(source), 900).get(0);
    TrackFormat.Video format =
        (TrackFormat.Video) encode(List.of(unit), "90p:100k").get(0).tracks().get(0).format();
    assertThat(String.format(Locale.ROOT, "%dx%d", format.width(), format.height()))
        .isEqualTo("30x8");
  }
}
