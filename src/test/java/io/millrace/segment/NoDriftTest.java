package io.millrace.segment;

import static io.millrace.segment.Recorded.AUDIO;
import static io.millrace.segment.Recorded.VIDEO;
import static io.millrace.segment.Recorded.track;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.media.Timescale;
import io.millrace.segment.Recorded.Sync;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * S-10, S-23, Z-08: a day of frame numbers. Source times are rounded to 90 kHz by the publisher, as
 * a TS muxer does, and begin just before the 33-bit clock wraps; the demuxer hands them on
 * unwrapped.
 */
class NoDriftTest {
  private static final long SECONDS = 24 * 3600;
  private static final long ORIGIN = (1L << 33) - 90_000;

  private long segments;
  private long videoEnd;
  private long audioEnd;

  @ParameterizedTest
  @CsvSource({
    "24000, 1001, 48000", "24000, 1001, 44100",
    "30000, 1001, 48000", "30000, 1001, 44100",
    "60000, 1001, 48000", "60000, 1001, 44100"
  })
  void aDayHasNoDrift(int numerator, int denominator, int sampleRate) {
    FrameRate rate = new FrameRate(numerator, denominator);
    Recorded out = new Recorded();
    out.sink = unit -> check(unit, rate);
    Segmenter segmenter = new Segmenter("cam-1", SegmentSettings.DEFAULT);
    segmenter.tracks(
        List.of(
            track(VIDEO, Codec.H264, Timescale.MPEG_TS),
            track(AUDIO, Codec.AAC, Timescale.MPEG_TS)),
        out);
    segmenter.format(VIDEO, Recorded.video(null), out);
    segmenter.format(AUDIO, Recorded.audio(sampleRate), out);
    long frames = SECONDS * numerator / denominator;
    int gop = (2 * numerator + denominator - 1) / denominator;
    long sound = 0;
    for (long frame = 0; frame < frames; frame++) {
      long pts = ORIGIN + (frame * denominator * 90_000 + numerator / 2) / numerator;
      for (long at = soundPts(sound, sampleRate); at <= pts; at = soundPts(++sound, sampleRate)) {
        segmenter.accessUnit(Recorded.sound(at, (int) sound), 0, out);
      }
      segmenter.accessUnit(
          Recorded.picture(pts, frame % gop == 0 ? Sync.SYNC : Sync.REST, (int) frame), 0, out);
    }
    segmenter.end(out);

    assertThat(out.dropped).isEmpty();
    assertThat(out.events).isEmpty();
    assertThat(segments).isEqualTo((frames + gop - 1) / gop);
    Timescale scale = new FrameGridTimescale(rate).timescale();
    assertThat(videoEnd * numerator).isEqualTo(frames * denominator * scale.ticksPerSecond());
  }

  private static long soundPts(long index, int sampleRate) {
    return ORIGIN + (index * 1024 * 90_000 + sampleRate / 2) / sampleRate;
  }

  private void check(SegmentUnit unit, FrameRate rate) {
    TrackSegment video = unit.tracks().get(0);
    TrackSegment audio = unit.tracks().get(1);
    // Plain comparisons: half a million assertion objects would take longer than the day.
    boolean exact =
        unit.number() == segments
            && video.baseMediaDecodeTime() == videoEnd
            && audio.baseMediaDecodeTime() == audioEnd;
    videoEnd += video.duration();
    audioEnd += audio.duration();
    segments++;
    long sampleRate = audio.timescale().ticksPerSecond();
    long scale = video.timescale().ticksPerSecond();
    long skewSamples = videoEnd * sampleRate / scale - audioEnd;
    boolean under = unit.end() || (skewSamples >= 0 && skewSamples < 1024);
    assertThat(exact && under)
        .as("segment %d: skew %d samples at %s", unit.number(), skewSamples, rate)
        .isTrue();
  }

  /** The timescale that a stream of this rate gets. */
  private record FrameGridTimescale(FrameRate rate) {
    Timescale timescale() {
      long[] two = {0, (90_000L * rate.denominator() + rate.numerator() / 2) / rate.numerator()};
      return FrameGrid.detect(two, Timescale.MPEG_TS, rate, null).timescale();
    }
  }
}
