package io.millrace.codec.h265;

/** {@code nal_unit_type} values that matter to a packager. ITU-T H.265, table 7-1. */
public final class NalUnitType {
  /** Stands for a NAL unit with a header that cannot be: damaged, of no type. */
  public static final int FORBIDDEN = -1;

  /** Stands for any NAL unit of another layer than the base layer. */
  public static final int OTHER_LAYER = -2;

  public static final int RASL_N = 8;
  public static final int RASL_R = 9;
  public static final int BLA_W_LP = 16;
  public static final int BLA_N_LP = 18;
  public static final int IDR_W_RADL = 19;
  public static final int IDR_N_LP = 20;
  public static final int CRA = 21;
  public static final int VIDEO_PARAMETER_SET = 32;
  public static final int SEQUENCE_PARAMETER_SET = 33;
  public static final int PICTURE_PARAMETER_SET = 34;
  public static final int ACCESS_UNIT_DELIMITER = 35;
  public static final int END_OF_SEQUENCE = 36;
  public static final int END_OF_BITSTREAM = 37;
  public static final int FILLER_DATA = 38;
  public static final int PREFIX_SEI = 39;

  private static final int MAX_VCL = 31;
  private static final int FIRST_UNSPECIFIED = 48;

  private NalUnitType() {}

  /** The type that the two bytes of a NAL unit header say. ITU-T H.265, 7.3.1.2. */
  public static int of(int first, int second) {
    boolean possible = (first & 0x80) == 0 && (second & 7) != 0;
    if (!possible) {
      return FORBIDDEN;
    }
    boolean isBaseLayer = (first & 1) == 0 && (second & 0xf8) == 0;
    return isBaseLayer ? first >> 1 & 0x3f : OTHER_LAYER;
  }

  /** Whether it is a slice segment of the base layer, so that an access unit has a picture. */
  public static boolean isVcl(int type) {
    return type >= 0 && type <= MAX_VCL;
  }

  /** Intra random access point: IDR, CRA or BLA. Types 22 and 23 are reserved: nobody has them. */
  public static boolean isIrap(int type) {
    return type >= BLA_W_LP && type <= CRA;
  }

  public static boolean isBla(int type) {
    return type >= BLA_W_LP && type <= BLA_N_LP;
  }

  /** Random access skipped leading: not decodable where decoding starts at its IRAP picture. */
  public static boolean isRasl(int type) {
    return type == RASL_N || type == RASL_R;
  }

  public static boolean isParameterSet(int type) {
    return type >= VIDEO_PARAMETER_SET && type <= PICTURE_PARAMETER_SET;
  }

  /** A type that the standard defines, or leaves to others: Dolby Vision has 62 and 63. */
  public static boolean isDefined(int type) {
    return type == OTHER_LAYER
        || type >= 0 && type <= RASL_R
        || isIrap(type)
        || type >= VIDEO_PARAMETER_SET && type <= 40
        || type >= FIRST_UNSPECIFIED;
  }
}
