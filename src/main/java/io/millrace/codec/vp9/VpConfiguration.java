package io.millrace.codec.vp9;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.codec.vp9.FrameHeader.KeyPicture;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * VPCodecConfigurationRecord, the content of {@code vpcC} behind version and flags. VP Codec ISO
 * Media File Format Binding, 2.2. Its codecInitializationData is always empty for VP9.
 *
 * @param level times ten: 31 is level 3.1; 0 undefined
 * @param bitDepth 8, 10 or 12
 * @param chromaSubsampling 0 4:2:0 with vertical, 1 with colocated chroma, 2 4:2:2, 3 4:4:4
 */
public record VpConfiguration(
    int profile, int level, int bitDepth, int chromaSubsampling, Colour colour) {
  /** Of ITU-T H.273, and of the record's fields. */
  private static final int MAX_CODE_POINT = 255;

  private static final int COLOCATED = 1;
  private static final int YUV_422 = 2;
  private static final int YUV_444 = 3;

  /** What color_space of the bitstream says as matrix coefficients of ITU-T H.273. */
  private static final int[] MATRICES = {2, 5, 1, 6, 7, 9, 2, 0};

  /** RGB is sRGB, which is also a transfer and primaries. VP9 Bitstream Specification, 7.2.2. */
  private static final int RGB = 7;

  private static final Colour SRGB = new Colour(1, 13, 0, true);

  /**
   * The record of what a key frame begins, with a level for its pictures at {@code rate}. The
   * bitstream does not tell where chroma samples lie: colocated, as players suppose.
   *
   * @throws MediaException.Unsupported for 4:4:0, which the record has no number for
   */
  public static VpConfiguration of(FrameHeader header, @Nullable FrameRate rate, long byteOffset) {
    KeyPicture picture = header.picture();
    if (picture == null) {
      throw new IllegalArgumentException("Invalid VP9 configuration: not of a key frame");
    }
    return new VpConfiguration(
        header.profile(),
        Vp9Level.of(picture.width(), picture.height(), rate),
        picture.bitDepth(),
        chroma(picture, byteOffset),
        colour(picture));
  }

  private static int chroma(KeyPicture picture, long byteOffset) {
    if (picture.subsamplingX()) {
      return picture.subsamplingY() ? COLOCATED : YUV_422;
    }
    if (picture.subsamplingY()) {
      throw new MediaException.Unsupported(byteOffset, "VP9: chroma subsampling 4:4:0");
    }
    return YUV_444;
  }

  /** The bitstream names a matrix alone; others say what the light is. */
  private static Colour colour(KeyPicture picture) {
    return picture.colourSpace() == RGB
        ? SRGB
        : new Colour(
            Colour.UNSPECIFIED.primaries(),
            Colour.UNSPECIFIED.transfer(),
            MATRICES[picture.colourSpace()],
            picture.fullRange());
  }

  /**
   * Reads a record. Initialization data is passed over.
   *
   * @throws MediaException if it ends early, or a field has a value that is none
   */
  public static VpConfiguration parse(Payload bytes, long byteOffset) {
    BitReader in = BitReader.of("vpcC", bytes, byteOffset);
    int profile = in.bits(8);
    int level = in.bits(8);
    int bitDepth = in.bits(4);
    int chromaSubsampling = in.bits(3);
    boolean fullRange = in.flag();
    Colour colour = new Colour(in.bits(8), in.bits(8), in.bits(8), fullRange);
    in.bytes(in.bits(16));
    if (profile > 3 || bitDepth < 8 || bitDepth > 12 || chromaSubsampling > YUV_444) {
      throw new MediaException.Malformed(
          byteOffset,
          "vpcC: profile %d, bit depth %d, chroma subsampling %d",
          profile,
          bitDepth,
          chromaSubsampling);
    }
    return new VpConfiguration(profile, level, bitDepth, chromaSubsampling, colour);
  }

  /**
   * What the CodecPrivate of a WebM file says: features of one byte each. WebM Container
   * Guidelines, VP9 Codec Feature Metadata.
   *
   * @return null if profile or bit depth are missing, or anything has a value that is none
   */
  public static @Nullable VpConfiguration ofWebm(Payload codecPrivate) {
    int[] features = new int[5]; // by their ids: profile, level, bit depth, chroma subsampling
    features[4] = COLOCATED;
    for (int at = 0; at + 3 <= codecPrivate.length(); at += 3) {
      int id = codecPrivate.at(at);
      if (id < 1 || id >= features.length || codecPrivate.at(at + 1) != 1) {
        return null;
      }
      features[id] = codecPrivate.unsignedAt(at + 2);
    }
    boolean possible =
        features[1] <= 3 && features[3] >= 8 && features[3] <= 12 && features[4] <= YUV_444;
    return possible
        ? new VpConfiguration(
            features[1], features[2], features[3], features[4], Colour.UNSPECIFIED)
        : null;
  }

  /**
   * What this, read from a key frame, becomes with what a container declared: level and chroma
   * location where it speaks of the same pictures, and colour where the bitstream is silent.
   */
  public VpConfiguration with(VpConfiguration declared) {
    boolean same =
        declared.profile == profile
            && declared.bitDepth == bitDepth
            && Math.max(COLOCATED, declared.chromaSubsampling)
                == Math.max(COLOCATED, chromaSubsampling);
    return new VpConfiguration(
        profile,
        same && declared.level > 0 ? declared.level : level,
        bitDepth,
        same ? declared.chromaSubsampling : chromaSubsampling,
        colour.orElse(declared.colour));
  }

  /** The same with colour code points of {@code other} where they are unspecified here. */
  public VpConfiguration orColour(Colour other) {
    boolean possible =
        Math.max(other.primaries(), Math.max(other.transfer(), other.matrix())) <= MAX_CODE_POINT;
    return possible
        ? new VpConfiguration(profile, level, bitDepth, chromaSubsampling, colour.orElse(other))
        : this;
  }

  /** The record as bytes. */
  public Payload payload() {
    BitWriter out = new BitWriter().bits(8, profile).bits(8, level);
    out.bits(4, bitDepth).bits(3, chromaSubsampling).flag(colour.fullRange());
    out.bits(8, colour.primaries()).bits(8, colour.transfer()).bits(8, colour.matrix());
    return out.bits(16, 0).payload();
  }

  /**
   * VP Codec ISO Media File Format Binding, 5: {@code vp09.00.31.08}, with all optional parts where
   * one of them says anything else than its absence: {@code vp09.00.21.08.01.09.16.09.00}.
   */
  public String codecs() {
    String wanted = String.format(Locale.ROOT, "vp09.%02d.%02d.%02d", profile, level, bitDepth);
    boolean usual = chromaSubsampling <= COLOCATED;
    return usual && colour.isUsual() ? wanted : wanted + optional();
  }

  private String optional() {
    return String.format(
        Locale.ROOT,
        ".%02d.%02d.%02d.%02d.%02d",
        chromaSubsampling,
        colour.primaries(),
        colour.transfer(),
        colour.matrix(),
        colour.fullRange() ? 1 : 0);
  }
}
