package io.millrace.media;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What sound is encoded to: AAC-LC of one layout and bit rate.
 *
 * @param layout of the channels, whatever the source has
 * @param bitRate bits per second of all channels, 16,000 to 256,000 for each
 */
public record AudioTarget(Layout layout, int bitRate) {
  /** Two channels at the bit rate that is usual for them. */
  public static final AudioTarget STEREO = new AudioTarget(Layout.STEREO, 128_000);

  /** Six channels at the bit rate that is usual for them. */
  public static final AudioTarget SURROUND = new AudioTarget(Layout.SURROUND, 384_000);

  private static final Pattern WRITTEN = Pattern.compile("([0-9a-z.]{1,16})(?::([0-9]{1,4})k)?");
  private static final int MIN_CHANNEL_BITS = 16_000;
  private static final int MAX_CHANNEL_BITS = 256_000;

  /** Channels in the order of ISO/IEC 14496-3, table 1.19. */
  public enum Layout {
    STEREO("stereo", 2),
    SURROUND("5.1", 6);

    private final String title;
    private final int channels;

    Layout(String title, int channels) {
      this.title = title;
      this.channels = channels;
    }

    /** As people write it. */
    public String title() {
      return title;
    }

    public int channels() {
      return channels;
    }
  }

  public AudioTarget {
    int least = MIN_CHANNEL_BITS * layout.channels();
    int most = MAX_CHANNEL_BITS * layout.channels();
    if (bitRate < least || bitRate > most) {
      throw new IllegalArgumentException(
          "Invalid sound: %s at %d bits per second, must be %dk to %dk"
              .formatted(layout.title(), bitRate, least / 1000, most / 1000));
    }
  }

  /** What {@link #parse} reads. */
  public String written() {
    return "%s:%dk".formatted(layout.title(), bitRate / 1000);
  }

  /**
   * Reads {@code stereo} or {@code 5.1}, with a bit rate as in {@code stereo:96k}, or at the usual
   * one.
   *
   * @throws IllegalArgumentException if it is none of these or out of bounds
   */
  public static AudioTarget parse(String written) {
    Matcher matcher = WRITTEN.matcher(written);
    if (matcher.matches()) {
      for (AudioTarget usual : new AudioTarget[] {STEREO, SURROUND}) {
        if (usual.layout().title().equals(matcher.group(1))) {
          String kilobits = matcher.group(2);
          return kilobits == null
              ? usual
              : new AudioTarget(usual.layout(), Integer.parseInt(kilobits) * 1000);
        }
      }
    }
    throw new IllegalArgumentException(
        "Invalid sound '%s': write stereo or 5.1, with a bit rate such as stereo:96k"
            .formatted(written));
  }
}
