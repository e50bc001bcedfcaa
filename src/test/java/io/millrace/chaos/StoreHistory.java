package io.millrace.chaos;

import io.millrace.storage.ObjectName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every change of every published object of a store, in the order in which they took effect. Who
 * claimed a stream is no function of the input, and is not published.
 */
final class StoreHistory {
  private final List<Version> versions = new ArrayList<>();

  /** By media playlist: how far it lists. */
  private final Map<String, Long> ends = new HashMap<>();

  /** By media playlist, then by how far it lists: when it first did. */
  private final Map<String, TreeMap<Long, Long>> firsts = new HashMap<>();

  synchronized void add(Version version) {
    if (ObjectName.isWriterClaim(version.name())) {
      return;
    }
    versions.add(version);
    if (version.isPut() && Version.isMediaPlaylist(version.name())) {
      ends.put(version.name(), version.end());
      firsts
          .computeIfAbsent(version.name(), name -> new TreeMap<>())
          .putIfAbsent(version.end(), version.nanos());
      notifyAll();
    }
  }

  synchronized List<Version> versions() {
    return List.copyOf(versions);
  }

  /** Number of segments that every media playlist of {@code stream} accounts for. */
  synchronized long listed(String stream) {
    return ends.entrySet().stream()
        .filter(entry -> Version.stream(entry.getKey()).equals(stream))
        .mapToLong(Map.Entry::getValue)
        .min()
        .orElse(0);
  }

  /** Waits until all of {@code stream}'s playlists account for {@code end} segments. */
  synchronized boolean await(String stream, long end, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (listed(stream) < end) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /**
   * When all of {@code stream}'s media playlists accounted for {@code end} segments for the first
   * time; -1 if they do not.
   */
  synchronized long listedNanos(String stream, long end) {
    if (listed(stream) < end) {
      return -1;
    }
    long last = -1;
    for (Map.Entry<String, TreeMap<Long, Long>> playlist : firsts.entrySet()) {
      if (Version.stream(playlist.getKey()).equals(stream)) {
        last = Math.max(last, playlist.getValue().ceilingEntry(end).getValue());
      }
    }
    return last;
  }

  /** The objects that stand at the end. */
  synchronized Map<String, Version> standing() {
    Map<String, Version> standing = new HashMap<>();
    for (Version version : versions) {
      if (version.isPut()) {
        standing.put(version.name(), version);
      } else {
        standing.remove(version.name());
      }
    }
    return standing;
  }
}
