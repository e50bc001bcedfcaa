package io.millrace.verify;

import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is published against a reference, object by object, byte by byte. */
public final class Comparison {
  private static final int SHOWN_DIGITS = 12;

  private final PublishedObjects actual;
  private final PublishedObjects reference;
  private final VerifyListener listener;
  private final List<Difference> differences = new ArrayList<>();
  private long objects;

  private Comparison(PublishedObjects actual, PublishedObjects reference, VerifyListener listener) {
    this.actual = actual;
    this.reference = reference;
    this.listener = listener;
  }

  /**
   * What was compared.
   *
   * @param objects names that one of the two has
   */
  public record Report(long objects, List<Difference> differences) {
    public Report {
      differences = List.copyOf(differences);
    }
  }

  /**
   * Compares all objects of both. Where one of them lists no names, its objects are those that its
   * playlists name, and those that the other has.
   *
   * @param actualPlaylists where the names of {@code actual} begin, if it lists none
   * @param referencePlaylists the same of {@code reference}
   * @throws UnreadableException if one of them cannot be listed
   */
  public static Report compare(
      PublishedObjects actual,
      List<String> actualPlaylists,
      PublishedObjects reference,
      List<String> referencePlaylists,
      VerifyListener listener)
      throws UnreadableException {
    SortedSet<String> names = new TreeSet<>();
    names.addAll(PublishedStreams.objects(reference, referencePlaylists));
    names.addAll(PublishedStreams.objects(actual, actualPlaylists));
    Comparison comparison = new Comparison(actual, reference, listener);
    names.forEach(comparison::compare);
    return new Report(comparison.objects, comparison.differences);
  }

  private void compare(String name) {
    listener.onObject(name, objects);
    objects++;
    try {
      Payload expected = read(reference, name);
      Payload found = read(actual, name);
      if (found == null) {
        add(Difference.Kind.MISSING, name, "");
      } else if (expected == null) {
        add(Difference.Kind.EXTRA, name, "");
      } else if (!expected.equals(found)) {
        add(Difference.Kind.DIFFERENT, name, difference(name, expected, found));
      }
    } catch (UnreadableException e) {
      add(Difference.Kind.UNREADABLE, name, e.reason());
    }
  }

  private void add(Difference.Kind kind, String name, String message) {
    differences.add(new Difference(kind, name, message));
  }

  private static @Nullable Payload read(PublishedObjects from, String name)
      throws UnreadableException {
    try {
      return from.read(name, ObjectReader.MAX_SEGMENT_BYTES).bytes();
    } catch (UnreadableException e) {
      if (e.isMissing()) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Where two objects first differ: the line of a playlist, the byte and the box of anything else.
   *
   * @param name tells what it is
   */
  public static String difference(String name, Payload expected, Payload found) {
    if (name.endsWith(".m3u8")) {
      return lineDifference(expected, found);
    }
    int at = Arrays.mismatch(expected.toByteArray(), found.toByteArray());
    String box = BoxPlaces.of(expected).holding(at);
    return "byte %d%s; %d bytes of SHA-256 %s, expected %d bytes of %s"
        .formatted(
            at,
            box.isEmpty() ? "" : " (" + box + ")",
            found.length(),
            digest(found),
            expected.length(),
            digest(expected));
  }

  private static String digest(Payload bytes) {
    return bytes.sha256().substring(0, SHOWN_DIGITS);
  }

  private static String lineDifference(Payload expected, Payload found) {
    String[] wanted = lines(expected);
    String[] lines = lines(found);
    int at = Arrays.mismatch(wanted, lines);
    // The same lines with other line ends, or bytes that are no text.
    return at < 0
        ? "the same lines in other bytes"
        : "line %d: %s, expected %s".formatted(at + 1, line(lines, at), line(wanted, at));
  }

  private static String[] lines(Payload bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8).split("\n", -1);
  }

  private static String line(String[] lines, int at) {
    return at < lines.length ? "'" + lines[at] + "'" : "no such line";
  }
}
