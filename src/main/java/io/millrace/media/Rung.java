package io.millrace.media;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one rendition is encoded. It is written as {@code 720p:2800k}, {@code 480p:crf26} or {@code
 * 1080p60:6000k:crf21:medium:main:hevc}: the height and perhaps a frame rate; then, in this order
 * and each only where it is wanted, the most kilobits per second, the constant rate factor, a
 * preset, a profile and a codec. A bit rate or a constant rate factor must be there. What is not
 * said is null or 0 here; {@link #quality} and its neighbours say what that means.
 *
 * @param height pixels, even, 2 to 4320
 * @param frameRate pictures per second: a whole number up to 120, or the fraction that is written
 *     23.976, 29.97, 59.94 or 119.88
 * @param bitRate most bits per second, held by a buffer of two seconds; 0 for no bound
 * @param crf constant rate factor, 0 to 51: the quality where the bit rate allows it
 */
public record Rung(
    int height,
    @Nullable FrameRate frameRate,
    int bitRate,
    @Nullable Integer crf,
    @Nullable Preset preset,
    @Nullable Profile profile,
    @Nullable Codec codec) {
  /** How a rung is written, for messages. */
  static final String SYNTAX = "HEIGHTp[RATE][:NNNk][:crfNN][:PRESET][:PROFILE][:CODEC]";

  static final int MIN_HEIGHT = 2;
  static final int MAX_HEIGHT = 4320;

  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?<height>[1-9][0-9]{0,4})p(?<rate>[1-9][0-9]{0,2}(?:\\.[0-9]{2,3})?)?"
              + "(?::(?<kilobits>[1-9][0-9]{0,5})k)?"
              + "(?::crf(?<crf>0|[1-9][0-9]?))?"
              + "(?::(?<preset>%s))?".formatted(alternatives(Preset.values()))
              + "(?::(?<profile>%s))?".formatted(alternatives(Profile.values()))
              + "(?::(?<codec>h264|hevc))?");

  private static final int MIN_KILOBITS = 50;
  private static final int MAX_KILOBITS = 200_000;
  private static final int MAX_CRF = 51;
  private static final int MAX_RATE = 120;
  private static final int NTSC = 1001;

  /** About the same to the eye. */
  private static final int H264_CRF = 23;

  private static final int HEVC_CRF = 28;

  /** How long the encoder may look for a shorter way to say the same. */
  public enum Preset {
    ULTRAFAST,
    SUPERFAST,
    VERYFAST,
    FASTER,
    FAST,
    MEDIUM,
    SLOW;

    /** As encoders and people write it. */
    public String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What decoders must be able to do. HEVC has {@code main} alone. */
  public enum Profile {
    BASELINE,
    MAIN,
    HIGH;

    /** As encoders and people write it. */
    public String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Rung {
    if (height < MIN_HEIGHT || height > MAX_HEIGHT || height % 2 != 0) {
      throw new IllegalArgumentException(
          "Invalid ladder: height %d, must be even, %d to %d"
              .formatted(height, MIN_HEIGHT, MAX_HEIGHT));
    }
    if (bitRate != 0 && (bitRate < MIN_KILOBITS * 1000 || bitRate > MAX_KILOBITS * 1000)
        || bitRate % 1000 != 0) {
      throw new IllegalArgumentException(
          "Invalid ladder: %d bits per second, must be %dk to %dk"
              .formatted(bitRate, MIN_KILOBITS, MAX_KILOBITS));
    }
    if (crf == null ? bitRate == 0 : crf < 0 || crf > MAX_CRF) {
      throw new IllegalArgumentException(
          "Invalid ladder: a rung needs a bit rate or a constant rate factor of crf0 to crf%d"
              .formatted(MAX_CRF));
    }
    if (frameRate != null && !isNamed(frameRate)) {
      throw new IllegalArgumentException(
          "Invalid ladder: frame rate %s, must be a whole number up to %d, or 23.976, 29.97,"
                  .formatted(frameRate, MAX_RATE)
              + " 59.94, 119.88");
    }
    if (codec != null && codec != Codec.H264 && codec != Codec.H265) {
      throw new IllegalArgumentException(
          "Invalid ladder: %s, must be h264 or hevc".formatted(codec));
    }
    if (codec == Codec.H265 && profile != null && profile != Profile.MAIN) {
      throw new IllegalArgumentException(
          "Invalid ladder: hevc has no profile %s, only main".formatted(profile.title()));
    }
  }

  /** The same for pictures of another height. */
  Rung withHeight(int other) {
    return new Rung(other, frameRate, bitRate, crf, preset, profile, codec);
  }

  /** A rung of which only the bit rate is said. */
  public Rung(int height, int bitRate) {
    this(height, null, bitRate, null, null, null, null);
  }

  private static boolean isNamed(FrameRate rate) {
    return rate.denominator() == 1
        ? rate.numerator() <= MAX_RATE
        : rate.denominator() == NTSC && ntsc(written(rate)) != null;
  }

  /**
   * Reads one rung.
   *
   * @throws IllegalArgumentException if it is not written so, or out of bounds
   */
  static Rung parse(String written) {
    Matcher matcher = WRITTEN.matcher(written);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Invalid ladder: '%s', a rung is written as %s".formatted(written, SYNTAX));
    }
    String rate = matcher.group("rate");
    String kilobits = matcher.group("kilobits");
    String crf = matcher.group("crf");
    String preset = matcher.group("preset");
    String profile = matcher.group("profile");
    String codec = matcher.group("codec");
    return new Rung(
        Integer.parseInt(matcher.group("height")),
        rate == null ? null : rate(rate),
        kilobits == null ? 0 : Integer.parseInt(kilobits) * 1000,
        crf == null ? null : Integer.valueOf(crf),
        preset == null ? null : Preset.valueOf(preset.toUpperCase(Locale.ROOT)),
        profile == null ? null : Profile.valueOf(profile.toUpperCase(Locale.ROOT)),
        codec == null ? null : codec.equals("hevc") ? Codec.H265 : Codec.H264);
  }

  private static FrameRate rate(String written) {
    FrameRate ntsc = ntsc(written);
    if (ntsc == null && written.contains(".")) {
      throw new IllegalArgumentException(
          "Invalid ladder: frame rate %s, must be a whole number up to %d, or 23.976, 29.97, 59.94,"
                  .formatted(written, MAX_RATE)
              + " 119.88");
    }
    return ntsc == null ? new FrameRate(Integer.parseInt(written), 1) : ntsc;
  }

  private static @Nullable FrameRate ntsc(String written) {
    return switch (written) {
      case "23.976" -> new FrameRate(24_000, NTSC);
      case "29.97" -> new FrameRate(30_000, NTSC);
      case "59.94" -> new FrameRate(60_000, NTSC);
      case "119.88" -> new FrameRate(120_000, NTSC);
      default -> null;
    };
  }

  /** Without zeros at its end: {@code 25}, {@code 29.97}. */
  private static String written(FrameRate rate) {
    return rate.decimal().replaceFirst("\\.?0*$", "");
  }

  private static String alternatives(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining("|"));
  }

  /** The text that this is read from. */
  public String written() {
    StringBuilder out = new StringBuilder().append(height).append('p');
    if (frameRate != null) {
      out.append(written(frameRate));
    }
    if (bitRate != 0) {
      out.append(':').append(bitRate / 1000).append('k');
    }
    if (crf != null) {
      out.append(":crf").append(crf);
    }
    if (preset != null) {
      out.append(':').append(preset.title());
    }
    if (profile != null) {
      out.append(':').append(profile.title());
    }
    if (codec != null) {
      out.append(codec == Codec.H265 ? ":hevc" : ":h264");
    }
    return out.toString();
  }

  /**
   * Name of the rendition in object names: {@code video-720p}, {@code video-1080p60-hevc}. What is
   * not in it may not be the only difference of two rungs.
   */
  public String rendition() {
    FrameRate rate = frameRate;
    String named =
        rate == null
            ? ""
            : Integer.toString((rate.numerator() + rate.denominator() - 1) / rate.denominator());
    return "video-%dp%s%s".formatted(height, named, output() == Codec.H265 ? "-hevc" : "");
  }

  /** H264 or H265. */
  public Codec output() {
    return codec == null ? Codec.H264 : codec;
  }

  /** The constant rate factor: 23 for H.264 and 28 for HEVC where none is said. */
  public int quality() {
    return crf == null ? output() == Codec.H265 ? HEVC_CRF : H264_CRF : crf;
  }

  /** The preset: {@code veryfast} where none is said. */
  public Preset effort() {
    return preset == null ? Preset.VERYFAST : preset;
  }
}
