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
import io.millrace.media.TrackFormat;
import io.millrace.segment.Recorded.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmenterTest {
  private static final SegmentSettings SETTINGS = new SegmentSettings(2000, 0, 3000);

  private final Recorded out = new Recorded();
  private Segmenter segmenter = new Segmenter("cam-1", SETTINGS);

  private void declare(Timescale timescale, Codec... codecs) {
    List<io.millrace.media.Track> tracks = new ArrayList<>();
    for (Codec codec : codecs) {
      tracks.add(track(codec == Codec.AAC ? AUDIO : VIDEO, codec, timescale));
    }
    segmenter.tracks(tracks, out);
  }

  private void feed(List<AccessUnit> units) {
    for (AccessUnit unit : units) {
      segmenter.accessUnit(unit, SegmentUnit.NO_DATE, out);
    }
  }

  /** Closed GOPs I, then P B B, in decode order: an IDR every {@code gop} frames. */
  private static List<AccessUnit> pictures(
      int from, int to, int gop, FrameRate rate, Timescale scale, long offset) {
    List<AccessUnit> units = new ArrayList<>();
    for (int frame : decodeOrder(from, to, gop)) {
      long pts = offset + ptsOf(frame, rate, scale);
      units.add(picture(pts, frame % gop == 0 ? Sync.SYNC : Sync.REST, frame));
    }
    return units;
  }

  private static List<Integer> decodeOrder(int from, int to, int gop) {
    List<Integer> order = new ArrayList<>();
    for (int idr = from; idr < to; idr += gop) {
      int end = Math.min(to, idr + gop);
      order.add(idr);
      for (int group = idr + 1; group < end; group += 3) {
        int p = Math.min(group + 2, end - 1);
        order.add(p);
        for (int b = group; b < p; b++) {
          order.add(b);
        }
      }
    }
    return order;
  }

  private static long ptsOf(long frame, FrameRate rate, Timescale scale) {
    // Rounded down, as muxers with a coarse clock do.
    return frame * rate.denominator() * scale.ticksPerSecond() / rate.numerator();
  }

  private static List<AccessUnit> sounds(
      int from, int to, int sampleRate, Timescale scale, long offset) {
    List<AccessUnit> units = new ArrayList<>();
    for (int i = from; i < to; i++) {
      units.add(sound(offset + i * 1024L * scale.ticksPerSecond() / sampleRate, i));
    }
    return units;
  }

  /** Sorted by time, pictures before sound, as a muxer interleaves; pictures keep their order. */
  private static List<AccessUnit> interleaved(List<AccessUnit> pictures, List<AccessUnit> sounds) {
    return interleaved(pictures, sounds, 0);
  }

  private static List<AccessUnit> interleaved(
      List<AccessUnit> pictures, List<AccessUnit> sounds, long soundLag) {
    List<AccessUnit> all = new ArrayList<>();
    int s = 0;
    long latest = Long.MIN_VALUE;
    for (AccessUnit unit : pictures) {
      latest = Math.max(latest, unit.pts());
      while (s < sounds.size() && sounds.get(s).pts() + soundLag < latest) {
        all.add(sounds.get(s++));
      }
      all.add(unit);
    }
    all.addAll(sounds.subList(s, sounds.size()));
    return all;
  }

  private TrackSegment part(int unit, String rendition) {
    return part(out.units.get(unit), rendition);
  }

  private void assertContiguous(String rendition) {
    long expected = -1;
    for (SegmentUnit unit : out.units) {
      for (TrackSegment part : unit.tracks()) {
        if (part.rendition().equals(rendition)) {
          if (expected >= 0) {
            assertThat(part.baseMediaDecodeTime()).isEqualTo(expected);
          }
          expected = part.baseMediaDecodeTime() + part.duration();
        }
      }
    }
    assertThat(expected).isPositive();
  }

  @Test
  void rebuildsDecodeTimesFromPresentationTimes() {
    declare(Timescale.MPEG_TS, Codec.H264);
    segmenter.format(VIDEO, Recorded.video(null), out);
    feed(pictures(0, 100, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 5_000_000_000L));
    segmenter.end(out);

    assertThat(out.units).hasSize(2);
    TrackSegment first = part(0, "video");
    assertThat(first.timescale().ticksPerSecond()).isEqualTo(90_000);
    assertThat(first.baseMediaDecodeTime()).isZero();
    assertThat(first.samples()).hasSize(50);
    assertThat(first.samples().subList(0, 4))
        .extracting(Sample::duration, Sample::compositionOffset)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(3600L, 0L),
            org.assertj.core.groups.Tuple.tuple(3600L, 7200L),
            org.assertj.core.groups.Tuple.tuple(3600L, -3600L),
            org.assertj.core.groups.Tuple.tuple(3600L, -3600L));
    assertThat(part(1, "video").baseMediaDecodeTime()).isEqualTo(180_000);
    assertThat(out.units.get(1).end()).isTrue();
    assertThat(out.dropped).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"24000,1001,24000", "30000,1001,90000", "60000,1001,60000", "25,1,90000"})
  void snapsMillisecondsToTheFrameGrid(int numerator, int denominator, int timescale) {
    FrameRate rate = new FrameRate(numerator, denominator);
    declare(Timescale.MILLISECONDS, Codec.H264);
    segmenter.format(VIDEO, Recorded.video(null), out);
    feed(pictures(0, 2400, 120, rate, Timescale.MILLISECONDS, 77));
    segmenter.end(out);

    TrackSegment last = part(out.units.size() - 1, "video");
    assertThat(last.timescale().ticksPerSecond()).isEqualTo(timescale);
    assertThat(last.format()).isEqualTo(Recorded.video(rate));
    long end = last.baseMediaDecodeTime() + last.duration();
    assertThat(end * numerator).isEqualTo(2400L * denominator * timescale);
    assertContiguous("video");
  }

  @Test
  void keepsTheTimesOfAVariableFrameRate() {
    declare(Timescale.MILLISECONDS, Codec.H264);
    segmenter.format(VIDEO, Recorded.video(null), out);
    long[] times = {0, 33, 100, 111, 190, 700, 1450, 2101, 2150, 2222, 3000, 4300};
    for (int i = 0; i < times.length; i++) {
      segmenter.accessUnit(picture(times[i], i == 0 || i == 7 ? Sync.SYNC : Sync.REST, i), 0, out);
    }
    segmenter.end(out);

    assertThat(part(0, "video").samples())
        .extracting(Sample::duration)
        .containsExactly(2970L, 6030L, 990L, 7110L, 45900L, 67500L, 58590L);
    assertThat(part(1, "video").baseMediaDecodeTime()).isEqualTo(2101 * 90);
  }

  @Test
  void laysWholeAudioFramesUnderThePictures() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    feed(
        interleaved(
            pictures(0, 200, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 900),
            sounds(0, 375, 48_000, Timescale.MPEG_TS, 900)));
    segmenter.end(out);

    assertThat(out.units).hasSize(4);
    for (int i = 0; i < 4; i++) {
      long start = i * 96_000L / 1024;
      long end = (i + 1) * 96_000L / 1024;
      assertThat(part(i, "audio").baseMediaDecodeTime()).isEqualTo(start * 1024);
      assertThat(part(i, "audio").samples()).hasSize((int) (end - start));
    }
    assertThat(out.events).isEmpty();
    assertThat(out.dropped).isEmpty();
  }

  @Test
  void publishesNoAudioBeforeTheFirstSyncSample() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    List<AccessUnit> pictures =
        pictures(0, 200, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 0).subList(10, 200);
    feed(interleaved(pictures, sounds(0, 375, 48_000, Timescale.MPEG_TS, 0)));
    segmenter.end(out);

    assertThat(part(0, "video").samples()).hasSize(50);
    assertThat(part(0, "video").baseMediaDecodeTime()).isZero();
    // 2 s are 93.75 frames: the first whole frame after the picture starts 256 samples later.
    assertThat(part(0, "audio").baseMediaDecodeTime()).isEqualTo(256);
    assertThat(out.dropped)
        .containsEntry(DropReason.BEFORE_SYNC, 40)
        .containsEntry(DropReason.OUTSIDE_PICTURE, 94);
  }

  @Test
  void waitsForAudioThatLags() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    List<AccessUnit> all =
        interleaved(
            pictures(0, 200, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 0),
            sounds(0, 375, 48_000, Timescale.MPEG_TS, 0),
            90_000 * 2);
    feed(all);
    segmenter.end(out);
    assertThat(out.events).isEmpty();
    assertThat(out.dropped).isEmpty();
    assertThat(out.units).allMatch(unit -> unit.tracks().size() == 2);
    assertContiguous("audio");
  }

  @Test
  void publishesWithoutATrackThatNeverComes() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    feed(pictures(0, 500, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 0));
    assertThat(out.units.size()).isGreaterThan(6);
    segmenter.end(out);
    assertThat(out.units).hasSize(10).allMatch(unit -> unit.tracks().size() == 1);
    assertThat(out.units).noneMatch(SegmentUnit::discontinuity);
  }

  @Test
  void takesUpATrackThatComesLate() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    feed(
        interleaved(
            pictures(0, 600, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 0),
            sounds(600, 1125, 48_000, Timescale.MPEG_TS, 0)));
    segmenter.end(out);

    List<Boolean> withAudio = out.units.stream().map(unit -> unit.tracks().size() == 2).toList();
    int first = withAudio.indexOf(true);
    assertThat(first).isBetween(5, 7);
    assertThat(withAudio.subList(first, withAudio.size())).doesNotContain(false);
    assertThat(out.units.get(first).discontinuity()).isTrue();
    assertThat(out.events).containsEntry(SegmentEvent.LATE_TRACK, 1);
    // In its place: sample 600 stands where its time stamp says, silence in front of it.
    long start = part(first, "audio").baseMediaDecodeTime();
    List<Sample> samples = part(first, "audio").samples();
    int silent = 0;
    while (samples.get(silent).data().equals(Recorded.SILENCE)) {
      silent++;
    }
    assertThat(start + silent * 1024L).isEqualTo(600 * 1024L);
    assertContiguous("audio");
  }

  @Test
  void fillsAHoleInTheAudioWithSilence() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(44_100), out);
    List<AccessUnit> sounds = sounds(0, 344, 44_100, Timescale.MPEG_TS, 0);
    sounds.subList(100, 120).clear();
    feed(interleaved(pictures(0, 200, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 0), sounds));
    segmenter.end(out);

    assertThat(out.events).containsOnly(Map.entry(SegmentEvent.SILENCE, 20));
    assertContiguous("audio");
    Sample sample119 = part(1, "audio").samples().get(119 - 86);
    Sample sample120 = part(1, "audio").samples().get(120 - 86);
    assertThat(sample119.data()).isEqualTo(Recorded.SILENCE);
    assertThat(sample120.data()).isEqualTo(sound(0, 120).data());
  }

  @Test
  void goesOnAtTheNextSyncSampleAfterALoss() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    List<AccessUnit> all =
        interleaved(
            pictures(0, 300, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 0),
            sounds(0, 562, 48_000, Timescale.MPEG_TS, 0));
    feed(all.subList(0, 200));
    segmenter.loss(-1, out);
    feed(all.subList(230, all.size()));
    segmenter.end(out);

    assertContiguous("video");
    assertContiguous("audio");
    List<Boolean> breaks = out.units.stream().map(SegmentUnit::discontinuity).toList();
    assertThat(breaks).containsOnlyOnce(true);
    SegmentUnit resumed = out.units.get(breaks.indexOf(true));
    assertThat(resumed.tracks().get(0).samples().get(0).data())
        .isEqualTo(picture(0, Sync.SYNC, 100).data());
    assertAudioUnderPictures();
  }

  /**
   * The sound ends less than one access unit before the pictures, in every segment but the last.
   */
  private void assertAudioUnderPictures() {
    for (SegmentUnit unit : out.units.subList(0, out.units.size() - 1)) {
      TrackSegment video = unit.tracks().get(0);
      TrackSegment audio = unit.tracks().get(1);
      long rate = audio.timescale().ticksPerSecond();
      long videoEnd =
          (video.baseMediaDecodeTime() + video.duration())
              * rate
              / video.timescale().ticksPerSecond();
      long audioEnd = audio.baseMediaDecodeTime() + audio.duration();
      assertThat(videoEnd - audioEnd).as("segment %d", unit.number()).isBetween(0L, 1023L);
    }
  }

  @Test
  void treatsAClockThatStartsAgainAsADiscontinuity() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    List<AccessUnit> loop =
        interleaved(
            pictures(0, 250, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 90_000),
            sounds(0, 468, 48_000, Timescale.MPEG_TS, 90_000));
    feed(loop);
    feed(loop);
    feed(loop);
    segmenter.end(out);

    assertThat(out.units).hasSize(15);
    assertThat(out.units.stream().filter(SegmentUnit::discontinuity).map(SegmentUnit::number))
        .containsExactly(5L, 10L);
    assertContiguous("video");
    assertContiguous("audio");
    assertAudioUnderPictures();
    assertThat(out.dropped).isEmpty();
  }

  @Test
  void cutsByTimeWhereNoSyncSampleComes() {
    segmenter = new Segmenter("cam-1", new SegmentSettings(2000, 4, 3000));
    declare(Timescale.MPEG_TS, Codec.H264);
    segmenter.format(VIDEO, Recorded.video(null), out);
    feed(pictures(0, 500, 100_000, new FrameRate(25, 1), Timescale.MPEG_TS, 0));
    segmenter.end(out);

    assertContiguous("video");
    assertThat(out.events.get(SegmentEvent.FORCED_CUT)).isEqualTo(out.units.size() - 1);
    for (SegmentUnit unit : out.units) {
      TrackSegment video = unit.tracks().get(0);
      assertThat(video.duration()).isLessThan(90_000 * 9 / 2);
      assertEveryPictureInside(video);
    }
  }

  @Test
  void neverExceedsTheTargetDurationEvenWithFewPictures() {
    segmenter = new Segmenter("cam-1", new SegmentSettings(1000, 2, 3000));
    declare(Timescale.MILLISECONDS, Codec.H264);
    segmenter.format(VIDEO, Recorded.video(null), out);
    Random random = new Random(7);
    long pts = 0;
    for (int i = 0; i < 300; i++) {
      pts += 200 + random.nextInt(1790);
      segmenter.accessUnit(picture(pts, i % 9 == 0 ? Sync.SYNC : Sync.REST, i), 0, out);
    }
    segmenter.end(out);
    assertContiguous("video");
    for (SegmentUnit unit : out.units) {
      assertThat(unit.tracks().get(0).duration()).isLessThan(90_000 * 5 / 2);
    }
    assertThat(out.units.stream().mapToInt(unit -> unit.tracks().get(0).samples().size()).sum())
        .isEqualTo(300);
  }

  private static void assertEveryPictureInside(TrackSegment video) {
    long decode = 0;
    for (Sample sample : video.samples()) {
      assertThat(decode + sample.compositionOffset()).isBetween(0L, video.duration() - 1);
      decode += sample.duration();
    }
  }

  @Test
  void cutsAStreamOfAudioAloneByFrames() {
    declare(Timescale.MPEG_TS, Codec.AAC);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    feed(sounds(0, 1000, 48_000, Timescale.MPEG_TS, 12_345));
    segmenter.end(out);
    assertThat(out.units).hasSize(11);
    assertThat(part(0, "audio").samples()).hasSize(94);
    assertThat(part(10, "audio").samples()).hasSize(60);
    assertContiguous("audio");
  }

  @Test
  void addsPicturesThatComeLateToAStreamOfAudio() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    feed(sounds(0, 600, 48_000, Timescale.MPEG_TS, 0));
    assertThat(out.units).isNotEmpty();
    segmenter.format(VIDEO, Recorded.video(null), out);
    feed(
        interleaved(
            pictures(0, 100, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 600 * 1920),
            sounds(600, 800, 48_000, Timescale.MPEG_TS, 0)));
    segmenter.end(out);
    assertContiguous("audio");
    assertThat(out.units.stream().filter(SegmentUnit::discontinuity)).hasSize(1);
    assertThat(out.units.get(out.units.size() - 1).tracks()).hasSize(2);
  }

  @Test
  void saysOnceThatNoSyncSampleComes() {
    declare(Timescale.MPEG_TS, Codec.H264);
    segmenter.format(VIDEO, Recorded.video(null), out);
    feed(pictures(0, 1000, 5000, new FrameRate(25, 1), Timescale.MPEG_TS, 0).subList(1, 1000));
    assertThat(out.events).containsOnly(Map.entry(SegmentEvent.WAITING_FOR_SYNC, 1));
    assertThat(out.units).isEmpty();
  }

  @Test
  void goesOnWithSoundAloneWhereThePicturesGoAway() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    List<AccessUnit> sounds = sounds(0, 600, 48_000, Timescale.MPEG_TS, 0);
    feed(
        interleaved(
            pictures(0, 100, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 0),
            sounds.subList(0, 188)));
    declare(Timescale.MPEG_TS, Codec.AAC);
    feed(sounds.subList(188, 600));
    segmenter.end(out);
    assertContiguous("audio");
    assertThat(out.units.stream().filter(SegmentUnit::discontinuity)).hasSize(1);
    assertThat(out.units.get(out.units.size() - 1).tracks()).hasSize(1);
    assertThat(out.dropped).isEmpty();
    assertThat(out.units.stream().mapToInt(unit -> part(unit, "audio").samples().size()).sum())
        .isEqualTo(600);
  }

  private static TrackSegment part(SegmentUnit unit, String rendition) {
    return unit.tracks().stream()
        .filter(track -> track.rendition().equals(rendition))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void marksAChangedFormatInAllRenditions() {
    declare(Timescale.MPEG_TS, Codec.H264, Codec.AAC);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(48_000), out);
    List<AccessUnit> all =
        interleaved(
            pictures(0, 200, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 0),
            sounds(0, 375, 48_000, Timescale.MPEG_TS, 0));
    feed(all.subList(0, all.size() / 2));
    segmenter.format(AUDIO, Recorded.audio(44_100), out);
    feed(all.subList(all.size() / 2, all.size()));
    segmenter.end(out);
    List<SegmentUnit> breaks = out.units.stream().filter(SegmentUnit::discontinuity).toList();
    assertThat(breaks).hasSize(1);
    TrackFormat.Audio after = (TrackFormat.Audio) breaks.get(0).tracks().get(1).format();
    assertThat(after.sampleRate()).isEqualTo(44_100);
    assertContiguous("video");
  }

  @Test
  void tellsWallTimeFromTheIngestTimeOfTheRecords() {
    declare(Timescale.MPEG_TS, Codec.H264);
    segmenter.format(VIDEO, Recorded.video(null), out);
    long epoch = 1_790_000_000_000L;
    List<AccessUnit> units = pictures(0, 200, 50, new FrameRate(25, 1), Timescale.MPEG_TS, 0);
    for (int i = 0; i < units.size(); i++) {
      segmenter.accessUnit(units.get(i), epoch + i * 40L + i % 7, out);
      if (i == 120) {
        segmenter.loss(VIDEO, out);
      }
    }
    segmenter.end(out);
    assertThat(out.units)
        .extracting(SegmentUnit::programDateTime)
        .containsExactly(epoch, epoch + 2000, epoch + 4000, epoch + 6000 + 150 % 7);
  }

  @Test
  void isTheSameAfterSaveAndLoadAnywhere() {
    long seed = 20261121;
    Random random = new Random(seed);
    List<AccessUnit> units = troubledStream();
    List<SegmentUnit> expected = run(units, null);
    assertThat(expected.size()).isGreaterThan(8);
    for (int round = 0; round < 20; round++) {
      Random cuts = new Random(random.nextLong());
      assertThat(run(units, cuts)).as("seed %d round %d", seed, round).isEqualTo(expected);
    }
  }

  private static List<AccessUnit> troubledStream() {
    FrameRate rate = new FrameRate(30_000, 1001);
    List<AccessUnit> sounds = sounds(3, 430, 44_100, Timescale.MILLISECONDS, 20);
    sounds.subList(200, 210).clear();
    List<AccessUnit> all =
        new ArrayList<>(
            interleaved(pictures(0, 300, 60, rate, Timescale.MILLISECONDS, 20), sounds));
    all.addAll(
        interleaved(
            pictures(0, 300, 75, rate, Timescale.MILLISECONDS, 9_000_000),
            sounds(0, 430, 44_100, Timescale.MILLISECONDS, 9_000_000)));
    return all;
  }

  private static List<SegmentUnit> run(List<AccessUnit> units, @Nullable Random cuts) {
    Recorded out = new Recorded();
    Segmenter segmenter = new Segmenter("cam-1", SETTINGS);
    segmenter.tracks(
        List.of(
            track(VIDEO, Codec.H264, Timescale.MILLISECONDS),
            track(AUDIO, Codec.AAC, Timescale.MILLISECONDS)),
        out);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(44_100), out);
    for (AccessUnit unit : units) {
      segmenter.accessUnit(unit, 0, out);
      if (cuts != null && cuts.nextInt(40) == 0) {
        segmenter = Recorded.reload(segmenter, SETTINGS);
      }
    }
    segmenter.end(out);
    return out.units;
  }
}
