package io.millrace.playlist.hls;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A playlist as text: its lines, and nothing of what they mean. RFC 8216, 4.1. It reads what others
 * wrote too: every bound is checked before memory is taken.
 *
 * @param text all of it, with replacement characters where it is not UTF-8
 * @param lines that are neither blank nor comments, in order
 * @param faults of the text as a whole
 */
public record PlaylistText(String text, List<PlaylistLine> lines, List<PlaylistFault> faults) {
  /** A week of two-second segments is 25 MB. */
  public static final int MAX_BYTES = 32 << 20;

  private static final int MAX_LINES = 2_000_000;
  private static final int MAX_LINE = 16_384;
  private static final String TAG = "#EXT";

  /** Tags that only a multivariant playlist has. RFC 8216, 4.3.4. */
  private static final Set<String> MULTIVARIANT =
      Set.of(
          "#EXT-X-STREAM-INF",
          "#EXT-X-MEDIA",
          "#EXT-X-I-FRAME-STREAM-INF",
          "#EXT-X-SESSION-DATA",
          "#EXT-X-SESSION-KEY",
          "#EXT-X-CONTENT-STEERING");

  public PlaylistText {
    lines = List.copyOf(lines);
    faults = List.copyOf(faults);
  }

  /**
   * Reads an object's bytes.
   *
   * @throws MediaException.Unsupported past a bound
   */
  public static PlaylistText read(Payload bytes) {
    if (bytes.length() > MAX_BYTES) {
      throw new MediaException.Unsupported(
          MAX_BYTES, "playlist of %d bytes, at most %d", bytes.length(), MAX_BYTES);
    }
    List<PlaylistFault> faults = new ArrayList<>();
    String text = decoded(bytes, faults);
    if (text.startsWith("\ufeff")) {
      faults.add(new PlaylistFault(1, "", "begins with a byte order mark"));
      text = text.substring(1);
    }
    return split(text, faults);
  }

  /** The same of a text at hand. */
  public static PlaylistText of(String text) {
    return split(text, new ArrayList<>());
  }

  private static String decoded(Payload bytes, List<PlaylistFault> faults) {
    ByteBuffer buffer = bytes.buffer();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
    } catch (CharacterCodingException e) {
      faults.add(new PlaylistFault(1, "", "is not UTF-8"));
      return StandardCharsets.UTF_8.decode(bytes.buffer()).toString();
    }
  }

  private static PlaylistText split(String text, List<PlaylistFault> faults) {
    List<PlaylistLine> lines = new ArrayList<>();
    int number = 1;
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      int to = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
      addLine(text, from, to, number, lines, faults);
      from = end + 1;
      number++;
    }
    return new PlaylistText(text, lines, faults);
  }

  private static void addLine(
      String text,
      int from,
      int to,
      int number,
      List<PlaylistLine> lines,
      List<PlaylistFault> faults) {
    if (to - from > MAX_LINE || lines.size() == MAX_LINES) {
      throw new MediaException.Unsupported(
          from, "playlist line %d: past %d characters or %d lines", number, MAX_LINE, MAX_LINES);
    }
    String line = text.substring(from, to);
    checkCharacters(line, number, faults);
    boolean tag = line.startsWith(TAG);
    if (line.isBlank() || (line.startsWith("#") && !tag)) {
      return;
    }
    int colon = tag ? line.indexOf(':') : -1;
    String name = tag ? (colon < 0 ? line : line.substring(0, colon)) : "";
    lines.add(
        new PlaylistLine(number, name.strip(), tag && colon < 0 ? "" : line.substring(colon + 1)));
  }

  private static void checkCharacters(String line, int number, List<PlaylistFault> faults) {
    boolean ascii = true;
    boolean control = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      ascii &= c < 0x80;
      control |= Character.isISOControl(c);
    }
    if (control) {
      addFault(faults, new PlaylistFault(number, "", "has a control character"));
    }
    if (!ascii && !Normalizer.isNormalized(line, Normalizer.Form.NFC)) {
      addFault(faults, new PlaylistFault(number, "", "is not in normalization form C"));
    }
  }

  /** A text of nothing but faults need not tell each of them. */
  static void addFault(List<PlaylistFault> faults, PlaylistFault fault) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(fault);
    }
  }

  static final int MAX_FAULTS = 1_000;

  /** Whether it lists playlists and not segments. */
  public boolean isMultivariant() {
    return lines.stream().anyMatch(line -> MULTIVARIANT.contains(line.tag()));
  }

  /** Whether {@code tag} belongs in a multivariant playlist only. */
  public static boolean isMultivariantTag(String tag) {
    return MULTIVARIANT.contains(tag);
  }
}
