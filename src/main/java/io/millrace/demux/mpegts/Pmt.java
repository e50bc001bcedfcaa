package io.millrace.demux.mpegts;

import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Program map table: the elementary streams of one program. ISO/IEC 13818-1, 2.4.4.9. */
record Pmt(int programNumber, List<Stream> streams) {
  /** More elementary streams than this are not looked at. */
  static final int MAX_STREAMS = 64;

  private static final int TABLE_ID = 2;
  private static final int HEADER_BYTES = 12;
  private static final int STREAM_BYTES = 5;
  private static final int CRC_BYTES = 4;

  Pmt {
    streams = List.copyOf(streams);
  }

  /**
   * One elementary stream.
   *
   * @param streamType ISO/IEC 13818-1, table 2-34
   * @param descriptors as they are
   */
  record Stream(int pid, int streamType, Payload descriptors) {}

  /** Reads a section that is whole and intact; empty if it is no valid map. */
  static Optional<Pmt> read(Payload section) {
    if (section.length() < HEADER_BYTES + CRC_BYTES
        || section.at(0) != TABLE_ID
        || (section.at(5) & 1) == 0) {
      return Optional.empty();
    }
    int programNumber = section.unsignedAt(3) << 8 | section.unsignedAt(4);
    int end = section.length() - CRC_BYTES;
    List<Stream> streams = new ArrayList<>();
    int at = HEADER_BYTES + length(section, 10);
    while (at + STREAM_BYTES <= end && streams.size() < MAX_STREAMS) {
      int pid = length(section, at + 1) | (section.at(at + 1) & 0x10) << 8;
      int descriptorBytes = Math.min(length(section, at + 3), end - at - STREAM_BYTES);
      Payload descriptors = section.slice(at + STREAM_BYTES, descriptorBytes);
      if (streams.stream().noneMatch(other -> other.pid == pid)) {
        streams.add(new Stream(pid, section.unsignedAt(at), descriptors));
      }
      at += STREAM_BYTES + descriptorBytes;
    }
    return Optional.of(new Pmt(programNumber, streams));
  }

  /** The 12-bit number at {@code at}. */
  private static int length(Payload section, int at) {
    return (section.unsignedAt(at) & 0x0f) << 8 | section.unsignedAt(at + 1);
  }
}
