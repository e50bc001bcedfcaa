package io.millrace.codec.h264;

/** {@code nal_unit_type} values that matter to a packager. ITU-T H.264, table 7-1. */
public final class NalUnitType {
  /** Stands for a NAL unit whose forbidden_zero_bit is 1: damaged, of no type. */
  public static final int FORBIDDEN = -1;

  public static final int SLICE = 1;
  public static final int DATA_PARTITION_A = 2;
  public static final int IDR_SLICE = 5;
  public static final int SEI = 6;
  public static final int SEQUENCE_PARAMETER_SET = 7;
  public static final int PICTURE_PARAMETER_SET = 8;
  public static final int ACCESS_UNIT_DELIMITER = 9;
  public static final int FILLER_DATA = 12;

  private NalUnitType() {}

  /** The type that the first byte of a NAL unit says. */
  public static int of(int header) {
    return (header & 0x80) == 0 ? header & 0x1f : FORBIDDEN;
  }

  /** Whether it is a slice or a part of one, so that an access unit with it holds a picture. */
  public static boolean isVcl(int type) {
    return type >= SLICE && type <= IDR_SLICE;
  }

  public static boolean isParameterSet(int type) {
    return type == SEQUENCE_PARAMETER_SET || type == PICTURE_PARAMETER_SET;
  }
}
