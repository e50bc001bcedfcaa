package io.millrace.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import io.millrace.segment.Recorded.Sync;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What changes in mid-stream: each time one discontinuity, at a sync sample, for all renditions.
 */
class MidStreamChangeTest {
  private static final int GOP = 50;

  private final Recorded out = new Recorded();
  private final Segmenter segmenter = new Segmenter("cam-1", new SegmentSettings(2000, 0, 3000));
  private int next;

  private static Track video(Codec codec) {
    return Recorded.track(Recorded.VIDEO, codec, Timescale.MPEG_TS);
  }

  private static Track sound(int id) {
    return Recorded.track(id, Codec.AAC, Timescale.MPEG_TS);
  }

  private static TrackFormat.Video format(int width) {
    TrackFormat.Video like = Recorded.video(null);
    return new TrackFormat.Video(
        like.codec(),
        like.codecs(),
        Payload.of(new byte[] {(byte) width}),
        like.language(),
        width,
        like.height(),
        like.pixelAspect(),
        like.colour(),
        like.hdr(),
        like.rotation(),
        like.frameRate());
  }

  private void begin() {
    segmenter.tracks(List.of(video(Codec.H264), sound(2)), out);
    segmenter.format(Recorded.VIDEO, format(100), out);
    segmenter.format(2, Recorded.audio(48_000), out);
  }

  /** The next pictures, with the sound of track {@code audio} under them. */
  private void feed(int pictures, int audio) {
    for (int i = 0; i < pictures; i++, next++) {
      Sync sync = next % GOP == 0 ? Sync.SYNC : Sync.REST;
      segmenter.accessUnit(Recorded.picture(next * 3600L, sync, next), 0, out);
      // 1.875 frames of sound are as long as a picture.
      for (int k = next * 15 / 8; k < (next + 1) * 15 / 8; k++) {
        segmenter.accessUnit(
            new io.millrace.media.AccessUnit(
                audio, k * 1920L, 0, true, Payload.of(new byte[] {1, (byte) k}), 0),
            0,
            out);
      }
    }
  }

  private List<Long> breaks() {
    return out.units.stream().filter(SegmentUnit::discontinuity).map(SegmentUnit::number).toList();
  }

  private List<Integer> widths() {
    return out.units.stream()
        .map(unit -> ((TrackFormat.Video) unit.tracks().get(0).format()).width())
        .toList();
  }

  private void assertContiguous() {
    for (int track = 0; track < 2; track++) {
      long expected = 0;
      for (SegmentUnit unit : out.units) {
        TrackSegment part = unit.tracks().get(track);
        assertThat(part.baseMediaDecodeTime()).isEqualTo(expected);
        expected += part.duration();
      }
    }
  }

  private void assertTargetDurationIsOne() {
    Set<Integer> targets = new HashSet<>();
    out.units.forEach(unit -> targets.add(unit.targetDuration()));
    assertThat(targets).hasSize(1);
  }

  @Test
  void s29AnotherSizeAtASyncSampleBreaksThere() {
    begin();
    feed(3 * GOP, 2);
    segmenter.format(Recorded.VIDEO, format(200), out);
    feed(2 * GOP, 2);
    segmenter.end(out);
    assertThat(widths()).containsExactly(100, 100, 100, 200, 200);
    assertThat(breaks()).containsExactly(3L);
    assertContiguous();
    assertTargetDurationIsOne();
    assertThat(out.dropped).isEmpty();
  }

  @Test
  void i14APictureThatNeedsOtherParameterSetsIsNeverPublishedUnderTheOldOnes() {
    begin();
    feed(2 * GOP + 20, 2);
    segmenter.format(Recorded.VIDEO, format(200), out);
    feed(GOP + 30, 2);
    segmenter.end(out);
    assertThat(widths()).containsExactly(100, 100, 100, 200);
    assertThat(out.units.get(2).tracks().get(0).samples()).hasSize(20);
    assertThat(out.dropped).containsEntry(DropReason.BEFORE_SYNC, 30);
    assertThat(breaks()).containsExactly(3L);
    assertContiguous();
  }

  @Test
  void p21AnotherDeclarationUnderTheSameNumberIsAnotherTrack() {
    begin();
    feed(2 * GOP + 20, 2);
    Track other =
        new Track(
            Recorded.VIDEO,
            Codec.H264,
            "h264",
            Payload.EMPTY,
            Track.Framing.RAW,
            new Timescale(1000),
            null,
            0,
            0,
            0,
            0,
            io.millrace.media.Display.UNDECLARED,
            "und",
            Track.Use.PROGRAMME,
            false);
    segmenter.tracks(List.of(other, sound(2)), out);
    segmenter.accessUnit(Recorded.picture(next * 40L, Sync.SYNC, 0), 0, out);
    assertThat(out.dropped)
        .as("nobody knows its format yet")
        .containsEntry(DropReason.BEFORE_SYNC, 1);
    segmenter.format(Recorded.VIDEO, format(200), out);
    segmenter.accessUnit(Recorded.picture(next * 40L, Sync.SYNC, 0), 0, out);
    segmenter.end(out);
    assertThat(widths()).containsExactly(100, 100, 100, 200);
    assertThat(breaks()).containsExactly(3L);
    assertThat(out.units)
        .extracting(unit -> unit.tracks().get(0).timescale())
        .containsOnly(Timescale.MPEG_TS);
  }

  @Test
  void i10TheTimescaleOfTheVideoStaysWhateverItsSource() {
    p21AnotherDeclarationUnderTheSameNumberIsAnotherTrack();
    long expected = 0;
    for (SegmentUnit unit : out.units) {
      TrackSegment part = unit.tracks().get(0);
      assertThat(part.baseMediaDecodeTime()).isEqualTo(expected);
      expected += part.duration();
    }
  }

  @Test
  void aCodecThatNeedsEncodingLeavesTheSoundAlone() {
    begin();
    feed(2 * GOP, 2);
    segmenter.tracks(List.of(video(Codec.MPEG2_VIDEO), sound(2)), out);
    feed(8 * GOP, 2);
    segmenter.end(out);
    assertThat(out.events).containsEntry(SegmentEvent.NEEDS_ENCODING, 1);
    assertThat(out.dropped).containsEntry(DropReason.NEEDS_ENCODING, 8 * GOP);
    assertThat(breaks()).containsExactly(2L);
    assertThat(out.units.get(out.units.size() - 1).tracks())
        .extracting(TrackSegment::rendition)
        .containsExactly("audio");
  }

  @Test
  void x02AnotherPidOfTheSoundBreaksOnceAndGoesOnInItsRendition() {
    begin();
    feed(2 * GOP, 2);
    segmenter.tracks(List.of(video(Codec.H264), sound(3)), out);
    segmenter.format(3, Recorded.audio(48_000), out);
    feed(2 * GOP, 3);
    segmenter.end(out);
    assertThat(breaks()).containsExactly(2L);
    assertThat(out.units)
        .allMatch(
            unit -> unit.tracks().size() == 2 && unit.tracks().get(1).rendition().equals("audio"));
    assertContiguous();
    assertThat(out.events).doesNotContainKey(SegmentEvent.SILENCE);
  }

  @Test
  void theSameSetAgainChangesNothing() {
    begin();
    for (int i = 0; i < 4; i++) {
      feed(GOP / 2, 2);
      segmenter.tracks(List.of(video(Codec.H264), sound(2)), out);
      segmenter.format(Recorded.VIDEO, format(100), out);
      segmenter.format(2, Recorded.audio(48_000), out);
      feed(GOP / 2, 2);
    }
    segmenter.end(out);
    assertThat(breaks()).isEmpty();
    assertThat(out.units).hasSize(4);
    assertThat(out.dropped).isEmpty();
  }

  @Test
  void aLossInATrackThatIsNotPublishedBreaksNothing() {
    begin();
    feed(GOP + 10, 2);
    segmenter.loss(77, out);
    segmenter.loss(2, out);
    feed(GOP - 10, 2);
    segmenter.end(out);
    assertThat(breaks()).isEmpty();
    assertThat(out.units).hasSize(2);
  }

  @Test
  void whatIsGivenUpLeavesNoHoleInTheTimeline() {
    begin();
    feed(2 * GOP + 20, 2);
    segmenter.abandon(out);
    segmenter.format(Recorded.VIDEO, format(100), out);
    segmenter.format(2, Recorded.audio(48_000), out);
    feed(2 * GOP + 30, 2);
    segmenter.end(out);
    assertThat(out.dropped).containsEntry(DropReason.FAULT, 20);
    assertThat(breaks()).containsExactly(2L);
    assertThat(out.units).hasSize(4);
    assertContiguous();
  }
}
