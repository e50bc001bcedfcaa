package io.millrace.codec.wma;

import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/**
 * How long the packets of Windows Media Audio are. All frames of a track have as many samples. A
 * packet of versions 1 and 2 is one frame, or says how many begin or end in it; one of WMA Pro does
 * not say it where it is simple to read. There is no public standard: this is what FFmpeg's
 * decoders do.
 *
 * @param samples per channel that a frame decodes to
 * @param kind how many frames a packet has
 */
public record WmaFrames(int samples, Kind kind) {
  private static final int BIT_RESERVOIR = 2;
  private static final int FRAMES_MASK = 0xf;

  /** How many frames a packet has. */
  public enum Kind {
    ONE,
    /** A superframe, whose first byte says it. */
    TOLD,
    UNTOLD
  }

  /**
   * The frames of a track.
   *
   * @param name FFmpeg's of the codec
   * @param configuration what stands behind WAVEFORMATEX
   * @return null if it is no such codec, or the configuration is too short
   */
  public static @Nullable WmaFrames of(String name, int sampleRate, Payload configuration) {
    return switch (name) {
      case "wmav1" -> ofFlags(1, sampleRate, configuration, 2);
      case "wmav2" -> ofFlags(2, sampleRate, configuration, 4);
      case "wmapro" -> pro(sampleRate, configuration);
      default -> null;
    };
  }

  private static @Nullable WmaFrames ofFlags(
      int version, int sampleRate, Payload configuration, int at) {
    if (configuration.length() < at + 2) {
      return null;
    }
    boolean reservoir = (configuration.unsignedAt(at) & BIT_RESERVOIR) != 0;
    return new WmaFrames(1 << bits(version, sampleRate), reservoir ? Kind.TOLD : Kind.ONE);
  }

  private static @Nullable WmaFrames pro(int sampleRate, Payload configuration) {
    if (configuration.length() < 16) {
      return null;
    }
    int longer =
        switch (configuration.unsignedAt(14) & 6) {
          case 2 -> 1;
          case 4 -> -1;
          case 6 -> -2;
          default -> 0;
        };
    return new WmaFrames(1 << (bits(3, sampleRate) + longer), Kind.UNTOLD);
  }

  /** Of the length of a frame. */
  private static int bits(int version, int sampleRate) {
    if (sampleRate <= 16_000) {
      return 9;
    }
    if (sampleRate <= 22_050 || sampleRate <= 32_000 && version == 1) {
      return 10;
    }
    if (sampleRate <= 48_000 || version < 3) {
      return 11;
    }
    return sampleRate <= 96_000 ? 12 : 13;
  }

  /**
   * Samples per channel that a decoder makes of {@code packet}; 0 if nobody says it, or it is none.
   *
   * @param first nothing stands before it: what it has of an earlier frame is lost
   */
  public int samples(Payload packet, boolean first) {
    return switch (kind) {
      case ONE -> samples;
      case TOLD -> {
        int frames = packet.isEmpty() ? 0 : packet.unsignedAt(0) & FRAMES_MASK;
        yield samples * Math.max(0, first ? frames - 1 : frames);
      }
      case UNTOLD -> 0;
    };
  }
}
