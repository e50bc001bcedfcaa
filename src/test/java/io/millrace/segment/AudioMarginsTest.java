package io.millrace.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioMarginsTest {
  private static TrackFormat.Audio format(Codec codec, String codecs, int rate, int samples) {
    return new TrackFormat.Audio(
        codec, codecs, Payload.EMPTY, "und", rate, 2, samples, Payload.EMPTY);
  }

  /** At 44.1 kHz 147 samples are 160 at 48 kHz: only there both have one at the same time. */
  @ParameterizedTest
  @CsvSource({"48000, 1", "44100, 160", "96000, 1", "32000, 3", "8000, 6", "11025, 640"})
  void beginsToResampleWhereBothRatesHaveASample(int rate, int period) {
    for (long first : new long[] {-8192, 0, 1024, 48_128, 123_456_512}) {
      long from = AudioMargins.resampledFrom(first, rate);
      assertThat(from % period).isZero();
      assertThat(from * rate % 48_000).isZero();
      long filter = 64 + 64 * 48_000L / rate;
      assertThat(first - from).isBetween(filter, filter + period + 1);
    }
  }

  @Test
  void countsTheLeadInTicksOfTheTrack() {
    Timescale timescale = new Timescale(48_000);
    TrackFormat.Audio mp3 = format(Codec.MPEG_AUDIO, "mp4a.40.34", 48_000, 1152);
    assertThat(AudioMargins.leadFrom(mp3, timescale, 1024 * 100))
        .isEqualTo(1024 * 100 - 8 * 1024 - 128 - 10 * 1152);
    TrackFormat.Audio opus = format(Codec.OPUS, "Opus", 48_000, 960);
    assertThat(AudioMargins.leadFrom(opus, timescale, 1024 * 100))
        .isEqualTo(1024 * 100 - 8 * 1024 - 128 - 49 * 960);
    assertThat(AudioMargins.trailTo(timescale, 1024 * 100)).isEqualTo(1024 * 102 + 128);
  }

  @Test
  void waitsForTheHeaderOfBandReplicationWhereThereMayBeOne() {
    Timescale timescale = new Timescale(24_000);
    long start = 1024 * 100;
    long heard = (start - 8 * 1024) / 2 - 96;
    TrackFormat.Audio core = format(Codec.AAC, "mp4a.40.2", 24_000, 1024);
    assertThat(AudioMargins.leadFrom(core, timescale, start)).isEqualTo(heard - 2048 - 28_800);
    timescale = new Timescale(48_000);
    TrackFormat.Audio lc = format(Codec.AAC, "mp4a.40.2", 48_000, 1024);
    assertThat(AudioMargins.leadFrom(lc, timescale, start))
        .isEqualTo(start - 8 * 1024 - 128 - 2048);
  }
}
