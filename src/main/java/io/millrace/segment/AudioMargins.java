package io.millrace.segment;

import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;

/**
 * How much sound in front of and behind a segment its encoder must hear, so that segments that are
 * encoded apart join as if one encoder had made them: for the decoder to have come to the state
 * that it would have had, for the resampler to stand at the same phase, and for the frames of the
 * encoder, which overlap.
 */
public final class AudioMargins {
  /**
   * Frames that are encoded in front and thrown away. A fresh encoder takes its first frames for an
   * attack and codes them in short windows, on which a long one must not follow: two frames mend
   * that, the rest is its rate control.
   */
  public static final int LEAD_FRAMES = 8;

  /** Frames that are encoded behind and thrown away: an encoder looks ahead. */
  public static final int TRAIL_FRAMES = 2;

  /** Reach of the resampler's filter to each side, samples of the slower side, and more. */
  private static final int FILTER_SAMPLES = 64;

  private static final Timescale ENCODED = new Timescale(EncoderInput.AUDIO_RATE);

  /** Samples that an access unit of Vorbis has at most: half of the largest block. */
  private static final int VORBIS_SAMPLES = 4096;

  /** Up to this core rate spectral band replication need not be declared. */
  private static final int MAX_IMPLICIT_CORE_RATE = 24_000;

  private AudioMargins() {}

  /**
   * Where the lead of a segment must begin: the access units that end behind this tick belong to
   * it.
   *
   * @param timescale of the track and of the result
   * @param start of what is encoded, samples at {@link EncoderInput#AUDIO_RATE}
   * @return may be less than 0, where a stream begins
   */
  public static long leadFrom(TrackFormat.Audio format, Timescale timescale, long start) {
    long heard = resampledFrom(firstHeard(start), timescale.ticksPerSecond());
    return ENCODED.rescaleDown(heard, timescale) - runIn(format, timescale);
  }

  /**
   * As much sound as a lead may have, ticks of {@code timescale}: what is encoded begins less than
   * a frame before the access units that are a segment's own.
   */
  static long longestLead(TrackFormat.Audio format, Timescale timescale) {
    long period =
        EncoderInput.AUDIO_RATE / gcd(EncoderInput.AUDIO_RATE, timescale.ticksPerSecond());
    long before = ENCODED.rescaleUp(EncoderInput.AUDIO_FRAME + period, timescale);
    return before - leadFrom(format, timescale, 0);
  }

  /**
   * Where the trail of a segment may end: the access units that begin before this tick belong to
   * it.
   *
   * @param timescale of the track and of the result
   * @param end of what is encoded, samples at {@link EncoderInput#AUDIO_RATE}
   */
  public static long trailTo(Timescale timescale, long end) {
    return resampledTo(lastHeard(end), timescale);
  }

  /** The first sample that the encoder is given for what begins at {@code start}. */
  public static long firstHeard(long start) {
    return start - (long) LEAD_FRAMES * EncoderInput.AUDIO_FRAME;
  }

  /** Behind the last sample that the encoder is given for what ends at {@code end}. */
  public static long lastHeard(long end) {
    return end + (long) TRAIL_FRAMES * EncoderInput.AUDIO_FRAME;
  }

  /**
   * Where a resampler must begin for its samples from {@code first} on to be those of one that has
   * run for ever: early enough for its filter, and where a sample that goes in and one that comes
   * out stand at the same time.
   *
   * @param first samples at {@link EncoderInput#AUDIO_RATE}, as the result
   * @param rate of what goes in, Hz
   */
  public static long resampledFrom(long first, int rate) {
    long filter = FILTER_SAMPLES + new Timescale(rate).rescaleUp(FILTER_SAMPLES, ENCODED);
    int period = EncoderInput.AUDIO_RATE / gcd(EncoderInput.AUDIO_RATE, rate);
    return Math.floorDiv(first - filter, (long) period) * period;
  }

  /**
   * Behind the last sample that a resampler must be given for its samples before {@code last}.
   *
   * @param last samples at {@link EncoderInput#AUDIO_RATE}
   * @param rate of what goes in and of the result
   */
  public static long resampledTo(long last, Timescale rate) {
    return ENCODED.rescaleUp(last + FILTER_SAMPLES, rate) + FILTER_SAMPLES;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /**
   * What a decoder must have heard for its output to be, to the bit where the codec allows that,
   * what it would be had it heard all. Ticks of {@code timescale}.
   */
  private static long runIn(TrackFormat.Audio format, Timescale timescale) {
    int unit = Math.max(1, format.samplesPerFrame());
    return switch (format.codec()) {
      // The predictors of an Opus decoder forget slowly, whatever the length of its packets.
      case OPUS -> unit + millis(960, timescale);
      // Layer III takes bits from up to nine frames before.
      case MPEG_AUDIO -> 10L * unit;
      case AAC -> 2L * unit + (mayReplicateBands(format) ? millis(1200, timescale) : 0);
      case VORBIS -> 2L * Math.max(unit, VORBIS_SAMPLES);
      // TrueHD can be entered at every 128th access unit, all of them together 0.12 s.
      case OTHER_AUDIO -> 2L * unit + millis(200, timescale);
      default -> 2L * unit;
    };
  }

  /**
   * Whether this is HE-AAC, or may be without saying so: spectral band replication is deaf to what
   * stands above the core until its header comes, which may be once a second.
   */
  private static boolean mayReplicateBands(TrackFormat.Audio format) {
    return format.sampleRate() <= MAX_IMPLICIT_CORE_RATE
        || format.codecs().equals("mp4a.40.5")
        || format.codecs().equals("mp4a.40.29");
  }

  private static long millis(long millis, Timescale timescale) {
    return Timescale.MILLISECONDS.rescaleUp(millis, timescale);
  }
}
