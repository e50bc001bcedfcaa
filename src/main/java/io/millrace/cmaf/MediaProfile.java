package io.millrace.cmaf;

import io.millrace.media.TrackFormat;
import java.util.Optional;

/**
 * Brands that promise a CMAF media profile: only those that are certain from the format. ISO/IEC
 * 23000-19, A and 10.
 */
final class MediaProfile {
  private static final int MAX_AAC_CORE_CHANNELS = 2;
  private static final int MAX_AAC_CORE_RATE = 48_000;

  private MediaProfile() {}

  /** Empty where no profile is certain; a CMAF track needs none. */
  static Optional<String> of(TrackFormat format) {
    // No video profile yet: it forbids interlaced pictures, and only the SPS tells.
    return format instanceof TrackFormat.Audio audio && isAacCore(audio)
        ? Optional.of("caac")
        : Optional.empty();
  }

  /** AAC-LC, HE-AAC or HE-AAC v2 of Level 2. 10.3. */
  private static boolean isAacCore(TrackFormat.Audio format) {
    boolean objectType =
        switch (format.codecs()) {
          case "mp4a.40.2", "mp4a.40.5", "mp4a.40.29" -> true;
          default -> false;
        };
    return objectType
        && format.channels() <= MAX_AAC_CORE_CHANNELS
        && format.sampleRate() <= MAX_AAC_CORE_RATE;
  }
}
