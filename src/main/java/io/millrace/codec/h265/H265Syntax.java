package io.millrace.codec.h265;

import io.millrace.codec.nal.NalRole;
import io.millrace.codec.nal.NalSyntax;

/** NAL unit headers of two bytes. ITU-T H.265, 7.3.1.2. */
public enum H265Syntax implements NalSyntax {
  INSTANCE;

  @Override
  public String title() {
    return "H.265";
  }

  @Override
  public int type(byte[] bytes, int at, int length) {
    return length < 2 ? NalUnitType.FORBIDDEN : NalUnitType.of(bytes[at], bytes[at + 1]);
  }

  @Override
  public NalRole role(int type) {
    if (NalUnitType.isVcl(type)) {
      return NalRole.PICTURE;
    }
    return switch (type) {
      case NalUnitType.VIDEO_PARAMETER_SET,
          NalUnitType.SEQUENCE_PARAMETER_SET,
          NalUnitType.PICTURE_PARAMETER_SET ->
          NalRole.PARAMETER_SET;
      case NalUnitType.ACCESS_UNIT_DELIMITER, NalUnitType.FILLER_DATA, NalUnitType.OTHER_LAYER ->
          NalRole.STUFFING;
      default -> NalRole.OTHER;
    };
  }

  @Override
  public boolean isPossible(int type) {
    return NalUnitType.isDefined(type);
  }

  @Override
  public boolean mayBeFirst(int type) {
    return isPossible(type)
        && type != NalUnitType.END_OF_SEQUENCE
        && type != NalUnitType.END_OF_BITSTREAM;
  }
}
