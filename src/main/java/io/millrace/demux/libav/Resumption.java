package io.millrace.demux.libav;

import io.millrace.demux.libav.Pass.Read;
import io.millrace.libav.ContainerPacket;
import io.millrace.libav.InputBytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds a place from which the packets that were handed out last are read as they were, so that
 * nothing in front of it need be kept. What a demuxer makes of a start in the middle is not known
 * beforehand: it is tried.
 */
final class Resumption {
  /** Places of packets that are read again before the last one of each track. */
  private static final int OVERLAP_PLACES = 3;

  /** Packets before the last one that must have their times again, if there are so many. */
  private static final int TIMED_PACKETS = 3;

  private static final int MAX_TRIES = 8;

  private final Passes passes;
  private final String format;
  private final InputBytes bytes;
  private final Set<Integer> known;
  private final List<Read> settled;
  private final Collection<LibavTrack> tracks;

  /**
   * A search behind a pass.
   *
   * @param settled what the pass has found, all of it handed out
   */
  Resumption(
      Passes passes,
      String format,
      InputBytes bytes,
      Set<Integer> known,
      List<Read> settled,
      Collection<LibavTrack> tracks) {
    this.passes = passes;
    this.format = format;
    this.bytes = bytes;
    this.known = known;
    this.settled = settled;
    this.tracks = tracks;
  }

  /**
   * The place to go on from, or {@code from} if there is none behind it.
   *
   * @param isLong so much is kept that tracks which have become silent are waited for no more
   */
  long find(long from, boolean isLong) {
    long ideal = ideal(isLong);
    List<Long> places = new ArrayList<>(places().headSet(ideal, true));
    int back = 1;
    int at = places.size() - 1;
    for (int i = 0; i < MAX_TRIES && at >= 0 && places.get(at) > from; i++) {
      if (goesOnFrom(places.get(at))) {
        return places.get(at);
      }
      at -= back;
      back *= 2;
    }
    return from;
  }

  private TreeSet<Long> places() {
    TreeSet<Long> places = new TreeSet<>();
    for (Read read : settled) {
      if (read.place().position() >= 0) {
        places.add(read.place().position());
      }
    }
    return places;
  }

  private long ideal(boolean isLong) {
    long ideal = Long.MAX_VALUE;
    for (LibavTrack track : tracks) {
      TreeSet<Long> places = new TreeSet<>();
      for (Read read : settled) {
        if (read.track() == track.source().id() && read.place().position() >= 0) {
          places.add(read.place().position());
        }
      }
      boolean waitsForMore = places.size() <= OVERLAP_PLACES;
      if (!places.isEmpty() && !(isLong && waitsForMore)) {
        ideal = Math.min(ideal, overlapStart(places));
      }
    }
    return ideal == Long.MAX_VALUE ? -1 : ideal;
  }

  private static long overlapStart(TreeSet<Long> places) {
    List<Long> ascending = new ArrayList<>(places);
    return ascending.get(Math.max(0, ascending.size() - 1 - OVERLAP_PLACES));
  }

  /** Whether from {@code place} on the same is found up to the last packet handed out. */
  private boolean goesOnFrom(long place) {
    List<Read> again = passes.read(format, bytes, place, known).settled();
    for (LibavTrack track : tracks) {
      int id = track.source().id();
      List<Read> before = placed(settled, id);
      List<Read> now = placed(again, id);
      boolean silent = before.isEmpty() || position(before, before.size() - 1) < place;
      if (silent ? !behindFirstPlace(now, place).isEmpty() : !endsAlike(before, now, place)) {
        return false;
      }
    }
    return true;
  }

  private static List<Read> placed(List<Read> all, int track) {
    return all.stream().filter(read -> read.track() == track).toList();
  }

  /**
   * The same from the second place on, which is the first that cannot be half of something. Times
   * may take longer to be right: those of the last packets count.
   */
  private static boolean endsAlike(List<Read> before, List<Read> now, long place) {
    Map<PacketPlace, Read> first = new HashMap<>();
    before.forEach(read -> first.put(read.place(), read));
    List<Read> compared = behindFirstPlace(now, place);
    Read last = before.get(before.size() - 1);
    if (compared.isEmpty() || !compared.get(compared.size() - 1).isSame(last)) {
      return false;
    }
    Read lastNow = compared.get(compared.size() - 1);
    for (int i = 0; i < compared.size(); i++) {
      Read read = compared.get(i);
      Read same = first.get(read.place());
      boolean timed = compared.size() - i <= TIMED_PACKETS;
      if (same == null || !read.isSame(same) || timed && !isAsFar(read, lastNow, same, last)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What the head has shown before, and the first that begins at {@code place} or behind, is out.
   */
  private static List<Read> behindFirstPlace(List<Read> all, long place) {
    int begin = 0;
    while (begin < all.size() && all.get(begin).place().position() < place) {
      begin++;
    }
    int behind = begin;
    while (behind < all.size() && all.get(behind).place().position() == position(all, begin)) {
      behind++;
    }
    return all.subList(behind, all.size());
  }

  private static long position(List<Read> all, int index) {
    return all.get(index).place().position();
  }

  /** Whether there is as much time between two packets now as there was before. */
  private static boolean isAsFar(Read now, Read lastNow, Read before, Read last) {
    return distance(now.packet().dts(), lastNow.packet().dts())
            == distance(before.packet().dts(), last.packet().dts())
        && distance(now.packet().pts(), lastNow.packet().pts())
            == distance(before.packet().pts(), last.packet().pts());
  }

  private static long distance(long from, long to) {
    boolean known = from != ContainerPacket.UNKNOWN && to != ContainerPacket.UNKNOWN;
    return known ? to - from : ContainerPacket.UNKNOWN;
  }
}
