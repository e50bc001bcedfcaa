package io.millrace.demux.elementary;

import io.millrace.codec.wma.WmaFrames;
import io.millrace.media.Payload;
import io.millrace.media.SoundBlocks;
import io.millrace.media.Track;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many samples access units of a track decode to, where codec and size of a block tell it. What
 * a container says of it is rounded to its own clock, and the timeline counts.
 */
final class SampleCounts {
  private static final Pattern PCM = Pattern.compile("pcm_[usf](8|16|24|32|64)(le|be)?");
  private static final Pattern LOGARITHMIC = Pattern.compile("pcm_(alaw|mulaw)");

  /** A block of QuickTime's IMA ADPCM, each channel. */
  private static final int IMA_QT_BYTES = 34;

  private static final int IMA_QT_SAMPLES = 64;

  private final String name;
  private final Track track;
  private final @Nullable WmaFrames wma;

  /**
   * Of a track.
   *
   * @param name FFmpeg's of its codec
   */
  SampleCounts(String name, Track track) {
    this.name = name;
    this.track = track;
    this.wma = WmaFrames.of(name, track.sampleRate(), track.configuration());
  }

  /**
   * Samples per channel of {@code data}; 0 where it cannot be counted.
   *
   * @param first nothing stands before it
   */
  int of(Payload data, boolean first) {
    if (wma != null) {
      return wma.samples(data, first);
    }
    int channels = track.channels();
    int sampleBytes = sampleBytes() * channels;
    if (sampleBytes > 0) {
      return data.length() / sampleBytes;
    }
    int blockSamples = channels < 1 ? 0 : blockSamples(channels);
    int blockBytes = blockBytes(channels);
    return blockBytes < 1 ? 0 : (data.length() + blockBytes - 1) / blockBytes * blockSamples;
  }

  /** Whether packets have lengths although none of them says so, in whole frames. */
  int frameSamples() {
    return wma == null ? 1 : wma.samples();
  }

  /** Bytes of a sample of PCM; 0 for anything else. */
  private int sampleBytes() {
    Matcher pcm = PCM.matcher(name);
    if (pcm.matches()) {
      return Integer.parseInt(pcm.group(1)) / 8;
    }
    return LOGARITHMIC.matcher(name).matches() ? 1 : 0;
  }

  private int blockBytes(int channels) {
    return name.equals("adpcm_ima_qt") ? IMA_QT_BYTES * channels : track.blocks().blockAlign();
  }

  /** Samples per channel of a block; 0 where the codec is no such one. */
  private int blockSamples(int channels) {
    SoundBlocks blocks = track.blocks();
    return switch (name) {
      case "adpcm_ima_qt" -> IMA_QT_SAMPLES;
      // Two samples stand in the seven bytes that begin a channel's block, then four bits each.
      case "adpcm_ms" -> Math.max(0, 2 + 2 * (blocks.blockAlign() - 7 * channels) / channels);
      case "adpcm_ima_wav" -> imaSamples(blocks, channels);
      case "cook" -> cookSamples(channels);
      default -> 0;
    };
  }

  /** One sample stands in the four bytes that begin a channel's block. */
  private static int imaSamples(SoundBlocks blocks, int channels) {
    int bits = blocks.bitsPerSample() == 0 ? 4 : blocks.bitsPerSample();
    int groups = (blocks.blockAlign() - 4 * channels) / (bits * channels);
    return Math.max(0, 1 + 8 * groups);
  }

  /** Behind the version stand the samples of a frame, of all channels together. */
  private int cookSamples(int channels) {
    Payload configuration = track.configuration();
    return configuration.length() < 6
        ? 0
        : (configuration.unsignedAt(4) << 8 | configuration.unsignedAt(5)) / channels;
  }
}
