package io.millrace.demux.raw;

import io.millrace.bits.StartCodes;
import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h264.ParameterSets;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells H.264 from HEVC by the NAL units at the head of a byte stream. A start code stands first,
 * each unit is one that the codec knows, and parameter sets come that can be read: those of H.264
 * are no NAL units that HEVC knows in their place, nor the other way round.
 */
final class ByteStreamHead {
  private static final int VPS = 32;
  private static final int VPS_BYTES = 6;

  private boolean mayBeH264 = true;
  private boolean mayBeH265 = true;
  private ParameterSets sets = ParameterSets.NONE;
  private boolean hasVps;

  private ByteStreamHead() {}

  /** The codec, or null where it is not certain. */
  static @Nullable RawStream codec(byte[] bytes, int length, FrameChain.Rest rest) {
    int at = StartCodes.next(bytes, 0, length);
    if (at == StartCodes.NONE || !isZero(bytes, at)) {
      return null;
    }
    ByteStreamHead head = new ByteStreamHead();
    RawStream found = null;
    while (at != StartCodes.NONE && found == null && (head.mayBeH264 || head.mayBeH265)) {
      int from = at + StartCodes.LENGTH;
      at = StartCodes.next(bytes, from, length);
      boolean isWhole = at != StartCodes.NONE || rest == FrameChain.Rest.NONE;
      int to = at == StartCodes.NONE ? length : at;
      found = head.look(Payload.of(bytes, from, trimmed(bytes, from, to) - from), isWhole);
    }
    return found;
  }

  private static boolean isZero(byte[] bytes, int end) {
    for (int i = 0; i < end; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static int trimmed(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private @Nullable RawStream look(Payload nalUnit, boolean isWhole) {
    if (nalUnit.length() < 2) {
      return null; // of no type
    }
    mayBeH264 &= isH264(nalUnit.unsignedAt(0));
    mayBeH265 &= isH265(nalUnit.unsignedAt(0), nalUnit.unsignedAt(1));
    if (mayBeH264 && isWhole && NalUnitType.isParameterSet(NalUnitType.of(nalUnit.at(0)))) {
      readH264(nalUnit);
    }
    if (mayBeH265) {
      hasVps |= isVps(nalUnit);
    }
    if (mayBeH264 && sets.isComplete()) {
      return hasVps ? null : RawStream.H264;
    }
    return hasVps && mayBeH265 && !mayBeH264 ? RawStream.H265 : null;
  }

  private void readH264(Payload nalUnit) {
    try {
      sets = sets.with(List.of(nalUnit), 0);
    } catch (MediaException e) {
      mayBeH264 = false;
    }
  }

  /** Types and nal_ref_idc of ITU-T H.264, 7.4.1, as streams without extensions have them. */
  private static boolean isH264(int header) {
    boolean isReference = (header & 0x60) != 0;
    return switch (NalUnitType.of(header)) {
      case 1, 2, 3, 4, 14, 19, 20, 21 -> true;
      case 5, 7, 8, 13, 15 -> isReference;
      case 6, 9, 10, 11, 12 -> !isReference;
      default -> false;
    };
  }

  /** Types of ITU-T H.265, table 7-1, that are not reserved; nuh_temporal_id_plus1 is not 0. */
  private static boolean isH265(int first, int second) {
    int type = first >> 1;
    boolean isKnown = type <= 9 || type >= 16 && type <= 21 || type >= VPS && type <= 40;
    return isKnown && (second & 7) != 0;
  }

  /** ITU-T H.265, 7.3.2.1: of layer 0, with vps_reserved_0xffff_16bits. */
  private static boolean isVps(Payload nalUnit) {
    return nalUnit.length() >= VPS_BYTES
        && nalUnit.unsignedAt(0) == VPS << 1
        && nalUnit.unsignedAt(1) == 1
        && nalUnit.unsignedAt(4) == 0xff
        && nalUnit.unsignedAt(5) == 0xff;
  }
}
