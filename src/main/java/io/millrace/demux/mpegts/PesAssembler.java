package io.millrace.demux.mpegts;

import io.millrace.media.MediaException;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Puts PES packets together from the payloads of one PID. ISO/IEC 13818-1, 2.4.3.6. */
final class PesAssembler {
  /** Largest PES packet. An 8K intra picture at 800 Mbit/s and 60 Hz has 1.7 MB. */
  static final int MAX_PES_BYTES = 16 << 20;

  private static final int UNKNOWN = 0;
  private static final int VERSION = 1;

  private final Gather gather = new Gather();
  private boolean inside;
  private boolean randomAccess;
  private long byteOffset;

  /** Bytes of the whole packet with its header; {@link #UNKNOWN} too while it is not yet read. */
  private int expected;

  /** Takes the packets of one PID. */
  interface Handler {
    void onPes(Pes pes);

    /**
     * The data bytes {@code [from, to)} with which the next PES packet begins, if any are there.
     */
    void onBegin(byte[] bytes, int from, int to);

    /** A packet that cannot be used; reading goes on at the next one. */
    void onBadPes(MediaException reason);
  }

  /** Takes the payload {@code [from, to)} of a packet that starts no PES packet. */
  void next(byte[] packet, int from, int to, Handler handler) {
    if (inside) {
      add(packet, from, to, handler);
    }
  }

  /** Takes the payload {@code [from, to)} of a packet in which a PES packet starts. */
  void start(
      byte[] packet, int from, int to, boolean randomAccess, long byteOffset, Handler handler) {
    finish(handler);
    if (to - from >= 3 && !Pes.hasStartCode(packet, from, to)) {
      handler.onBadPes(new MediaException.Malformed(byteOffset, "PES packet: no start code"));
      return;
    }
    inside = true;
    this.randomAccess = randomAccess;
    this.byteOffset = byteOffset;
    int dataStart = Pes.dataStart(packet, from, to);
    if (dataStart < to) {
      handler.onBegin(packet, dataStart, to);
    }
    add(packet, from, to, handler);
  }

  private void add(byte[] packet, int from, int to, Handler handler) {
    boolean startKnown = gather.length() >= Pes.START_BYTES;
    gather.add(packet, from, to - from);
    if (!startKnown) {
      readLength(packet, from, to);
    }
    if (expected != UNKNOWN && gather.length() >= expected) {
      finish(handler);
    } else if (gather.length() > MAX_PES_BYTES) {
      reset();
      handler.onBadPes(
          new MediaException.Unsupported(
              byteOffset, "PES packet: more than %d bytes", MAX_PES_BYTES));
    }
  }

  private void readLength(byte[] packet, int from, int to) {
    int length = gather.length();
    if (length < Pes.START_BYTES) {
      gather.settle(0);
      return;
    }
    int declared;
    if (length == to - from) {
      declared = (packet[from + 4] & 0xff) << 8 | packet[from + 5] & 0xff;
    } else {
      gather.settle(0);
      declared = gather.settledAt(4) << 8 | gather.settledAt(5);
    }
    expected = declared == 0 ? UNKNOWN : Pes.START_BYTES + declared;
  }

  /** Hands out the packet that is being read: another one starts, or nothing more comes. */
  void finish(Handler handler) {
    if (!inside) {
      return;
    }
    int length = expected == UNKNOWN ? gather.length() : Math.min(expected, gather.length());
    var packet = gather.take().slice(0, length);
    reset();
    Pes pes;
    try {
      pes = Pes.read(packet, randomAccess, byteOffset);
    } catch (MediaException e) {
      handler.onBadPes(e);
      return;
    }
    handler.onPes(pes);
  }

  /** No more bytes come: hands out the packet that is being read unless it is known to be cut. */
  void end(Handler handler) {
    if (expected == UNKNOWN) {
      finish(handler);
    }
    reset();
  }

  /** Drops the packet that is being read. */
  void reset() {
    gather.clear();
    inside = false;
    expected = UNKNOWN;
  }

  /** Copies what is held of the packets so far, since their array goes away. */
  void settle() {
    gather.settle(expected);
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeBoolean(inside);
    out.writeBoolean(randomAccess);
    out.writeLong(byteOffset);
    out.writeInt(expected);
    gather.settle(expected);
    gather.save(out);
  }

  static PesAssembler load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "PES assembler");
    PesAssembler assembler = new PesAssembler();
    assembler.inside = in.readBoolean();
    assembler.randomAccess = in.readBoolean();
    assembler.byteOffset = in.readLong();
    assembler.expected =
        SavedMedia.readCount(in, Pes.START_BYTES + 0xffff, "bytes of a PES packet");
    assembler.gather.load(in);
    return assembler;
  }
}
