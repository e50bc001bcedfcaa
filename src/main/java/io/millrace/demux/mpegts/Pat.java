package io.millrace.demux.mpegts;

import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Program association table: which PID carries the map of which program. ISO/IEC 13818-1, 2.4.4.4.
 */
record Pat(List<Program> programs) {
  static final int PID = 0;

  /** More programs than this are not looked at. */
  static final int MAX_PROGRAMS = 64;

  private static final int TABLE_ID = 0;
  private static final int HEADER_BYTES = 8;
  private static final int CRC_BYTES = 4;

  Pat {
    programs = List.copyOf(programs);
  }

  /** A program and the PID of its map. */
  record Program(int number, int mapPid) {}

  /**
   * Reads a section that is whole and intact; empty if it is another table, not yet valid, or not
   * the first section of the table: 64 programs fit into one.
   */
  static Optional<Pat> read(Payload section) {
    if (section.length() < HEADER_BYTES + CRC_BYTES
        || section.at(0) != TABLE_ID
        || (section.at(5) & 1) == 0
        || section.at(6) != 0) {
      return Optional.empty();
    }
    List<Program> programs = new ArrayList<>();
    int end = section.length() - CRC_BYTES;
    for (int at = HEADER_BYTES; at + 4 <= end && programs.size() < MAX_PROGRAMS; at += 4) {
      int number = section.unsignedAt(at) << 8 | section.unsignedAt(at + 1);
      int pid = (section.unsignedAt(at + 2) & 0x1f) << 8 | section.unsignedAt(at + 3);
      boolean isNetwork = number == 0;
      if (!isNetwork && pid != PID && pid != TransportPacket.NULL_PID) {
        programs.add(new Program(number, pid));
      }
    }
    return Optional.of(new Pat(programs));
  }
}
