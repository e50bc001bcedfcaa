package io.millrace.demux.mpegts;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/**
 * A PES packet. ISO/IEC 13818-1, 2.4.3.6.
 *
 * @param pts 33 bits as carried, or {@link #NO_PTS}
 * @param payload PES_packet_data_bytes
 * @param randomAccess random_access_indicator of the transport packet it starts in
 * @param byteOffset in the session, of the transport packet it starts in
 */
record Pes(long pts, Payload payload, boolean randomAccess, long byteOffset) {
  static final long NO_PTS = Long.MIN_VALUE;

  /** packet_start_code_prefix, stream_id, PES_packet_length. */
  static final int START_BYTES = 6;

  private static final int HEADER_BYTES = 9;
  private static final int PADDING_STREAM = 0xbe;

  /** Streams without the optional header: their ids in table 2-21, as 2.4.3.7 lists them. */
  private static boolean hasHeader(int streamId) {
    return switch (streamId) {
      case 0xbc, PADDING_STREAM, 0xbf, 0xf0, 0xf1, 0xf2, 0xf8, 0xff -> false;
      default -> true;
    };
  }

  static boolean hasStartCode(byte[] bytes, int at, int end) {
    return end - at >= 3 && bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == 1;
  }

  /** Where the data bytes start behind {@code at}, or a place past {@code end} if not yet known. */
  static int dataStart(byte[] bytes, int at, int end) {
    if (end - at < HEADER_BYTES) {
      return end;
    }
    return hasHeader(bytes[at + 3] & 0xff)
        ? at + HEADER_BYTES + (bytes[at + 8] & 0xff)
        : at + START_BYTES;
  }

  /**
   * Reads a whole packet.
   *
   * @throws MediaException.Malformed if it has no start code, or less than its header
   * @throws MediaException.Unsupported if it is scrambled
   */
  static Pes read(Payload packet, boolean randomAccess, long byteOffset) {
    byte[] bytes = packet.array();
    int at = packet.arrayOffset();
    if (packet.length() < START_BYTES || !hasStartCode(bytes, at, at + packet.length())) {
      throw new MediaException.Malformed(byteOffset, "PES packet: no start code");
    }
    int streamId = packet.unsignedAt(3);
    if (!hasHeader(streamId)) {
      int length = streamId == PADDING_STREAM ? 0 : packet.length() - START_BYTES;
      return new Pes(NO_PTS, packet.slice(START_BYTES, length), randomAccess, byteOffset);
    }
    int start = packet.length() < HEADER_BYTES ? HEADER_BYTES : HEADER_BYTES + packet.unsignedAt(8);
    if (start > packet.length()) {
      throw new MediaException.Malformed(
          byteOffset, "PES packet: %d bytes, header of %d", packet.length(), start);
    }
    if ((packet.at(6) & 0x30) != 0) {
      throw new MediaException.Unsupported(byteOffset, "PES packet: scrambled");
    }
    boolean hasPts = (packet.at(7) & 0x80) != 0 && start >= HEADER_BYTES + 5;
    long pts = hasPts ? timestamp(packet, HEADER_BYTES) : NO_PTS;
    Payload data = packet.slice(start, packet.length() - start);
    return new Pes(pts, data, randomAccess, byteOffset);
  }

  private static long timestamp(Payload packet, int at) {
    return (packet.at(at) & 0x0eL) << 29
        | packet.unsignedAt(at + 1) << 22
        | (packet.at(at + 2) & 0xfe) << 14
        | packet.unsignedAt(at + 3) << 7
        | packet.unsignedAt(at + 4) >> 1;
  }
}
