package io.millrace.libav;

import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.EncoderKind;
import io.millrace.media.FrameRate;
import io.millrace.media.Rung;
import io.millrace.media.Timescale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of FFmpeg's encoders there is for what is asked for. It is found out once per process, by
 * opening one, and said once where it is not what was asked for or not what everybody has.
 */
final class EncoderSelection {
  static final String X264 = "libx264";
  static final String X265 = "libx265";
  static final String OPENH264 = "libopenh264";

  private static final Logger LOG = LoggerFactory.getLogger(EncoderSelection.class);

  private static final Map<Wanted, String> FOUND = new ConcurrentHashMap<>();

  private record Wanted(EncoderKind kind, Codec codec) {}

  private EncoderSelection() {}

  /**
   * The encoder's name.
   *
   * @throws LibavException if this FFmpeg has none for the codec
   */
  static String name(EncoderKind kind, Codec codec) {
    return FOUND.computeIfAbsent(new Wanted(kind, codec), EncoderSelection::find);
  }

  private static String find(Wanted wanted) {
    String software = software(wanted.codec());
    if (wanted.kind() == EncoderKind.SOFTWARE) {
      return software;
    }
    String title = wanted.codec() == Codec.H265 ? "hevc" : "h264";
    String hardware = title + "_" + wanted.kind();
    try (VideoEncoder tried = new VideoEncoder(trial(wanted), hardware, true)) {
      LOG.warn(
          "Pictures are encoded by {}: a segment that is encoded again has other bytes", hardware);
      return hardware;
    } catch (LibavException e) {
      LOG.warn(
          "Pictures are encoded by {}, because {} does not work here: {}",
          software,
          hardware,
          e.getMessage());
      return software;
    }
  }

  private static String software(Codec codec) {
    if (codec == Codec.H265) {
      return Encoder.first(X265);
    }
    String name = Encoder.first(X264, OPENH264);
    if (name.equals(OPENH264)) {
      LOG.warn("Pictures are encoded by {}, because this FFmpeg has no {}", name, X264);
    }
    return name;
  }

  /** A size that all of them take. */
  private static VideoEncoder.Settings trial(Wanted wanted) {
    return new VideoEncoder.Settings(
        wanted.kind(),
        wanted.codec(),
        640,
        360,
        new FrameRate(25, 1),
        new Timescale(25),
        Colour.UNSPECIFIED,
        8,
        1_000_000,
        23,
        Rung.Preset.VERYFAST,
        null);
  }
}
