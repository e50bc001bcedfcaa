package io.millrace.codec.h264;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * AVCDecoderConfigurationRecord, the content of {@code avcC}. ISO/IEC 14496-15, 5.3.3.1.
 *
 * @param lengthSize bytes of a NAL unit's length in the samples, 1, 2 or 4
 * @param sps NAL units of type 7, at most 31
 * @param pps NAL units of type 8, at most 255
 * @param spsExtensions NAL units of type 13, at most 255
 */
public record AvcConfiguration(
    int profileIdc,
    int constraintFlags,
    int levelIdc,
    int lengthSize,
    List<Payload> sps,
    List<Payload> pps,
    int chromaFormatIdc,
    int bitDepthLuma,
    int bitDepthChroma,
    List<Payload> spsExtensions) {

  /** Bytes of a parameter set, which the record counts in 16 bits. */
  public static final int MAX_SET_BYTES = 0xffff;

  private static final int VERSION = 1;
  private static final int MAX_SPS = 31;
  private static final int MAX_PPS = 255;
  private static final int SPS_EXTENSION = 13;

  public AvcConfiguration {
    sps = checked(sps, MAX_SPS, "SPS");
    pps = checked(pps, MAX_PPS, "PPS");
    spsExtensions = checked(spsExtensions, MAX_PPS, "SPS extensions");
    if (lengthSize != 1 && lengthSize != 2 && lengthSize != 4) {
      throw new IllegalArgumentException("Invalid avcC: length size %d".formatted(lengthSize));
    }
  }

  private static List<Payload> checked(List<Payload> sets, int max, String what) {
    if (sets.size() > max) {
      throw new IllegalArgumentException(
          "Invalid avcC: %d %s, at most %d".formatted(sets.size(), what, max));
    }
    for (Payload set : sets) {
      if (set.isEmpty() || set.length() > MAX_SET_BYTES) {
        throw new IllegalArgumentException(
            "Invalid avcC: %s of %d bytes".formatted(what, set.length()));
      }
    }
    return List.copyOf(sets);
  }

  /**
   * The record for samples with lengths of 4 bytes.
   *
   * @param first the set that profile, level and chroma format are taken from, one of {@code sps}
   */
  public static AvcConfiguration of(Sps first, List<Payload> sps, List<Payload> pps) {
    return new AvcConfiguration(
        first.profileIdc(),
        first.constraintFlags(),
        first.levelIdc(),
        4,
        sps,
        pps,
        first.chromaFormatIdc(),
        first.bitDepthLuma(),
        first.bitDepthChroma(),
        List.of());
  }

  /**
   * Reads a record. Reserved bits may have any value, and the tail of the high profiles may be
   * missing, because writers in the field do both.
   *
   * @throws MediaException if a count or a length lies, or a set is of another type
   */
  public static AvcConfiguration parse(Payload bytes, long byteOffset) {
    BitReader in = BitReader.of("avcC", bytes, byteOffset);
    int version = in.bits(8);
    if (version != VERSION) {
      throw new MediaException.Unsupported(byteOffset, "avcC: version %d, not 1", version);
    }
    int profileIdc = in.bits(8);
    int constraintFlags = in.bits(8);
    int levelIdc = in.bits(8);
    in.skip(6);
    int lengthSize = in.bits(2) + 1;
    if (lengthSize == 3) {
      throw new MediaException.Malformed(byteOffset, "avcC: lengthSizeMinusOne 2");
    }
    in.skip(3);
    List<Payload> sps = readSets(in, in.bits(5), NalUnitType.SEQUENCE_PARAMETER_SET);
    List<Payload> pps = readSets(in, in.bits(8), NalUnitType.PICTURE_PARAMETER_SET);
    if (!SpsReader.hasChromaFormat(profileIdc) || in.bitsLeft() < 32) {
      return new AvcConfiguration(
          profileIdc, constraintFlags, levelIdc, lengthSize, sps, pps, 1, 8, 8, List.of());
    }
    in.skip(6);
    int chromaFormatIdc = in.bits(2);
    in.skip(5);
    int bitDepthLuma = 8 + in.bits(3);
    in.skip(5);
    int bitDepthChroma = 8 + in.bits(3);
    List<Payload> extensions = readSets(in, in.bits(8), SPS_EXTENSION);
    return new AvcConfiguration(
        profileIdc,
        constraintFlags,
        levelIdc,
        lengthSize,
        sps,
        pps,
        chromaFormatIdc,
        bitDepthLuma,
        bitDepthChroma,
        extensions);
  }

  private static List<Payload> readSets(BitReader in, int count, int type) {
    List<Payload> sets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long byteOffset = in.byteOffset();
      Payload set = in.bytes(in.bits(16));
      if (set.isEmpty() || NalUnitType.of(set.at(0)) != type) {
        throw new MediaException.Malformed(
            byteOffset, "avcC: set %d of type %d is empty or of another type", i, type);
      }
      sets.add(set);
    }
    return sets;
  }

  /** The record as bytes. */
  public Payload payload() {
    BitWriter out = new BitWriter();
    out.bits(8, VERSION).bits(8, profileIdc).bits(8, constraintFlags).bits(8, levelIdc);
    out.bits(6, 0x3f).bits(2, lengthSize - 1);
    out.bits(3, 7).bits(5, sps.size());
    writeSets(out, sps);
    out.bits(8, pps.size());
    writeSets(out, pps);
    if (SpsReader.hasChromaFormat(profileIdc)) {
      out.bits(6, 0x3f).bits(2, chromaFormatIdc);
      out.bits(5, 0x1f).bits(3, bitDepthLuma - 8);
      out.bits(5, 0x1f).bits(3, bitDepthChroma - 8);
      out.bits(8, spsExtensions.size());
      writeSets(out, spsExtensions);
    }
    return out.payload();
  }

  private static void writeSets(BitWriter out, List<Payload> sets) {
    for (Payload set : sets) {
      out.bits(16, set.length()).bytes(set);
    }
  }
}
