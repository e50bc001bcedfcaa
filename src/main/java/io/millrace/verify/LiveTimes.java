package io.millrace.verify;

import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has to happen in time while a live stream is watched: new versions come, and what left a
 * playlist stays for a while. RFC 8216, 6.2.1 and 6.2.2. Times are those of a monotonic clock,
 * nanoseconds. Between two looks nothing is seen, so each doubt is in favour of the stream.
 */
final class LiveTimes {
  private static final long NANOS_PER_MICRO = 1000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** A playlist may claim that its segments last for ever. */
  private static final int MAX_REMOVED = 100_000;

  private final Findings findings;
  private final ObjectReader reader;

  /** When the version that stands was seen first, by the playlist's name. */
  private final Map<String, Long> since = new HashMap<>();

  /** Playlists of which it was told that no new version came. */
  private final Set<String> late = new HashSet<>();

  private final List<Removed> removed = new ArrayList<>();
  private long lastLook;

  /**
   * A segment that a playlist does not list any more.
   *
   * @param stays until when it has to be there, at least
   */
  private record Removed(String playlist, String name, long stays) {}

  LiveTimes(Findings findings, ObjectReader reader, long now) {
    this.findings = findings;
    this.reader = reader;
    this.lastLook = now;
  }

  /**
   * The version of {@code playlist} that was seen before stands.
   *
   * @param interval between two looks
   */
  void same(String playlist, MediaListing listing, long interval, long now) {
    long stood = now - since.computeIfAbsent(playlist, name -> lastLook);
    long allowed = listing.targetDuration() * NANOS_PER_SECOND * 3 / 2 + interval;
    if (!listing.ended() && stood > allowed && late.add(playlist)) {
      findings
          .about(playlist)
          .check(
              Rule.P_14,
              false,
              "",
              "no new version for %d ms, target duration %d s",
              stood / 1_000_000,
              listing.targetDuration());
    }
  }

  /** A version of {@code playlist} was replaced by another. */
  void changed(String playlist, MediaListing before, MediaListing after, long now) {
    since.put(playlist, now);
    if (!late.remove(playlist)) {
      findings.about(playlist).check(Rule.P_14, true, "", "");
    }
    long end = Math.min(before.end(), after.mediaSequence());
    long room = MAX_REMOVED - removed.size();
    for (long number = Math.max(before.mediaSequence(), end - room); number < end; number++) {
      ListedSegment segment = before.segment(number);
      String name = segment.gap() ? null : reader.resolve(playlist, segment.uri(), segment.line());
      if (name != null) {
        long micros = Math.max(0, segment.micros()) + before.micros();
        removed.add(new Removed(playlist, name, lastLook + micros * NANOS_PER_MICRO));
      }
    }
  }

  /** All playlists were looked at; the next look comes after {@code interval}. */
  void looked(long interval, long now) {
    for (Iterator<Removed> all = removed.iterator(); all.hasNext(); ) {
      Removed each = all.next();
      if (now + 2 * interval < each.stays()) {
        continue; // there will be another look before it may go
      }
      all.remove();
      if (now < each.stays()) {
        findings
            .about(each.playlist())
            .check(
                Rule.P_17,
                reader.exists(each.name()),
                "",
                "%s is gone, and had to stay for %d ms more",
                each.name(),
                (each.stays() - now) / 1_000_000);
      }
    }
    lastLook = now;
  }
}
