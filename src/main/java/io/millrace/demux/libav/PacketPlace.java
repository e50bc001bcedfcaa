package io.millrace.demux.libav;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Where a packet stands in its track, the same whenever it is read again.
 *
 * @param position offset in the stream of the last packet of the track that says where it begins
 * @param ordinal packets of the track from that one on, 0 for itself
 */
record PacketPlace(long position, int ordinal) implements Comparable<PacketPlace> {
  /** In front of all packets. */
  static final PacketPlace FRONT = new PacketPlace(-1, -1);

  PacketPlace next(long nextPosition) {
    return nextPosition < 0 || nextPosition == position
        ? new PacketPlace(position, ordinal + 1)
        : new PacketPlace(nextPosition, 0);
  }

  @Override
  public int compareTo(PacketPlace other) {
    int byPosition = Long.compare(position, other.position);
    return byPosition != 0 ? byPosition : Integer.compare(ordinal, other.ordinal);
  }

  boolean isBehind(PacketPlace other) {
    return compareTo(other) > 0;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(position);
    out.writeInt(ordinal);
  }

  static PacketPlace load(DataInput in) throws IOException {
    return new PacketPlace(in.readLong(), in.readInt());
  }
}
