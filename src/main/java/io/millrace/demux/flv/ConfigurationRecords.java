package io.millrace.demux.flv;

import io.millrace.media.MediaException.Malformed;
import io.millrace.media.Payload;

/** Sequence headers that are not the bare configuration record. */
final class ConfigurationRecords {
  private static final int AV1_DESCRIPTOR_TAG = 0x80;
  private static final int DESCRIPTOR_HEADER_BYTES = 2;
  private static final int AV1C_BYTES = 4;

  /** The high bits hold HDR_WCG_idc in the descriptor, and are reserved in av1C. */
  private static final int INITIAL_PRESENTATION_DELAY = 0x1f;

  private static final int VERSION_AND_FLAGS_BYTES = 4;

  private ConfigurationRecords() {}

  /**
   * An av1C without OBUs, made of the descriptor that MPEG-TS would have. Carriage of AV1 in MPEG-2
   * TS, 2.1; AV1 Codec ISO Media File Format Binding, 2.3.3.
   *
   * @throws Malformed if it is another descriptor, or too short
   */
  static Payload av1(Payload descriptor, long offset) {
    if (descriptor.length() < DESCRIPTOR_HEADER_BYTES + AV1C_BYTES
        || descriptor.unsignedAt(0) != AV1_DESCRIPTOR_TAG) {
      throw new Malformed(offset, "video tag: %d bytes are no AV1 descriptor", descriptor.length());
    }
    byte[] record = descriptor.slice(DESCRIPTOR_HEADER_BYTES, AV1C_BYTES).toByteArray();
    record[3] &= INITIAL_PRESENTATION_DELAY;
    return Payload.of(record);
  }

  /**
   * VPCodecConfigurationRecord behind the version and flags of its box, which some writers leave
   * there. In the bare record the third byte holds the bit depth, which is never 0.
   */
  static Payload vp9(Payload record) {
    boolean boxed =
        record.length() > VERSION_AND_FLAGS_BYTES
            && record.at(0) == 1
            && record.at(1) == 0
            && record.at(2) == 0
            && record.at(3) == 0;
    return boxed
        ? record.slice(VERSION_AND_FLAGS_BYTES, record.length() - VERSION_AND_FLAGS_BYTES)
        : record;
  }
}
