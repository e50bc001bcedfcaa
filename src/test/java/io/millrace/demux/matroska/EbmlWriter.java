package io.millrace.demux.matroska;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Makes small Matroska streams for tests: an element is an id, a size and what is in it. */
final class EbmlWriter {
  static final int TRACK_ENTRY = 0xae;
  static final int BLOCK = 0xa1;
  static final int BLOCK_DURATION = 0x9b;
  static final int REFERENCE_BLOCK = 0xfb;
  static final int VOID = 0xec;
  static final int CRC_32 = 0xbf;
  static final int CUES = 0x1c53bb6b;
  static final int ATTACHMENTS = 0x1941a469;

  private EbmlWriter() {}

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] id(int id) {
    int length = 4 - Integer.numberOfLeadingZeros(id) / 8;
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (id >>> (8 * (length - 1 - i)));
    }
    return bytes;
  }

  /** A size of eight bytes. */
  static byte[] size(long size) {
    return ByteBuffer.allocate(8).putLong(1L << 56 | size).array();
  }

  static byte[] element(int id, byte[]... children) {
    byte[] body = concat(children);
    return concat(id(id), size(body.length), body);
  }

  /** The head of an element whose end is known by what follows it. */
  static byte[] unknownSize(int id) {
    return concat(id(id), bytes(0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
  }

  static byte[] uint(int id, long value) {
    return element(id, ByteBuffer.allocate(8).putLong(value).array());
  }

  static byte[] text(int id, String text) {
    return element(id, text.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] float64(int id, double value) {
    return element(id, ByteBuffer.allocate(8).putDouble(value).array());
  }

  static byte[] ebml(String docType) {
    return element(MatroskaSchema.EBML, text(0x4282, docType));
  }

  static byte[] tracks(byte[]... entries) {
    return element(MatroskaSchema.TRACKS, entries);
  }

  /** A TrackEntry of {@code type} 1 (video) or 2 (audio). */
  static byte[] track(int number, int type, String codecId, byte[]... more) {
    return element(
        TRACK_ENTRY, uint(0xd7, number), uint(0x83, type), text(0x86, codecId), concat(more));
  }

  static byte[] video(int number, byte[]... more) {
    return track(number, 1, "V_MPEG4/ISO/AVC", concat(more));
  }

  static byte[] audio(int number, byte[]... more) {
    return track(number, 2, "A_AC3", concat(more));
  }

  static byte[] cluster(long timestamp, byte[]... blocks) {
    return element(
        MatroskaSchema.CLUSTER, uint(MatroskaSchema.TIMESTAMP, timestamp), concat(blocks));
  }

  static byte[] openCluster(long timestamp, byte[]... blocks) {
    return concat(
        unknownSize(MatroskaSchema.CLUSTER),
        uint(MatroskaSchema.TIMESTAMP, timestamp),
        concat(blocks));
  }

  /** Flags: 0x80 key frame, 0x02 Xiph, 0x04 fixed, 0x06 EBML lacing. */
  static byte[] block(int track, int timestamp, int flags, byte[] frames) {
    return concat(bytes(0x80 | track, timestamp >> 8, timestamp, flags), frames);
  }

  static byte[] simpleBlock(int track, int timestamp, int flags, byte[] frames) {
    return element(MatroskaSchema.SIMPLE_BLOCK, block(track, timestamp, flags, frames));
  }

  static byte[] key(int track, int timestamp, int... frame) {
    return simpleBlock(track, timestamp, 0x80, bytes(frame));
  }

  static byte[] delta(int track, int timestamp, int... frame) {
    return simpleBlock(track, timestamp, 0, bytes(frame));
  }

  static byte[] blockGroup(byte[]... children) {
    return element(MatroskaSchema.BLOCK_GROUP, children);
  }

  static byte[] compression(int algorithm, int scope, byte[] settings) {
    return element(
        0x6d80,
        element(
            0x6240,
            uint(0x5032, scope),
            element(0x5034, uint(0x4254, algorithm), element(0x4255, settings))));
  }

  static byte[] encryption() {
    return element(0x6d80, element(0x6240, uint(0x5033, 1), element(0x5035)));
  }

  /** EBML header and the head of a Segment of unknown size. */
  static byte[] live(byte[]... children) {
    return concat(ebml("matroska"), unknownSize(MatroskaSchema.SEGMENT), concat(children));
  }
}
