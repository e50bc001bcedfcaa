package io.millrace.app.web;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people are told of the playlists in the store, read back from their text. RFC 8216, 4. */
public final class PlaylistText {
  public static final long NO_DATE = Long.MIN_VALUE;
  private static final Pattern ATTRIBUTE = Pattern.compile("([A-Z0-9-]+)=(\"[^\"]*\"|[^,]*)");
  private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

  private PlaylistText() {}

  /**
   * One segment of a media playlist.
   *
   * @param initUri of the init segment that it needs; empty if none is named
   * @param programDateTime milliseconds since 1970 UTC of its start; {@link #NO_DATE} if unknown
   * @param gap there is no media under its URI
   */
  public record Entry(
      String uri,
      String initUri,
      long durationMicros,
      long programDateTime,
      boolean discontinuity,
      boolean gap) {}

  /**
   * A media playlist.
   *
   * @param targetDuration seconds
   * @param mediaSequence number of the first entry
   */
  public record Media(int targetDuration, long mediaSequence, boolean ended, List<Entry> entries) {
    long durationMicros() {
      return entries.stream().mapToLong(Entry::durationMicros).sum();
    }

    /** End of the last entry, milliseconds since 1970 UTC; {@link #NO_DATE} if unknown. */
    long liveEdge() {
      if (entries.isEmpty()) {
        return NO_DATE;
      }
      Entry last = entries.get(entries.size() - 1);
      return last.programDateTime() == NO_DATE
          ? NO_DATE
          : last.programDateTime() + last.durationMicros() / 1000;
    }
  }

  /** One media playlist that a multivariant playlist names. */
  public record Rendition(String uri, Map<String, String> attributes) {}

  public static List<Rendition> multivariant(String text) {
    List<Rendition> renditions = new ArrayList<>();
    Map<String, String> variant = Map.of();
    for (String line : text.split("\r?\n", -1)) {
      if (line.startsWith("#EXT-X-STREAM-INF:")) {
        variant = attributes(line);
      } else if (line.startsWith("#EXT-X-MEDIA:")) {
        Map<String, String> attributes = attributes(line);
        if (attributes.containsKey("URI")) {
          renditions.add(new Rendition(attributes.get("URI"), attributes));
        }
      } else if (!line.isBlank() && !line.startsWith("#")) {
        renditions.add(new Rendition(line.strip(), variant));
      }
    }
    return renditions;
  }

  private static Map<String, String> attributes(String line) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Matcher matcher = ATTRIBUTE.matcher(line.substring(line.indexOf(':') + 1));
    while (matcher.find()) {
      String value = matcher.group(2);
      boolean quoted = value.length() >= 2 && value.startsWith("\"");
      attributes.put(matcher.group(1), quoted ? value.substring(1, value.length() - 1) : value);
    }
    return attributes;
  }

  public static Media media(String text) {
    MediaBuilder media = new MediaBuilder();
    text.lines().forEach(media::line);
    return media.build();
  }

  /** Reads a media playlist line by line. */
  private static final class MediaBuilder {
    private final List<Entry> entries = new ArrayList<>();
    private int targetDuration;
    private long mediaSequence;
    private boolean ended;
    private boolean discontinuity;
    private boolean gap;
    private String initUri = "";
    private long durationMicros;
    private long date = NO_DATE;

    void line(String line) {
      if (line.startsWith("#EXTINF:")) {
        durationMicros = micros(value(line));
      } else if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) {
        date = date(value(line));
      } else if (line.startsWith("#EXT-X-TARGETDURATION:")) {
        targetDuration = (int) number(value(line));
      } else if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
        mediaSequence = number(value(line));
      } else if (line.equals("#EXT-X-DISCONTINUITY")) {
        discontinuity = true;
      } else if (line.equals("#EXT-X-GAP")) {
        gap = true;
      } else if (line.startsWith("#EXT-X-MAP:")) {
        initUri = attributes(line).getOrDefault("URI", "");
      } else if (line.equals("#EXT-X-ENDLIST")) {
        ended = true;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        entry(line.strip());
      }
    }

    private void entry(String uri) {
      entries.add(new Entry(uri, initUri, durationMicros, date, discontinuity, gap));
      date = date == NO_DATE ? NO_DATE : date + durationMicros / 1000;
      discontinuity = false;
      gap = false;
    }

    Media build() {
      return new Media(targetDuration, mediaSequence, ended, List.copyOf(entries));
    }

    private static String value(String line) {
      return line.substring(line.indexOf(':') + 1).strip();
    }

    private static long number(String text) {
      return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static long micros(String text) {
      String seconds = text.split(",", 2)[0].strip();
      return seconds.matches("\\d{1,9}(\\.\\d{1,12})?")
          ? new BigDecimal(seconds).multiply(MICROS).longValue()
          : 0;
    }

    private static long date(String text) {
      try {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
      } catch (DateTimeParseException e) {
        return NO_DATE;
      }
    }
  }
}
