package io.millrace.demux.mpegts;

import io.millrace.media.Payload;

/** The CRC of sections: 0x04c11db7, most significant bit first. ISO/IEC 13818-1, Annex A. */
final class Crc32Mpeg {
  private static final int POLYNOMIAL = 0x04c11db7;
  private static final int[] TABLE = table();

  private Crc32Mpeg() {}

  /** The CRC of all bytes: 0 if they end in their own CRC. */
  static int of(Payload bytes) {
    int crc = -1;
    for (int i = 0; i < bytes.length(); i++) {
      crc = crc << 8 ^ TABLE[crc >>> 24 ^ bytes.unsignedAt(i)];
    }
    return crc;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int crc = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc << 1 ^ (crc < 0 ? POLYNOMIAL : 0);
      }
      table[i] = crc;
    }
    return table;
  }
}
