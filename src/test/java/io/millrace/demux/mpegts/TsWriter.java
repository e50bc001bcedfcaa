package io.millrace.demux.mpegts;

import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.TreeMap;

/** Writes small transport streams for tests. */
final class TsWriter {
  static final int PMT_PID = 0x1000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final TreeMap<Integer, Integer> counters = new TreeMap<>();

  byte[] bytes() {
    return out.toByteArray();
  }

  int size() {
    return out.size();
  }

  /** Raw bytes between packets. */
  TsWriter raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** A PAT with the programs 1, 2 ... whose maps have these PIDs. */
  TsWriter pat(int... mapPids) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < mapPids.length; i++) {
      body.writeBytes(
          new byte[] {0, (byte) (i + 1), (byte) (0xe0 | mapPids[i] >> 8), (byte) mapPids[i]});
    }
    return section(Pat.PID, 0, 1, body.toByteArray());
  }

  /** A PMT of program 1 of streams, each PID followed by its stream_type. */
  TsWriter pmt(int... pidsAndTypes) {
    return programMap(1, PMT_PID, pidsAndTypes);
  }

  TsWriter programMap(int program, int mapPid, int... pidsAndTypes) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {(byte) 0xe1, 0, (byte) 0xf0, 0});
    for (int i = 0; i < pidsAndTypes.length; i += 2) {
      int pid = pidsAndTypes[i];
      body.writeBytes(
          new byte[] {
            (byte) pidsAndTypes[i + 1],
            (byte) (0xe0 | pid >> 8),
            (byte) pid,
            (byte) 0xf0,
            6,
            0x0a,
            4,
            'f',
            'r',
            'a',
            0
          });
    }
    return section(mapPid, 2, program, body.toByteArray());
  }

  /** A section of the long form, with its CRC, in as many packets as it takes. */
  TsWriter section(int pid, int tableId, int extension, byte[] body) {
    byte[] section = new byte[8 + body.length + 4];
    int length = section.length - 3;
    byte[] head = {
      (byte) tableId,
      (byte) (0xb0 | length >> 8),
      (byte) length,
      (byte) (extension >> 8),
      (byte) extension,
      (byte) 0xc1,
      0,
      0
    };
    System.arraycopy(head, 0, section, 0, 8);
    System.arraycopy(body, 0, section, 8, body.length);
    int crc = Crc32Mpeg.of(Payload.of(section, 0, section.length - 4));
    for (int i = 0; i < 4; i++) {
      section[section.length - 4 + i] = (byte) (crc >> (24 - 8 * i));
    }
    byte[] payload = new byte[(section.length + 1 + 183) / 184 * 184];
    Arrays.fill(payload, (byte) 0xff);
    payload[0] = 0;
    System.arraycopy(section, 0, payload, 1, section.length);
    return payload(pid, payload, 0);
  }

  /** A PES packet of unknown length. */
  TsWriter pes(int pid, long pts, byte[] data) {
    return payload(pid, pesBytes(pts, 0, data), 0);
  }

  /** A PES packet that says its length. */
  TsWriter sizedPes(int pid, long pts, byte[] data) {
    return payload(pid, pesBytes(pts, data.length + 8, data), 0);
  }

  static byte[] pesBytes(long pts, int length, byte[] data) {
    byte[] head = {
      0,
      0,
      1,
      (byte) 0xe0,
      (byte) (length >> 8),
      (byte) length,
      (byte) 0x80,
      (byte) 0x80,
      5,
      (byte) (0x21 | pts >> 29 & 0xe),
      (byte) (pts >> 22),
      (byte) (pts >> 14 | 1),
      (byte) (pts >> 7),
      (byte) (pts << 1 | 1)
    };
    byte[] all = Arrays.copyOf(head, head.length + data.length);
    System.arraycopy(data, 0, all, head.length, data.length);
    return all;
  }

  /** Packets with {@code payload}, the last one stuffed; {@code flags} in the first one. */
  TsWriter payload(int pid, byte[] payload, int flags) {
    int at = 0;
    boolean first = true;
    while (at < payload.length || first) {
      int room = first && flags != 0 ? 182 : 184;
      int count = Math.min(room, payload.length - at);
      packet(pid, first, first ? flags : 0, Arrays.copyOfRange(payload, at, at + count));
      at += count;
      first = false;
    }
    return this;
  }

  /** One packet with the next continuity counter. */
  TsWriter packet(int pid, boolean start, int flags, byte[] payload) {
    int counter = counters.merge(pid, 1, Integer::sum) - 1 & 15;
    return packet(pid, start, flags, payload, counter);
  }

  TsWriter packet(int pid, boolean start, int flags, byte[] payload, int counter) {
    byte[] packet = new byte[188];
    Arrays.fill(packet, (byte) 0xff);
    boolean adapted = payload.length < 184;
    packet[0] = 0x47;
    packet[1] = (byte) ((start ? 0x40 : 0) | pid >> 8);
    packet[2] = (byte) pid;
    packet[3] = (byte) ((adapted ? 0x30 : 0x10) | counter);
    if (adapted) {
      packet[4] = (byte) (183 - payload.length);
      if (payload.length < 183) {
        packet[5] = (byte) flags;
      }
    }
    System.arraycopy(payload, 0, packet, 188 - payload.length, payload.length);
    return raw(packet);
  }

  /** Leaves out a value of the continuity counter, as if a packet were lost. */
  TsWriter loseOne(int pid) {
    counters.merge(pid, 1, Integer::sum);
    return this;
  }

  /** The packets {@code stride} bytes apart: 192 with four bytes before each, 204 with 16 after. */
  static byte[] spaced(byte[] packets, int stride) {
    byte[] spaced = new byte[packets.length / 188 * stride];
    Arrays.fill(spaced, (byte) 0x11);
    for (int i = 0; i < packets.length / 188; i++) {
      int before = stride == 192 ? 4 : 0;
      System.arraycopy(packets, i * 188, spaced, i * stride + before, 188);
    }
    return spaced;
  }
}
