package io.millrace.playlist.hls;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a tag as they were written. RFC 8216, 4.2.
 *
 * @param written name to value, a quoted string with its quotes
 */
public record AttributeList(Map<String, String> written) {
  public static final AttributeList NONE = new AttributeList(Map.of());

  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\s*([A-Z0-9-]++)=(\"[^\"]*+\"|[^\",]*+)\\s*(?:,|$)");

  public AttributeList {
    written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
  }

  static AttributeList read(PlaylistLine line, List<PlaylistFault> faults) {
    Map<String, String> written = new LinkedHashMap<>();
    Matcher matcher = ATTRIBUTE.matcher(line.value());
    int at = 0;
    while (at < line.value().length()) {
      matcher.region(at, line.value().length());
      if (!matcher.lookingAt()) {
        PlaylistText.addFault(
            faults, PlaylistFault.of(line, "attribute list ends at column " + (at + 1)));
        break;
      }
      if (written.put(matcher.group(1), matcher.group(2)) != null) {
        PlaylistText.addFault(faults, PlaylistFault.of(line, matcher.group(1) + " twice"));
      }
      at = matcher.end();
    }
    return new AttributeList(written);
  }

  public boolean has(String name) {
    return written.containsKey(name);
  }

  /** The value without quotes; null if it is not there. */
  public @Nullable String get(String name) {
    String value = written.get(name);
    if (value == null || value.length() < 2 || !value.startsWith("\"")) {
      return value;
    }
    return value.substring(1, value.length() - 1);
  }

  /** The value without quotes, or {@code otherwise}. */
  public String get(String name, String otherwise) {
    String value = get(name);
    return value == null ? otherwise : value;
  }

  /** A decimal integer; -1 if it is not there or none. */
  public long number(String name) {
    return PlaylistNumbers.number(get(name, ""));
  }
}
