package io.millrace.codec.h264;

import io.millrace.codec.nal.NalRole;
import io.millrace.codec.nal.NalSyntax;

/** NAL unit headers of one byte. ITU-T H.264, 7.3.1. */
public enum H264Syntax implements NalSyntax {
  INSTANCE;

  @Override
  public String title() {
    return "H.264";
  }

  @Override
  public int type(byte[] bytes, int at, int length) {
    return NalUnitType.of(bytes[at]);
  }

  @Override
  public NalRole role(int type) {
    if (NalUnitType.isVcl(type)) {
      return NalRole.PICTURE;
    }
    return switch (type) {
      case NalUnitType.SEQUENCE_PARAMETER_SET, NalUnitType.PICTURE_PARAMETER_SET ->
          NalRole.PARAMETER_SET;
      case NalUnitType.ACCESS_UNIT_DELIMITER, NalUnitType.FILLER_DATA -> NalRole.STUFFING;
      default -> NalRole.OTHER;
    };
  }

  @Override
  public boolean isPossible(int type) {
    return type >= 1 && type <= 15 || type >= 19 && type <= 21;
  }

  @Override
  public boolean mayBeFirst(int type) {
    return type == NalUnitType.SLICE
        || type >= NalUnitType.IDR_SLICE && type <= NalUnitType.ACCESS_UNIT_DELIMITER;
  }
}
