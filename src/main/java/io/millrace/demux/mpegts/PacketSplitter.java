package io.millrace.demux.mpegts;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Cuts bytes into transport packets, whatever their cuts: 188 bytes apart, 192 with the time stamp
 * of a Blu-ray recording between them, 204 with a Reed-Solomon code. ISO/IEC 13818-1, 2.4.3.2 and
 * Annex G.1. Knows the sync byte and nothing else of a packet.
 */
final class PacketSplitter {
  /** Bytes of a transport packet, whatever stands between two of them. */
  static final int PACKET_BYTES = 188;

  /** Bytes before the first packet after which the input is no transport stream. */
  static final int MAX_LEADING_BYTES = 256 << 10;

  private static final byte SYNC = 0x47;
  private static final int[] STRIDES = {188, 192, 204};
  private static final int MAX_STRIDE = 204;
  private static final int VERSION = 1;

  /** So many sync bytes in a row are no chance any more: the fifth one is this far away. */
  private static final int AGREEING_PACKETS = 5;

  private static final int LOOKAHEAD_BYTES = (AGREEING_PACKETS - 1) * MAX_STRIDE + 1;
  private static final int CARRY_BYTES = 4096;

  /** Takes the packets in the order of the bytes. */
  interface Handler {
    /**
     * A packet of {@link #PACKET_BYTES} bytes.
     *
     * @param at where the packet starts in {@code bytes}
     * @param byteOffset the same in the session
     */
    void onPacket(byte[] bytes, int at, long byteOffset);

    /** The array of the packets so far is used for something else now. */
    void onArrayEnd();

    void onLostSync(MediaException reason);
  }

  /** Distance of two packets, bytes; 0 while it is searched. */
  private int stride;

  private boolean everInSync;

  /** Bytes of earlier pushes that are no whole packet yet. */
  private final byte[] carry = new byte[CARRY_BYTES];

  private int carried;

  /** In the session: of the first carried byte, or of the next one to come. */
  private long byteOffset;

  /** A splitter of bytes that are known to be of a transport stream, from {@code byteOffset} on. */
  static PacketSplitter inTheMiddle(long byteOffset) {
    PacketSplitter splitter = new PacketSplitter();
    splitter.everInSync = true;
    splitter.byteOffset = byteOffset;
    return splitter;
  }

  void push(Payload bytes, Handler handler) {
    byte[] array = bytes.array();
    int at = bytes.arrayOffset();
    int end = at + bytes.length();
    while (at < end) {
      if (stride != 0 && carried == 0) {
        int next = readPackets(array, at, end, handler);
        byteOffset += next - at;
        at = next;
        handler.onArrayEnd();
      }
      at += fill(array, at, end);
      readCarry(handler);
    }
  }

  /** Bytes are missing: what was half read is gone, and the next packet is searched. */
  void skip() {
    byteOffset += carried;
    carried = 0;
    stride = 0;
  }

  /** No more bytes come: a last packet need not be followed by others. */
  void end(Handler handler) {
    if (stride == 0) {
      searchAtEnd();
    }
    if (stride != 0) {
      int used = readPackets(carry, 0, carried, handler);
      if (carried - used >= PACKET_BYTES && carry[used] == SYNC) {
        handler.onPacket(carry, used, byteOffset + used);
      }
      handler.onArrayEnd();
    } else if (!everInSync && byteOffset + carried > 0) {
      handler.onLostSync(noSync());
    }
    skip();
  }

  /** Session offset of the next byte to be pushed. */
  long byteOffset() {
    return byteOffset + carried;
  }

  /** Reads whole packets in {@code [from, end)}; stops early, out of step, at a wrong sync byte. */
  private int readPackets(byte[] bytes, int from, int end, Handler handler) {
    int at = from;
    int step = stride;
    while (end - at >= step) {
      if (bytes[at] != SYNC) {
        stride = 0;
        handler.onLostSync(lostSync(byteOffset + at - from, bytes[at]));
        return at;
      }
      handler.onPacket(bytes, at, byteOffset + at - from);
      at += step;
    }
    return at;
  }

  private int fill(byte[] array, int at, int end) {
    int wanted = stride == 0 ? CARRY_BYTES : stride;
    int count = Math.max(0, Math.min(wanted - carried, end - at));
    System.arraycopy(array, at, carry, carried, count);
    carried += count;
    return count;
  }

  private void readCarry(Handler handler) {
    boolean more = true;
    while (more) {
      if (stride == 0) {
        search();
      }
      more = false;
      if (stride != 0 && carried >= stride) {
        int used = readPackets(carry, 0, carried, handler);
        handler.onArrayEnd(); // before the bytes move
        drop(used);
        more = stride == 0;
      }
    }
  }

  /** Looks at every place that has enough bytes behind it to decide, so that no cut matters. */
  private void search() {
    int at = 0;
    for (; at + LOOKAHEAD_BYTES <= carried && stride == 0; at++) {
      stride = strideAt(at, AGREEING_PACKETS);
      if (stride != 0) {
        break;
      }
      if (!everInSync && byteOffset + at >= MAX_LEADING_BYTES) {
        throw noSync();
      }
    }
    everInSync |= stride != 0;
    drop(at);
  }

  private void searchAtEnd() {
    for (int at = 0; at + PACKET_BYTES <= carried; at++) {
      stride = strideAt(at, 1);
      if (stride != 0) {
        everInSync = true;
        drop(at);
        return;
      }
    }
  }

  /** The distance at which sync bytes follow from {@code at}, as far as there are bytes, or 0. */
  private int strideAt(int at, int leastPackets) {
    if (carry[at] != SYNC) {
      return 0;
    }
    for (int candidate : STRIDES) {
      int packets = 1;
      int next = at + candidate;
      while (packets < AGREEING_PACKETS && next < carried && carry[next] == SYNC) {
        packets++;
        next += candidate;
      }
      if (packets == AGREEING_PACKETS || (packets >= leastPackets && next >= carried)) {
        return candidate;
      }
    }
    return 0;
  }

  private void drop(int count) {
    System.arraycopy(carry, count, carry, 0, carried - count);
    carried -= count;
    byteOffset += count;
  }

  private static MediaException lostSync(long byteOffset, byte found) {
    return new MediaException.Malformed(
        byteOffset, "Transport packet: sync byte 0x%02x, expected 0x47", found);
  }

  private MediaException noSync() {
    return new MediaException.Malformed(
        0,
        "Transport stream: no packets of 188, 192 or 204 bytes in the first %d bytes",
        Math.min(MAX_LEADING_BYTES, byteOffset + carried));
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeShort(stride);
    out.writeBoolean(everInSync);
    out.writeLong(byteOffset);
    SavedMedia.writePayload(out, Payload.of(carry, 0, carried));
  }

  static PacketSplitter load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "packet splitter");
    PacketSplitter splitter = new PacketSplitter();
    splitter.stride = in.readShort();
    splitter.everInSync = in.readBoolean();
    splitter.byteOffset = in.readLong();
    byte[] carried = SavedMedia.readPayload(in).array();
    if (splitter.stride != 0 && (splitter.stride < PACKET_BYTES || splitter.stride > MAX_STRIDE)
        || carried.length > CARRY_BYTES) {
      throw new IOException(
          "Cannot read saved packet splitter: stride %d, %d bytes carried"
              .formatted(splitter.stride, carried.length));
    }
    System.arraycopy(carried, 0, splitter.carry, 0, carried.length);
    splitter.carried = carried.length;
    return splitter;
  }
}
