package io.millrace.libav;

import io.millrace.media.FrameRate;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.SoundBlocks;
import org.jspecify.annotations.Nullable;

/**
 * A track as libavformat finds it. Zero and {@link Payload#EMPTY} mean that it does not know.
 *
 * @param id the same whenever the container is opened, wherever reading starts
 * @param codec FFmpeg's name of it: {@code mpeg4}, {@code pcm_s16le}
 * @param configuration FFmpeg's extradata
 * @param unit of all times of its packets
 * @param clockBits after so many bits the clock of the packets starts again; 64 if it never does
 * @param blocks how sound is coded; of other tracks {@link SoundBlocks#UNDECLARED}
 * @param pixelAspect null if it does not know
 * @param rotation clockwise in degrees: 0, 90, 180 or 270
 * @param language as the container has it, {@code und} if it has none
 * @param attached a picture that belongs to the whole, such as a cover
 * @param preferred the container's default flag
 */
public record ContainerTrack(
    int id,
    MediaType type,
    String codec,
    Payload configuration,
    TimeUnit unit,
    int clockBits,
    @Nullable FrameRate frameRate,
    int width,
    int height,
    int sampleRate,
    int channels,
    SoundBlocks blocks,
    @Nullable PixelAspect pixelAspect,
    int rotation,
    String language,
    boolean attached,
    boolean preferred) {

  /** Ticks of this many seconds: {@code numerator / denominator}. */
  public record TimeUnit(int numerator, int denominator) {
    public TimeUnit {
      if (numerator < 1 || denominator < 1) {
        throw new IllegalArgumentException(
            "Invalid time unit: %d/%d s".formatted(numerator, denominator));
      }
    }
  }
}
