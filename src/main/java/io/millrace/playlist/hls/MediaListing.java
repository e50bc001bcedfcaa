package io.millrace.playlist.hls;

import java.util.ArrayList;
import java.util.List;

/**
 * What a media playlist says, read back from its text. RFC 8216, 4.3.2 and 4.3.3. What cannot be
 * read is a fault, and counts as not there.
 *
 * @param version EXT-X-VERSION; 0 without one
 * @param targetDuration seconds; 0 without one
 * @param type EXT-X-PLAYLIST-TYPE; empty without one
 * @param ended EXT-X-ENDLIST
 * @param independent EXT-X-INDEPENDENT-SEGMENTS
 */
public record MediaListing(
    int version,
    int targetDuration,
    long mediaSequence,
    long discontinuitySequence,
    String type,
    boolean ended,
    boolean independent,
    List<ListedSegment> segments,
    List<PlaylistFault> faults) {
  /** Stands where there is no date. */
  public static final long NO_DATE = Long.MIN_VALUE;

  public MediaListing {
    segments = List.copyOf(segments);
    faults = List.copyOf(faults);
  }

  public static MediaListing read(PlaylistText text) {
    return new Reader(text.lines()).read();
  }

  /** Of a text at hand. */
  public static MediaListing read(String text) {
    return read(PlaylistText.of(text));
  }

  /** Number of the segment after the last. */
  public long end() {
    return mediaSequence + segments.size();
  }

  /**
   * The segment of a media sequence number.
   *
   * @throws IndexOutOfBoundsException if it is not listed
   */
  public ListedSegment segment(long number) {
    return segments.get(Math.toIntExact(number - mediaSequence));
  }

  /** Sum of all EXTINF. */
  public long micros() {
    return segments.stream().mapToLong(segment -> Math.max(0, segment.micros())).sum();
  }

  /** End of the last segment, milliseconds since 1970 UTC; {@link #NO_DATE} without a date. */
  public long liveEdge() {
    long edge = NO_DATE;
    for (ListedSegment segment : segments) {
      long start = segment.programDateTime() == NO_DATE ? edge : segment.programDateTime();
      edge = start == NO_DATE ? NO_DATE : start + Math.max(0, segment.micros()) / 1000;
    }
    return edge;
  }

  /** Reads line by line. */
  private static final class Reader {
    private final List<PlaylistLine> lines;
    private final List<ListedSegment> segments = new ArrayList<>();
    private final List<PlaylistFault> faults = new ArrayList<>();
    private int version;
    private int targetDuration;
    private long mediaSequence;
    private long discontinuitySequence;
    private String type = "";
    private boolean ended;
    private boolean independent;
    private String map = "";
    private long discontinuities;
    private boolean discontinuity;
    private boolean gap;
    private long date = NO_DATE;
    private long micros = PlaylistNumbers.NONE;
    private int first;

    Reader(List<PlaylistLine> lines) {
      this.lines = lines;
    }

    MediaListing read() {
      for (int i = 0; i < lines.size(); i++) {
        PlaylistLine line = lines.get(i);
        if (line.isUri()) {
          addSegment(line, i);
        } else if (!readOfSegment(line)) {
          readOfPlaylist(line);
        }
      }
      return new MediaListing(
          version,
          targetDuration,
          mediaSequence,
          discontinuitySequence,
          type,
          ended,
          independent,
          numbered(),
          faults);
    }

    private void addSegment(PlaylistLine line, int index) {
      discontinuities += discontinuity ? 1 : 0;
      if (micros == PlaylistNumbers.NONE) {
        fault(line, "a segment without EXTINF");
      }
      segments.add(
          new ListedSegment(
              /* number= */ segments.size(),
              line.number(),
              line.value(),
              micros,
              map,
              discontinuity,
              gap,
              date,
              discontinuities,
              lines.subList(first, index + 1)));
      first = index + 1;
      discontinuity = false;
      gap = false;
      date = NO_DATE;
      micros = PlaylistNumbers.NONE;
    }

    /** The two sequence numbers may stand anywhere in a text that breaks the rules. */
    private List<ListedSegment> numbered() {
      return segments.stream()
          .map(
              each ->
                  new ListedSegment(
                      mediaSequence + each.number(),
                      each.line(),
                      each.uri(),
                      each.micros(),
                      each.map(),
                      each.discontinuity(),
                      each.gap(),
                      each.programDateTime(),
                      discontinuitySequence + each.discontinuityNumber(),
                      each.lines()))
          .toList();
    }

    /** Whether the tag is one of the next segment. */
    private boolean readOfSegment(PlaylistLine line) {
      switch (line.tag()) {
        case "#EXTINF" -> readDuration(line);
        case "#EXT-X-DISCONTINUITY" -> discontinuity = true;
        case "#EXT-X-GAP" -> gap = true;
        case "#EXT-X-PROGRAM-DATE-TIME" -> readDate(line);
        case "#EXT-X-MAP" -> readMap(line);
        default -> {
          return false;
        }
      }
      return true;
    }

    private void readOfPlaylist(PlaylistLine line) {
      switch (line.tag()) {
        case "#EXT-X-VERSION" -> version = (int) number(line, 1, Integer.MAX_VALUE);
        case "#EXT-X-TARGETDURATION" -> targetDuration = (int) number(line, 1, Integer.MAX_VALUE);
        case "#EXT-X-MEDIA-SEQUENCE" -> mediaSequence = number(line, 0, Long.MAX_VALUE);
        case "#EXT-X-DISCONTINUITY-SEQUENCE" ->
            discontinuitySequence = number(line, 0, Long.MAX_VALUE);
        case "#EXT-X-PLAYLIST-TYPE" -> type = line.value();
        case "#EXT-X-ENDLIST" -> ended = true;
        case "#EXT-X-INDEPENDENT-SEGMENTS" -> independent = true;
        default -> {} // says nothing that is asked for here
      }
    }

    private long number(PlaylistLine line, long least, long most) {
      long value = PlaylistNumbers.number(line.value());
      if (value < least || value > most) {
        fault(line, "'%s' is not a number from %d".formatted(line.value(), least));
        return 0;
      }
      return value;
    }

    private void readDuration(PlaylistLine line) {
      int comma = line.value().indexOf(',');
      String seconds = comma < 0 ? line.value() : line.value().substring(0, comma);
      if (micros != PlaylistNumbers.NONE) {
        fault(line, "a second EXTINF before the URI");
      }
      micros = PlaylistNumbers.micros(seconds);
      if (micros == PlaylistNumbers.NONE || comma < 0) {
        fault(line, "'%s' is not a number of seconds and a comma".formatted(line.value()));
        micros = Math.max(0, micros);
      }
    }

    private void readDate(PlaylistLine line) {
      date = PlaylistNumbers.date(line.value());
      if (date == NO_DATE) {
        fault(line, "'%s' is not a date with a time zone".formatted(line.value()));
      }
    }

    private void readMap(PlaylistLine line) {
      AttributeList attributes = AttributeList.read(line, faults);
      map = attributes.get("URI", "");
      if (map.isEmpty()) {
        fault(line, "no URI");
      }
    }

    private void fault(PlaylistLine line, String message) {
      PlaylistText.addFault(faults, PlaylistFault.of(line, message));
    }
  }
}
