package io.millrace.libav;

import io.millrace.media.Rung;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@link VideoEncoder.Settings} are in the words of each of FFmpeg's encoders. */
final class EncoderOptions {
  /** Pictures that must not be coded as sync samples by the encoder's own choice. */
  private static final int NEVER = 1 << 20;

  /** Share of a full buffer at each start: segments are joined, and their rates with them. */
  private static final String START = "vbv-init=0.5";

  private EncoderOptions() {}

  static Map<String, String> of(String encoder, VideoEncoder.Settings settings) {
    Map<String, String> options = new LinkedHashMap<>();
    switch (encoder) {
      case "libx264" -> x264(settings, options);
      case "libx265" -> x265(settings, options);
      default -> throw new LibavException("Cannot encode by %s: unknown here".formatted(encoder));
    }
    return options;
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
