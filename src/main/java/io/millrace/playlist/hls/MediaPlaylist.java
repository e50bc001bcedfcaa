package io.millrace.playlist.hls;

import io.millrace.segment.SegmentUnit;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A media playlist of fMP4 segments. RFC 8216, 4.3.2 and 4.3.3.
 *
 * @param kind what may change between this version and the next
 * @param targetDuration seconds, the same in every version; no entry's EXTINF rounds to more
 * @param mediaSequence of the first entry, 0 or more
 * @param discontinuitySequence number of discontinuities of entries that left the list
 * @param entries at least one, in order
 * @param ended {@code EXT-X-ENDLIST}: nothing will change any more
 * @param independent {@code EXT-X-INDEPENDENT-SEGMENTS}: no segment needs another one
 */
public record MediaPlaylist(
    Kind kind,
    int targetDuration,
    long mediaSequence,
    long discontinuitySequence,
    List<PlaylistEntry> entries,
    boolean ended,
    boolean independent) {
  /** 6 for EXT-X-MAP without I-FRAMES-ONLY, 7 as the authoring guides want it for fMP4. */
  static final int VERSION = 7;

  /** A year of two-second segments is 16 million: nobody reads that as one playlist. */
  private static final int MAX_ENTRIES = 1_000_000;

  private static final DateTimeFormatter ISO_8601 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final int CHARACTERS_PER_ENTRY = 128;

  /** What may change between two versions of a playlist. RFC 8216, 4.3.3.5 and 6.2.1. */
  public enum Kind {
    /** Entries are added at the end and removed from the front. */
    LIVE,
    /** Entries are added at the end, none is removed. */
    EVENT,
    /** Nothing changes. */
    VOD
  }

  public MediaPlaylist {
    entries = List.copyOf(entries);
    if (targetDuration < 1 || mediaSequence < 0 || discontinuitySequence < 0) {
      throw new IllegalArgumentException(
          "Invalid media playlist: target duration %d, media sequence %d, discontinuity sequence %d"
              .formatted(targetDuration, mediaSequence, discontinuitySequence));
    }
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "Invalid media playlist: %d entries".formatted(entries.size()));
    }
    if (kind == Kind.VOD && !ended) {
      throw new IllegalArgumentException("Invalid media playlist: VOD that has not ended");
    }
    checkDurations(entries, targetDuration);
  }

  private static void checkDurations(List<PlaylistEntry> entries, int targetDuration) {
    for (PlaylistEntry entry : entries) {
      if (entry.seconds() > targetDuration) {
        throw new IllegalArgumentException(
            "Invalid media playlist: %s lasts %d microseconds, target duration is %d s"
                .formatted(entry.uri(), entry.microseconds(), targetDuration));
      }
    }
  }

  /** The playlist as it is published: UTF-8, LF line ends. */
  public String text() {
    StringBuilder text = new StringBuilder(256 + CHARACTERS_PER_ENTRY * entries.size());
    appendHead(text);
    String initUri = "";
    for (PlaylistEntry entry : entries) {
      appendEntry(text, entry, initUri);
      initUri = entry.initUri();
    }
    if (ended) {
      text.append("#EXT-X-ENDLIST\n");
    }
    return text.toString();
  }

  private void appendHead(StringBuilder text) {
    text.append("#EXTM3U\n");
    text.append("#EXT-X-VERSION:").append(VERSION).append('\n');
    text.append("#EXT-X-TARGETDURATION:").append(targetDuration).append('\n');
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(mediaSequence).append('\n');
    text.append("#EXT-X-DISCONTINUITY-SEQUENCE:").append(discontinuitySequence).append('\n');
    if (kind != Kind.LIVE) {
      text.append("#EXT-X-PLAYLIST-TYPE:").append(kind.name()).append('\n');
    }
    if (independent) {
      text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
  }

  private static void appendEntry(StringBuilder text, PlaylistEntry entry, String initUri) {
    boolean initChanges = !entry.initUri().equals(initUri);
    if (entry.discontinuity()) {
      text.append("#EXT-X-DISCONTINUITY\n");
    }
    if (initChanges) {
      text.append("#EXT-X-MAP:URI=\"").append(entry.initUri()).append("\"\n");
    }
    if (entry.programDateTime() != SegmentUnit.NO_DATE) {
      text.append("#EXT-X-PROGRAM-DATE-TIME:");
      ISO_8601.formatTo(Instant.ofEpochMilli(entry.programDateTime()), text);
      text.append('\n');
    }
    if (entry.gap()) {
      text.append("#EXT-X-GAP\n");
    }
    appendSeconds(text.append("#EXTINF:"), entry.microseconds());
    text.append(",\n").append(entry.uri()).append('\n');
  }

  /** Microseconds as decimal seconds with six digits: {@code 2.002000}. */
  private static void appendSeconds(StringBuilder text, long microseconds) {
    text.append(microseconds / 1_000_000).append('.');
    String fraction = Long.toString(microseconds % 1_000_000);
    text.append("000000", fraction.length(), 6).append(fraction);
  }
}
