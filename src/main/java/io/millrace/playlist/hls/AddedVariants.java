package io.millrace.playlist.hls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two multivariant playlists of one stream to one, as texts: what a variant line says depends on
 * its own renditions alone, so that those of the standing playlist stay as they are.
 */
public final class AddedVariants {
  private static final String STREAM_INF = "#EXT-X-STREAM-INF:";
  private static final Pattern GROUP = Pattern.compile(",AUDIO=\"([^\"]*)\"");

  private AddedVariants() {}

  /**
   * @param head all lines in front of the first variant
   * @param variants both lines of each
   */
  private record Parts(String head, Map<Key, String> variants) {}

  private record Key(String group, String uri) {}

  /**
   * The text of {@code standing} with the variants of {@code other} that are not in it.
   *
   * @param renditions names of the renditions that are variants, in the order of one that lists all
   * @throws IllegalArgumentException if the two do not agree on what both say, or {@code standing}
   *     has a variant of another rendition
   */
  public static String merge(String standing, String other, List<String> renditions) {
    Parts ours = parts(standing);
    Parts theirs = parts(other);
    if (!ours.head().equals(theirs.head())) {
      throw new IllegalArgumentException(
          "other sound, or not the same promise of independent segments");
    }
    Map<Key, String> all = new LinkedHashMap<>(ours.variants());
    theirs.variants().forEach((key, lines) -> add(all, key, lines));
    StringBuilder text = new StringBuilder(ours.head());
    for (String group : groups(ours)) {
      for (String rendition : renditions) {
        String lines = all.remove(new Key(group, rendition + MultivariantPlaylist.FILE));
        text.append(lines == null ? "" : lines);
      }
    }
    if (!all.isEmpty()) {
      throw new IllegalArgumentException(
          "no rendition for " + all.keySet().iterator().next().uri());
    }
    return text.toString();
  }

  private static void add(Map<Key, String> all, Key key, String lines) {
    String standing = all.putIfAbsent(key, lines);
    if (standing != null && !standing.equals(lines)) {
      throw new IllegalArgumentException(
          "%s is told otherwise: %s".formatted(key.uri(), lines.lines().findFirst().orElse("")));
    }
  }

  private static Set<String> groups(Parts parts) {
    Set<String> groups = new LinkedHashSet<>();
    parts.variants().keySet().forEach(key -> groups.add(key.group()));
    return groups;
  }

  private static Parts parts(String text) {
    StringBuilder head = new StringBuilder();
    Map<Key, String> variants = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>(text.lines().toList());
    while (!lines.isEmpty()) {
      String line = lines.remove(0);
      if (!line.startsWith(STREAM_INF) || lines.isEmpty()) {
        head.append(line).append('\n');
      } else {
        String uri = lines.remove(0);
        variants.put(new Key(group(line), uri), line + "\n" + uri + "\n");
      }
    }
    return new Parts(head.toString(), variants);
  }

  private static String group(String line) {
    Matcher group = GROUP.matcher(line);
    return group.find() ? group.group(1) : "";
  }
}
