package io.millrace.segment;

import static io.millrace.segment.Recorded.AUDIO;
import static io.millrace.segment.Recorded.VIDEO;
import static io.millrace.segment.Recorded.picture;
import static io.millrace.segment.Recorded.sound;
import static io.millrace.segment.Recorded.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.segment.Recorded.Sync;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pictures that are decoded behind a sync sample and shown before it. ITU-T H.265, 3: leading. */
class OpenGopTest {
  private static final SegmentSettings SETTINGS = new SegmentSettings(2000, 0, 3000);
  private static final int TICKS = 3600; // 25 frames a second
  private static final int GOP = 50;
  private static final int LEADING = 3;

  private final Recorded out = new Recorded();
  private Segmenter segmenter = new Segmenter("cam-1", SETTINGS);

  private void declare(Codec... codecs) {
    List<io.millrace.media.Track> tracks = new ArrayList<>();
    for (Codec codec : codecs) {
      tracks.add(track(codec == Codec.AAC ? AUDIO : VIDEO, codec, Timescale.MPEG_TS));
    }
    segmenter.tracks(tracks, out);
    segmenter.format(VIDEO, Recorded.h265(new FrameRate(25, 1)), out);
  }

  private void feed(List<AccessUnit> units) {
    for (AccessUnit unit : units) {
      segmenter.accessUnit(unit, SegmentUnit.NO_DATE, out);
    }
  }

  /**
   * A sync sample every {@code GOP} frames from {@code from}, and behind each the three pictures
   * that are shown before it.
   */
  private static List<AccessUnit> open(int from, int to) {
    List<AccessUnit> units = new ArrayList<>();
    for (int sync = from; sync < to; sync += GOP) {
      units.add(frame(sync, Sync.SYNC));
      for (int leading = Math.max(0, sync - LEADING); leading < sync; leading++) {
        units.add(frame(leading, Sync.REST));
      }
      for (int rest = sync + 1; rest < Math.min(to, sync + GOP - LEADING); rest++) {
        units.add(frame(rest, Sync.REST));
      }
    }
    return units;
  }

  private static AccessUnit frame(int number, Sync sync) {
    return picture(100_000 + (long) number * TICKS, sync, number);
  }

  /** The numbers of the frames in a segment, in decode order. */
  private static List<Integer> frames(TrackSegment segment) {
    return segment.samples().stream()
        .map(sample -> sample.data().unsignedAt(0) | sample.data().unsignedAt(1) << 8)
        .toList();
  }

  private TrackSegment video(int index) {
    return out.units.get(index).tracks().get(0);
  }

  /** S-10, S-16, S-17: each frame at its own place, whichever segment it is in. */
  private void assertEachFrameStandsAtItsPlace() {
    long expected = 0;
    for (int i = 0; i < out.units.size(); i++) {
      TrackSegment segment = video(i);
      assertThat(segment.baseMediaDecodeTime()).isEqualTo(expected);
      List<Integer> frames = frames(segment);
      long decode = expected;
      for (int s = 0; s < frames.size(); s++) {
        Sample sample = segment.samples().get(s);
        long shown = decode + sample.compositionOffset();
        assertThat(shown).isEqualTo((long) frames.get(s) * TICKS);
        assertThat(shown).isBetween(expected, expected + segment.duration() - 1);
        decode += sample.duration();
      }
      expected += segment.duration();
    }
  }

  @Test
  void endsASegmentWhereTheLeadingPicturesOfTheNextBegin() {
    declare(Codec.H265);
    feed(open(0, 200));
    segmenter.end(out);
    assertThat(out.units)
        .extracting(unit -> unit.tracks().get(0).samples().size())
        .containsExactly(47, 50, 50, 50);
    assertThat(frames(video(1))).startsWith(50, 47, 48, 49, 51, 52);
    assertEachFrameStandsAtItsPlace();
    assertThat(out.dropped).isEmpty();
    assertThat(out.events).isEmpty();
  }

  @Test
  void knowsTheLeadingPicturesOfASegment() {
    declare(Codec.H265);
    feed(open(0, 100));
    segmenter.end(out);
    assertThat(video(0).leading()).isEmpty();
    assertThat(video(1).leading()).isEqualTo(video(1).samples().subList(1, 1 + LEADING));
  }

  @Test
  void waitsForNothingBehindASyncSampleThatEndsNoSegment() {
    declare(Codec.H265);
    feed(open(0, 50));
    segmenter.accessUnit(frame(50, Sync.SYNC), SegmentUnit.NO_DATE, out);
    assertThat(out.units).isEmpty();
    segmenter.accessUnit(frame(51, Sync.REST), SegmentUnit.NO_DATE, out);
    assertThat(out.units).hasSize(1);
    assertThat(video(0).duration()).isEqualTo(50L * TICKS);
  }

  @Test
  void dropsWhatIsShownBeforeTheFirstSyncSample() {
    declare(Codec.H265);
    feed(open(50, 150));
    segmenter.end(out);
    assertThat(out.dropped).containsExactly(java.util.Map.entry(DropReason.LEADING, 3));
    assertThat(frames(video(0))).startsWith(50, 51, 52);
    assertThat(video(0).leading()).isEmpty();
    assertThat(video(0).baseMediaDecodeTime()).isZero();
  }

  @Test
  void dropsWhatIsShownBeforeTheSyncSampleBehindALoss() {
    declare(Codec.H265);
    List<AccessUnit> units = open(0, 200);
    feed(units.subList(0, 40));
    segmenter.loss(VIDEO, out);
    feed(units.subList(45, units.size()));
    segmenter.end(out);
    assertThat(out.dropped)
        .containsOnly(
            java.util.Map.entry(DropReason.BEFORE_SYNC, 2),
            java.util.Map.entry(DropReason.LEADING, 3));
    assertThat(out.units.get(1).discontinuity()).isTrue();
    assertThat(frames(video(1))).startsWith(50, 51);
    assertThat(video(1).baseMediaDecodeTime()).isEqualTo(video(0).duration());
  }

  @Test
  void dropsWhatIsShownBeforeTheSyncSampleOfAnotherFormat() {
    declare(Codec.H265);
    List<AccessUnit> units = open(0, 100);
    feed(units.subList(0, 47));
    segmenter.format(VIDEO, Recorded.h265(new FrameRate(50, 1)), out);
    feed(units.subList(47, units.size()));
    segmenter.end(out);
    assertThat(out.dropped).containsExactly(java.util.Map.entry(DropReason.LEADING, 3));
    assertThat(out.units.get(1).discontinuity()).isTrue();
    // The pictures in between are gone; the time that they had is not.
    assertThat(video(0).duration()).isEqualTo(50L * TICKS);
  }

  @Test
  void aBreakWhileASyncSampleIsHeldComesBehindIt() {
    declare(Codec.H265);
    List<AccessUnit> units = open(0, 100);
    feed(units.subList(0, 49)); // frame 50 and its first leading picture
    segmenter.loss(VIDEO, out);
    assertThat(out.units).hasSize(2);
    assertThat(frames(video(1))).containsExactly(50, 47);
    segmenter.end(out);
    assertThat(out.dropped).isEmpty();
  }

  @Test
  void cutsNothingWhereALeadingPictureIsShownAmongTheLastGop() {
    declare(Codec.H265);
    feed(open(0, 50));
    feed(
        List.of(
            frame(50, Sync.SYNC),
            picture(100_000 + 46 * TICKS - 1800, Sync.REST, 1),
            frame(51, Sync.REST)));
    assertThat(out.units).isEmpty();
    segmenter.end(out);
    assertThat(out.units).hasSize(1);
    assertThat(out.dropped).isEmpty();
  }

  @Test
  void laysSoundUnderTheSegmentsAsTheyAreShown() {
    declare(Codec.H265, Codec.AAC);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    List<AccessUnit> pictures = open(0, 200);
    int next = 0;
    for (AccessUnit unit : pictures) {
      segmenter.accessUnit(unit, SegmentUnit.NO_DATE, out);
      for (; next * 1920L < unit.pts() - 100_000; next++) {
        segmenter.accessUnit(sound(100_000 + next * 1920L, next), SegmentUnit.NO_DATE, out);
      }
    }
    segmenter.end(out);
    assertEachFrameStandsAtItsPlace();
    long end = 0;
    for (SegmentUnit unit : out.units) {
      TrackSegment sound = unit.tracks().get(1);
      assertThat(sound.baseMediaDecodeTime()).isEqualTo(end);
      end += sound.duration();
    }
  }

  @Test
  void goesOnFromStateSavedBetweenAnyTwoPictures() {
    declare(Codec.H265);
    List<AccessUnit> units = open(50, 250);
    feed(units);
    segmenter.end(out);
    Recorded restored = new Recorded();
    Segmenter other = new Segmenter("cam-1", SETTINGS);
    other.tracks(List.of(track(VIDEO, Codec.H265, Timescale.MPEG_TS)), restored);
    other.format(VIDEO, Recorded.h265(new FrameRate(25, 1)), restored);
    for (AccessUnit unit : units) {
      other = Recorded.reload(other, SETTINGS);
      other.accessUnit(unit, SegmentUnit.NO_DATE, restored);
    }
    other.end(restored);
    assertThat(restored.units).isEqualTo(out.units);
    assertThat(restored.dropped).isEqualTo(out.dropped);
  }
}
