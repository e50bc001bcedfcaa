package io.millrace.segment;

import static io.millrace.segment.Recorded.AUDIO;
import static io.millrace.segment.Recorded.VIDEO;
import static io.millrace.segment.Recorded.picture;
import static io.millrace.segment.Recorded.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.SavedState;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.media.Treatment;
import io.millrace.segment.Recorded.Sync;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a segment says to an encoder. */
class EncodedTracksTest {
  private static final SegmentSettings SETTINGS = new SegmentSettings(2000, 0, 3000);
  private static final int SECONDS = 20;

  private final Recorded out = new Recorded();

  private static SelectionSettings selection(Treatment video, Treatment audio, boolean rungs) {
    return new SelectionSettings(
        SelectionSettings.DEFAULT.codecs(),
        SelectionSettings.BY_RULE,
        List.of(),
        new EncodingSettings(video, audio, true, rungs));
  }

  private static TrackFormat.Audio vorbis(int sampleRate) {
    return new TrackFormat.Audio(
        Codec.VORBIS, "vorbis", Payload.EMPTY, "und", sampleRate, 2, 1000, Payload.EMPTY);
  }

  /** Access units of 1000 samples, 25 pictures a second with a GOP of {@code gop}, interleaved. */
  private static List<AccessUnit> programme(int sampleRate, int gop, int from, int to) {
    List<AccessUnit> all = new ArrayList<>();
    long sounds = (long) from * sampleRate / 1000;
    for (int frame = from * 25; frame < to * 25; frame++) {
      long pts = frame * 3600L;
      all.add(picture(pts, frame % gop == 0 ? Sync.SYNC : Sync.REST, frame));
      while (sounds * 1000 * 90_000 / sampleRate < pts + 3600) {
        long time = sounds * 1000 * 90_000 / sampleRate;
        all.add(new AccessUnit(AUDIO, time, 0, true, number(sounds), -1, 1000));
        sounds++;
      }
    }
    return all;
  }

  private static Payload number(long n) {
    return Payload.of(new byte[] {(byte) (n >> 16), (byte) (n >> 8), (byte) n});
  }

  private static long number(Sample sample) {
    Payload data = sample.data();
    return data.unsignedAt(0) << 16 | data.unsignedAt(1) << 8 | data.unsignedAt(2);
  }

  private Segmenter segmenter(SelectionSettings selection, Codec video, int sampleRate) {
    Segmenter segmenter = new Segmenter("cam-1", SETTINGS, selection);
    segmenter.tracks(
        List.of(
            track(VIDEO, video, Timescale.MPEG_TS), track(AUDIO, Codec.VORBIS, Timescale.MPEG_TS)),
        out);
    TrackFormat.Video format =
        video == Codec.H265 ? Recorded.h265(null) : Recorded.video(new FrameRate(25, 1));
    segmenter.format(VIDEO, format, out);
    segmenter.format(AUDIO, vorbis(sampleRate), out);
    return segmenter;
  }

  private void feed(Segmenter segmenter, List<AccessUnit> units) {
    for (AccessUnit unit : units) {
      segmenter.accessUnit(unit, SegmentUnit.NO_DATE, out);
    }
  }

  private List<TrackSegment> parts(String rendition) {
    return out.units.stream()
        .flatMap(unit -> unit.tracks().stream())
        .filter(part -> part.rendition().equals(rendition))
        .toList();
  }

  private static EncoderInput encoding(TrackSegment part) {
    EncoderInput encoding = part.encoding();
    if (encoding == null) {
      throw new AssertionError(part.rendition() + " is not to be encoded");
    }
    return encoding;
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 22_050, 44_100, 48_000, 96_000})
  void givesSoundToTheEncoderInWholeFramesThatJoin(int sampleRate) {
    Segmenter segmenter =
        segmenter(selection(Treatment.AUTO, Treatment.AUTO, false), Codec.H264, sampleRate);
    feed(segmenter, programme(sampleRate, 50, 0, SECONDS));
    segmenter.end(out);
    List<TrackSegment> parts = parts("audio");
    assertThat(parts).hasSize(SECONDS / 2);
    long next = 0;
    for (TrackSegment part : parts) {
      EncoderInput sound = encoding(part);
      assertThat(sound.copied()).isFalse();
      assertThat(sound.start()).isEqualTo(next);
      assertThat((sound.end() - sound.start()) % EncoderInput.AUDIO_FRAME).isZero();
      next = sound.end();
      long end = part.baseMediaDecodeTime() + part.duration();
      long whole = end * EncoderInput.AUDIO_RATE / sampleRate;
      assertThat(whole - next).isBetween(0L, EncoderInput.AUDIO_FRAME - 1L);
    }
    assertThat(next).isGreaterThan(SECONDS * 48_000L - 2048 - 1000L * 48_000 / sampleRate);
  }

  @Test
  void givesTheSoundInFrontOfASegmentAndBehindIt() {
    int sampleRate = 44_100;
    Segmenter segmenter =
        segmenter(selection(Treatment.AUTO, Treatment.AUTO, false), Codec.H264, sampleRate);
    feed(segmenter, programme(sampleRate, 50, 0, SECONDS));
    segmenter.end(out);
    List<TrackSegment> parts = parts("audio");
    for (int i = 1; i < parts.size() - 1; i++) {
      TrackSegment part = parts.get(i);
      EncoderInput sound = encoding(part);
      long first = number(part.samples().get(0));
      List<Sample> lead = sound.lead();
      assertThat(number(lead.get(lead.size() - 1))).isEqualTo(first - 1);
      assertThat(number(lead.get(0))).isEqualTo(first - lead.size());
      long leadStart = part.baseMediaDecodeTime() - sound.leadDuration();
      long encoderStart = (sound.start() - 8L * 1024) * sampleRate / EncoderInput.AUDIO_RATE;
      assertThat(leadStart).isLessThan(encoderStart - 64);
      Sample last = part.samples().get(part.samples().size() - 1);
      List<Sample> trail = sound.trail();
      assertThat(number(trail.get(0))).isEqualTo(number(last) + 1);
      long trailEnd = part.baseMediaDecodeTime() + part.duration();
      trailEnd += trail.stream().mapToLong(Sample::duration).sum();
      long encoderEnd = (sound.end() + 2L * 1024) * sampleRate / EncoderInput.AUDIO_RATE;
      assertThat(trailEnd).isGreaterThan(encoderEnd + 64);
    }
    assertThat(encoding(parts.get(0)).lead()).isEmpty();
    assertThat(encoding(parts.get(parts.size() - 1)).trail()).isEmpty();
  }

  @Test
  void saysTheSameAfterARestoreAnywhere() {
    SelectionSettings selection = selection(Treatment.TRANSCODE, Treatment.AUTO, true);
    Segmenter segmenter = segmenter(selection, Codec.H264, 44_100);
    List<AccessUnit> units = programme(44_100, 250, 0, SECONDS);
    feed(segmenter, units);
    segmenter.end(out);
    List<SegmentUnit> straight = List.copyOf(out.units);
    out.units.clear();
    Segmenter restored = segmenter(selection, Codec.H264, 44_100);
    for (int i = 0; i < units.size(); i++) {
      restored.accessUnit(units.get(i), SegmentUnit.NO_DATE, out);
      if (i % 17 == 0) {
        restored =
            SavedState.reload(
                restored::save, in -> Segmenter.load(in, "cam-1", SETTINGS, selection));
      }
    }
    restored.end(out);
    assertThat(out.units).isEqualTo(straight);
  }

  @Test
  void hearsNothingInAHoleOfSoundAndCountsOn() {
    Segmenter segmenter =
        segmenter(selection(Treatment.AUTO, Treatment.AUTO, false), Codec.H264, 48_000);
    for (AccessUnit unit : programme(48_000, 50, 0, SECONDS)) {
      boolean lost = unit.trackId() == AUDIO && unit.pts() > 5 * 90_000 && unit.pts() < 12 * 90_000;
      if (!lost) {
        segmenter.accessUnit(unit, SegmentUnit.NO_DATE, out);
      }
    }
    segmenter.end(out);
    List<TrackSegment> parts = parts("audio");
    long next = 0;
    for (TrackSegment part : parts) {
      assertThat(encoding(part).start()).isEqualTo(next);
      next = encoding(part).end();
      long position = part.baseMediaDecodeTime();
      for (Sample sample : part.samples()) {
        assertThat(number(sample)).as("at %d", position).isEqualTo(position / 1000);
        position += sample.duration();
      }
    }
    assertThat(next).isGreaterThan((SECONDS - 1) * 48_000L);
  }

  @Test
  void goesOnWithoutAGapWhereTheSampleRateChanges() {
    SelectionSettings selection = selection(Treatment.AUTO, Treatment.AUTO, false);
    Segmenter segmenter = segmenter(selection, Codec.H264, 48_000);
    feed(segmenter, programme(48_000, 50, 0, 6));
    segmenter.format(AUDIO, vorbis(44_100), out);
    feed(segmenter, programme(44_100, 50, 6, 12));
    segmenter.end(out);
    long next = 0;
    for (TrackSegment part : parts("audio")) {
      assertThat(encoding(part).start()).isEqualTo(next);
      next = encoding(part).end();
    }
    assertThat(next).isGreaterThan(11 * 48_000L);
  }

  @Test
  void cutsPicturesThatOnlyEncodersSeeAtTheTarget() {
    Segmenter segmenter =
        segmenter(selection(Treatment.TRANSCODE, Treatment.AUTO, false), Codec.H264, 48_000);
    feed(segmenter, programme(48_000, 250, 0, SECONDS));
    segmenter.end(out);
    List<TrackSegment> parts = parts("video");
    assertThat(parts).extracting(part -> part.samples().size()).containsOnly(50);
    assertThat(parts).hasSize(SECONDS / 2);
    long time = 0;
    for (int i = 0; i < parts.size(); i++) {
      TrackSegment part = parts.get(i);
      EncoderInput pictures = encoding(part);
      assertThat(part.samples()).hasSize(50);
      assertThat(pictures.copied()).isFalse();
      assertThat(pictures.start()).isEqualTo(time);
      time = pictures.end();
      // From the sync sample of every fifth segment on.
      assertThat(pictures.lead()).hasSize(i % 5 * 50);
      assertThat(part.samples().get(0).sync()).isEqualTo(i % 5 == 0);
    }
    assertThat(out.events).doesNotContainKey(SegmentEvent.FORCED_CUT);
  }

  @Test
  void givesTheGroupOfPicturesBeforeToASegmentThatOpensWithLeadingPictures() {
    Segmenter segmenter =
        segmenter(selection(Treatment.AUTO, Treatment.AUTO, true), Codec.H265, 48_000);
    for (int gop = 0; gop < 5; gop++) {
      int sync = gop * 50;
      segmenter.accessUnit(picture(sync * 3600L, Sync.SYNC, sync), SegmentUnit.NO_DATE, out);
      for (int frame = sync - 2; gop > 0 && frame < sync; frame++) {
        segmenter.accessUnit(picture(frame * 3600L, Sync.REST, frame), SegmentUnit.NO_DATE, out);
      }
      for (int frame = sync + 1; frame < sync + 48; frame++) {
        segmenter.accessUnit(picture(frame * 3600L, Sync.REST, frame), SegmentUnit.NO_DATE, out);
      }
    }
    segmenter.end(out);
    List<TrackSegment> parts = parts("video");
    assertThat(encoding(parts.get(0)).lead()).isEmpty();
    for (int i = 1; i < parts.size(); i++) {
      List<Sample> lead = encoding(parts.get(i)).lead();
      assertThat(encoding(parts.get(i)).copied()).isTrue();
      assertThat(lead).isEqualTo(parts.get(i - 1).samples());
    }
    assertThat(parts).hasSize(5);
  }

  @Test
  void hasNothingToSayOfTracksThatAreCopied() {
    Segmenter segmenter =
        segmenter(selection(Treatment.AUTO, Treatment.AUTO, false), Codec.H264, 48_000);
    feed(segmenter, programme(48_000, 50, 0, 6));
    segmenter.end(out);
    assertThat(parts("video")).allSatisfy(part -> assertThat(part.encoding()).isNull());
  }
}
