package io.millrace.publish;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A media playlist as a player reads it: a reader of its own, so that it can disagree. */
record PlaylistText(
    int targetDuration,
    long mediaSequence,
    long discontinuitySequence,
    List<Entry> entries,
    boolean ended) {
  record Entry(
      String uri, long micros, boolean discontinuity, boolean gap, String map, long dateMillis) {}

  static PlaylistText parse(String text) {
    int target = -1;
    long media = -1;
    long discontinuities = -1;
    boolean ended = false;
    List<Entry> entries = new ArrayList<>();
    boolean discontinuity = false;
    boolean gap = false;
    String map = "";
    long date = -1;
    long micros = -1;
    for (String line : text.split("\n")) {
      String value = line.substring(line.indexOf(':') + 1);
      if (line.startsWith("#EXT-X-TARGETDURATION:")) {
        target = Integer.parseInt(value);
      } else if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
        media = Long.parseLong(value);
      } else if (line.startsWith("#EXT-X-DISCONTINUITY-SEQUENCE:")) {
        discontinuities = Long.parseLong(value);
      } else if (line.equals("#EXT-X-DISCONTINUITY")) {
        discontinuity = true;
      } else if (line.equals("#EXT-X-GAP")) {
        gap = true;
      } else if (line.startsWith("#EXT-X-MAP:")) {
        map = value;
      } else if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) {
        date = Instant.parse(value).toEpochMilli();
      } else if (line.startsWith("#EXTINF:")) {
        micros = Math.round(Double.parseDouble(value.replace(",", "")) * 1e6);
      } else if (line.equals("#EXT-X-ENDLIST")) {
        ended = true;
      } else if (!line.startsWith("#")) {
        entries.add(new Entry(line, micros, discontinuity, gap, map, date));
        discontinuity = false;
        gap = false;
        date = -1;
      }
    }
    return new PlaylistText(target, media, discontinuities, entries, ended);
  }

  /** Number of the segment after the last. */
  long end() {
    return mediaSequence + entries.size();
  }

  Entry entry(long number) {
    return entries.get(Math.toIntExact(number - mediaSequence));
  }

  long micros() {
    return entries.stream().mapToLong(Entry::micros).sum();
  }

  /** Discontinuity sequence number of segment {@code number}. RFC 8216, 4.3.3.3. */
  long discontinuity(long number) {
    long count = discontinuitySequence;
    for (long n = mediaSequence; n <= number; n++) {
      count += entry(n).discontinuity() ? 1 : 0;
    }
    return count;
  }
}
