package io.millrace.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.SavedState;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Audio whose access units say themselves how long they are, with and without a silent one. */
class AudioLineTest {
  private static final int FRAME = 960;
  private static final Timescale SAMPLES = new Timescale(48_000);
  private static final Payload SOUND = Payload.of(new byte[] {7});

  private final Recorded out = new Recorded();
  private final List<TrackSegment> parts = new ArrayList<>();
  private AudioLine line = new AudioLine(format(Recorded.SILENCE), SAMPLES, false);

  private static TrackFormat.Audio format(Payload silence) {
    return new TrackFormat.Audio(
        Codec.OPUS, "opus", Payload.of(new byte[] {1}), "und", 48_000, 2, FRAME, silence);
  }

  private void withoutSilence() {
    line = new AudioLine(format(Payload.EMPTY), SAMPLES, false);
  }

  /** Lays an access unit that starts at sample {@code pts}. */
  private void sound(long pts, int samples) {
    line.accept(new AccessUnit(2, pts, 0, true, SOUND, 0, samples), pts, out);
  }

  private void sounds(long from, long to) {
    for (long pts = from; pts + FRAME <= to; pts += FRAME) {
      sound(pts, FRAME);
    }
  }

  private @Nullable TrackSegment take(long end) {
    TrackSegment part = line.take("audio", end, out);
    if (part != null) {
      parts.add(part);
    }
    return part;
  }

  private TrackSegment taken(long end) {
    return Objects.requireNonNull(take(end), "nothing ends before " + end);
  }

  private static List<Long> durations(TrackSegment part) {
    return part.samples().stream().map(Sample::duration).toList();
  }

  private void assertContiguous() {
    for (int i = 1; i < parts.size(); i++) {
      TrackSegment before = parts.get(i - 1);
      assertThat(parts.get(i).baseMediaDecodeTime())
          .isEqualTo(before.baseMediaDecodeTime() + before.duration());
    }
  }

  @Test
  void s10LaysAccessUnitsEndToEndByTheirOwnLengths() {
    line.openRange(0, 0, out);
    int[] lengths = {960, 480, 2880, 120, 240, 1920, 960, 313};
    long pts = 0;
    for (int length : lengths) {
      sound(pts, length);
      pts += length;
    }
    assertThat(durations(taken(4500))).containsExactly(960L, 480L, 2880L, 120L);
    assertThat(durations(taken(Long.MAX_VALUE))).containsExactly(240L, 1920L, 960L, 313L);
    assertContiguous();
    assertThat(out.events).isEmpty();
    assertThat(out.dropped).isEmpty();
  }

  @Test
  void waitsForAShorterAccessUnitThatStillFits() {
    line.openRange(0, 0, out);
    sound(0, 960);
    assertThat(line.covers(1000)).isFalse();
    sound(960, 40);
    assertThat(line.covers(1000)).isTrue();
  }

  @Test
  void s21FillsAHoleWithWholeSilentFrames() {
    line.openRange(0, 0, out);
    sound(0, 480);
    sound(480 + 3 * FRAME, 480);
    assertThat(durations(taken(Long.MAX_VALUE))).containsExactly(480L, 960L, 960L, 960L, 480L);
    assertThat(out.events).containsEntry(SegmentEvent.SILENCE, 3);
  }

  @Test
  void withoutASilentFrameTheOneBeforeAHoleLastsLonger() {
    withoutSilence();
    line.openRange(0, 0, out);
    sounds(0, 4 * FRAME);
    sounds(10 * FRAME, 20 * FRAME);
    TrackSegment part = taken(20 * FRAME);
    assertThat(part).isNotNull();
    assertThat(part.samples()).hasSize(14).allMatch(sample -> sample.data() == SOUND);
    assertThat(durations(part).subList(2, 5)).containsExactly(960L, 7 * 960L, 960L);
    assertThat(out.events).isEmpty();
  }

  @Test
  void withoutASilentFrameAHoleOverAnEndLeavesTheNextSegmentWithoutAPart() {
    withoutSilence();
    line.openRange(0, 0, out);
    sounds(0, 90 * FRAME);
    line.fillTo(100 * FRAME, out);
    assertThat(taken(100 * FRAME).duration()).isEqualTo(100 * FRAME);
    sounds(130 * FRAME, 201 * FRAME);
    assertThat(take(200 * FRAME)).isNull();
    assertThat(out.dropped).containsEntry(DropReason.UNFILLED_HOLE, 70);
    sounds(201 * FRAME, 300 * FRAME);
    assertThat(taken(300 * FRAME).baseMediaDecodeTime()).isEqualTo(200 * FRAME);
    sounds(300 * FRAME, 400 * FRAME);
    assertThat(take(400 * FRAME)).isNotNull();
    parts.remove(0);
    assertContiguous();
  }

  @Test
  void withoutASilentFrameTheSoundBeginsWhereItBegins() {
    withoutSilence();
    line.openRange(0, 0, out);
    sounds(5 * FRAME + 7, 20 * FRAME);
    assertThat(taken(20 * FRAME).baseMediaDecodeTime()).isEqualTo(5 * FRAME + 7);
  }

  @Test
  void refusesAnAccessUnitOfMoreThanASecond() {
    line.openRange(0, 0, out);
    sound(0, Integer.MAX_VALUE);
    assertThat(take(Long.MAX_VALUE)).isNull();
    assertThat(out.dropped).containsEntry(DropReason.IMPLAUSIBLE_TIME, 1);
  }

  @Test
  void isTheSameAfterSaveAndLoad() {
    withoutSilence();
    line.openRange(0, 0, out);
    sound(0, 480);
    sound(480 + 5 * FRAME, 480);
    line.closeRange(4000);
    line.openRange(9000, 4000, out);
    AudioLine loaded = SavedState.reload(line::save, AudioLine::load);
    assertThat(SavedState.of(loaded::save)).isEqualTo(SavedState.of(line::save));
    assertThat(loaded.take("audio", 9000, out)).isEqualTo(line.take("audio", 9000, out));
  }
}
