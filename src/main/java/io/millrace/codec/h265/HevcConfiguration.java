package io.millrace.codec.h265;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * HEVCDecoderConfigurationRecord, the content of {@code hvcC}. ISO/IEC 14496-15, 8.3.3.1.
 *
 * @param minSpatialSegmentation min_spatial_segmentation_idc, 0 to 4095
 * @param parallelismType 0 for unknown or mixed, 1 slices, 2 tiles, 3 wavefronts
 * @param avgFrameRate in frames per 256 seconds, 0 if not said
 * @param constantFrameRate 1 where it is, 2 where it is in each temporal layer, 0 if not said
 * @param temporalLayers 0 if not said, 1 for a stream without them
 * @param lengthSize bytes of a NAL unit's length in the samples, 1, 2 or 4
 * @param arrays of parameter sets and SEI, by type
 */
public record HevcConfiguration(
    ProfileTierLevel profileTierLevel,
    int minSpatialSegmentation,
    int parallelismType,
    int chromaFormatIdc,
    int bitDepthLuma,
    int bitDepthChroma,
    int avgFrameRate,
    int constantFrameRate,
    int temporalLayers,
    boolean temporalIdNested,
    int lengthSize,
    List<NalArray> arrays) {
  private static final int VERSION = 1;
  private static final int MAX_NAL_UNIT_BYTES = 0xffff;
  private static final int MAX_ARRAYS = 0xff;

  public HevcConfiguration {
    arrays = List.copyOf(arrays);
    if (arrays.size() > MAX_ARRAYS) {
      throw new IllegalArgumentException("Invalid hvcC: %d arrays".formatted(arrays.size()));
    }
    if (lengthSize != 1 && lengthSize != 2 && lengthSize != 4) {
      throw new IllegalArgumentException("Invalid hvcC: length size %d".formatted(lengthSize));
    }
  }

  /**
   * NAL units of one type.
   *
   * @param complete array_completeness: the samples hold none of this type
   */
  public record NalArray(boolean complete, int type, List<Payload> nalUnits) {
    public NalArray {
      nalUnits = List.copyOf(nalUnits);
      if (nalUnits.size() > 0xffff) {
        throw new IllegalArgumentException(
            "Invalid hvcC: %d NAL units of type %d".formatted(nalUnits.size(), type));
      }
      for (Payload nalUnit : nalUnits) {
        if (nalUnit.isEmpty() || nalUnit.length() > MAX_NAL_UNIT_BYTES) {
          throw new IllegalArgumentException(
              "Invalid hvcC: NAL unit of %d bytes".formatted(nalUnit.length()));
        }
      }
    }
  }

  /**
   * The record for samples with lengths of 4 bytes.
   *
   * @param first the set that all fields are taken from
   */
  public static HevcConfiguration of(Sps first, List<NalArray> arrays) {
    return new HevcConfiguration(
        first.profileTierLevel(),
        first.vui().minSpatialSegmentation(),
        0,
        first.chromaFormatIdc(),
        first.bitDepthLuma(),
        first.bitDepthChroma(),
        0,
        0,
        first.subLayers(),
        first.temporalIdNested(),
        4,
        arrays);
  }

  /**
   * Reads a record. Reserved bits may have any value, and the version may be 0, because writers in
   * the field do both.
   *
   * @throws MediaException if a count or a length lies, or a NAL unit is not of its array's type
   */
  public static HevcConfiguration parse(Payload bytes, long byteOffset) {
    BitReader in = BitReader.of("hvcC", bytes, byteOffset);
    int version = in.bits(8);
    if (version > VERSION) {
      throw new MediaException.Unsupported(byteOffset, "hvcC: version %d, not 1", version);
    }
    ProfileTierLevel profile = ProfileTierLevel.readGeneral(in);
    int segmentation = reserved(in, 4).bits(12);
    int parallelism = reserved(in, 6).bits(2);
    int chromaFormatIdc = reserved(in, 6).bits(2);
    int bitDepthLuma = 8 + reserved(in, 5).bits(3);
    int bitDepthChroma = 8 + reserved(in, 5).bits(3);
    int avgFrameRate = in.bits(16);
    int constantFrameRate = in.bits(2);
    int temporalLayers = in.bits(3);
    boolean temporalIdNested = in.flag();
    int lengthSize = in.bits(2) + 1;
    if (lengthSize == 3) {
      throw new MediaException.Malformed(byteOffset, "hvcC: lengthSizeMinusOne 2");
    }
    return new HevcConfiguration(
        profile,
        segmentation,
        parallelism,
        chromaFormatIdc,
        bitDepthLuma,
        bitDepthChroma,
        avgFrameRate,
        constantFrameRate,
        temporalLayers,
        temporalIdNested,
        lengthSize,
        readArrays(in));
  }

  private static BitReader reserved(BitReader in, int bits) {
    in.skip(bits);
    return in;
  }

  private static List<NalArray> readArrays(BitReader in) {
    List<NalArray> arrays = new ArrayList<>();
    for (int left = in.bits(8); left > 0; left--) {
      boolean complete = in.flag();
      int type = reserved(in, 1).bits(6);
      arrays.add(new NalArray(complete, type, readNalUnits(in, type)));
    }
    return arrays;
  }

  private static List<Payload> readNalUnits(BitReader in, int type) {
    List<Payload> nalUnits = new ArrayList<>();
    for (int left = in.bits(16); left > 0; left--) {
      long byteOffset = in.byteOffset();
      Payload nalUnit = in.bytes(in.bits(16));
      if (nalUnit.length() < 2 || (nalUnit.at(0) >> 1 & 0x3f) != type) {
        throw new MediaException.Malformed(
            byteOffset, "hvcC: NAL unit in the array of type %d is short or of another type", type);
      }
      nalUnits.add(nalUnit);
    }
    return nalUnits;
  }

  /** All NAL units of a type, in their order. */
  public List<Payload> nalUnits(int type) {
    List<Payload> all = new ArrayList<>();
    for (NalArray array : arrays) {
      if (array.type() == type) {
        all.addAll(array.nalUnits());
      }
    }
    return all;
  }

  /** The record as bytes. */
  public Payload payload() {
    BitWriter out = new BitWriter();
    out.bits(8, VERSION);
    profileTierLevel.write(out);
    out.bits(4, 0xf).bits(12, minSpatialSegmentation);
    out.bits(6, 0x3f).bits(2, parallelismType);
    out.bits(6, 0x3f).bits(2, chromaFormatIdc);
    out.bits(5, 0x1f).bits(3, bitDepthLuma - 8);
    out.bits(5, 0x1f).bits(3, bitDepthChroma - 8);
    out.bits(16, avgFrameRate);
    out.bits(2, constantFrameRate).bits(3, temporalLayers);
    out.flag(temporalIdNested).bits(2, lengthSize - 1);
    out.bits(8, arrays.size());
    for (NalArray array : arrays) {
      out.flag(array.complete()).bits(1, 0).bits(6, array.type());
      out.bits(16, array.nalUnits().size());
      array.nalUnits().forEach(nalUnit -> out.bits(16, nalUnit.length()).bytes(nalUnit));
    }
    return out.payload();
  }
}
