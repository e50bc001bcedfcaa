package io.millrace.libav;

import io.millrace.media.Ladder;
import io.millrace.media.Rung;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@link VideoEncoder.Settings} are in the words of each of FFmpeg's encoders. */
final class EncoderOptions {
  /** Pictures that must not be coded as sync samples by the encoder's own choice. */
  private static final int NEVER = 1 << 20;

  /** The same for encoders that count in 16 bits. */
  static final int LONG_GOP = 65_535;

  /** Share of a full buffer at each start: segments are joined, and their rates with them. */
  private static final String START = "vbv-init=0.5";

  private EncoderOptions() {}

  static Map<String, String> of(String encoder, VideoEncoder.Settings settings) {
    Map<String, String> options = new LinkedHashMap<>();
    switch (encoder) {
      case EncoderSelection.X264 -> x264(settings, options);
      case EncoderSelection.X265 -> x265(settings, options);
      case EncoderSelection.OPENH264 -> openH264(settings, options);
      default -> gpu(encoder, settings, options);
    }
    return options;
  }

  /** Whether an encoder takes a constant rate factor; the others are given a bit rate. */
  static boolean knowsQuality(String encoder) {
    return encoder.equals(EncoderSelection.X264) || encoder.equals(EncoderSelection.X265);
  }

  /** The bit rate that is aimed at: below the bound, or what is usual for the size. */
  static int bitRate(VideoEncoder.Settings settings) {
    return settings.bitRate() == 0
        ? Ladder.whole(settings.height()).bitRate()
        : settings.bitRate() / 4 * 3;
  }

  private static void openH264(VideoEncoder.Settings settings, Map<String, String> options) {
    Rung.Profile profile = settings.profile() == null ? Rung.Profile.HIGH : settings.profile();
    boolean simple = profile == Rung.Profile.BASELINE;
    options.put("profile", simple ? "constrained_baseline" : profile.title());
    options.put("rc_mode", "bitrate");
    options.put("allow_skip_frames", "0");
  }

  private static void gpu(
      String encoder, VideoEncoder.Settings settings, Map<String, String> options) {
    if (encoder.endsWith("_nvenc")) {
      options.put("preset", "p4");
      options.put("rc", "vbr");
      options.put("cq", Integer.toString(settings.crf()));
      options.put("forced-idr", "1");
      options.put("no-scenecut", "1");
    } else if (encoder.endsWith("_qsv")) {
      options.put("forced_idr", "1");
    }
    if (settings.bitDepth() > 8) {
      options.put("profile", "main10");
    } else if (settings.profile() != null) {
      options.put("profile", settings.profile().title());
    }
  }

  private static void x264(VideoEncoder.Settings settings, Map<String, String> options) {
    quality(settings, options);
    Rung.Profile profile = settings.profile();
    if (profile != null) {
      options.put("profile", profile.title());
    }
    options.put(
        "x264-params",
        "cpu-independent=1:scenecut=0:open-gop=0:%s:keyint=%d".formatted(START, NEVER));
  }

  /** Every pool and every thread of it off: what they find depends on who is first. */
  private static void x265(VideoEncoder.Settings settings, Map<String, String> options) {
    quality(settings, options);
    options.put("profile", settings.bitDepth() == 8 ? "main" : "main10");
    options.put(
        "x265-params",
        "pools=none:frame-threads=1:wpp=0:pmode=0:pme=0:lookahead-slices=0:lookahead-threads=0"
            + ":scenecut=0:open-gop=0:info=0:log-level=error:%s:keyint=%d:min-keyint=1"
                .formatted(START, NEVER));
  }

  private static void quality(VideoEncoder.Settings settings, Map<String, String> options) {
    options.put("preset", settings.preset().title());
    options.put("crf", Integer.toString(settings.crf()));
    options.put("forced-idr", "1");
  }
}
