package io.millrace.demux.libav;

import io.millrace.libav.ContainerPacket;
import io.millrace.libav.ContainerReader;
import io.millrace.libav.InputBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One reading of the bytes that are kept, from the place where reading goes on to the newest byte.
 *
 * @param packets in the order in which they were found
 * @param end why there are no more
 */
record Pass(List<Read> packets, ContainerReader.End end) {
  /** More packets than bytes are not of this container but of a demuxer that goes round. */
  private static final int SPARE_PACKETS = 1024;

  /** A packet and where it stands in its track. */
  record Read(PacketPlace place, ContainerPacket packet) {
    int track() {
      return packet.track();
    }

    /** The same coded bytes at the same place. */
    boolean isSame(Read other) {
      return place.equals(other.place) && packet.data().equals(other.packet.data());
    }
  }

  /**
   * Reads from {@code from}.
   *
   * @param from offset in the stream, 0 for the front
   * @param known tracks that the head has shown; a container that finds tracks by their packets
   *     reads it until all of them are there
   */
  static Pass read(String format, InputBytes bytes, long from, Set<Integer> known) {
    try (ContainerReader reader = ContainerReader.open(format, bytes)) {
      if (from > 0) {
        if (reader.findsTracksByPackets()) {
          findAgain(known, reader);
        }
        reader.seek(from);
      }
      return read(reader, bytes);
    }
  }

  private static void findAgain(Set<Integer> known, ContainerReader reader) {
    Set<Integer> missing = new HashSet<>(known);
    ContainerPacket packet = missing.isEmpty() ? null : reader.read();
    while (packet != null) {
      missing.remove(packet.track());
      packet = missing.isEmpty() ? null : reader.read();
    }
  }

  private static Pass read(ContainerReader reader, InputBytes bytes) {
    long most = bytes.tail().length() + (long) SPARE_PACKETS;
    List<ContainerPacket> packets = new ArrayList<>();
    ContainerPacket packet = reader.read();
    while (packet != null && packets.size() < most) {
      packets.add(packet);
      packet = reader.read();
    }
    boolean goesRound = packets.size() >= most;
    return of(packets, goesRound ? ContainerReader.End.DAMAGE : reader.end());
  }

  /** The pass that has found {@code packets}. */
  static Pass of(List<ContainerPacket> packets, ContainerReader.End end) {
    List<Read> reads = new ArrayList<>(packets.size());
    Map<Integer, PacketPlace> places = new HashMap<>();
    for (ContainerPacket packet : packets) {
      PacketPlace before = places.getOrDefault(packet.track(), PacketPlace.FRONT);
      PacketPlace place = before.next(packet.position());
      places.put(packet.track(), place);
      reads.add(new Read(place, packet));
    }
    return new Pass(reads, end);
  }

  /** The packets that would be the same if more bytes came: all in front of the first other. */
  List<Read> settled() {
    for (int i = 0; i < packets.size(); i++) {
      if (!packets.get(i).packet().settled()) {
        return packets.subList(0, i);
      }
    }
    return packets;
  }
}
