package io.millrace.verify;

import io.millrace.media.MediaException;
import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import io.millrace.playlist.hls.PlaylistLine;
import io.millrace.playlist.hls.PlaylistText;
import java.util.List;

/**
 * One version of a media playlist against the next: what may change and what may not. RFC 8216,
 * 6.2.1 and 6.2.2. Of multivariant playlists nothing is asked.
 */
public final class PlaylistChange {
  private static final long MICROS = 1_000_000;

  private final Findings.About about;
  private final MediaListing earlier;
  private final MediaListing later;

  private PlaylistChange(Findings.About about, MediaListing earlier, MediaListing later) {
    this.about = about;
    this.earlier = earlier;
    this.later = later;
  }

  /**
   * What is wrong with {@code later} as the version behind {@code earlier}; versions between the
   * two may have been missed.
   *
   * @param name of the playlist
   */
  public static List<Finding> between(String name, String earlier, String later) {
    Findings findings = new Findings();
    check(findings.about(name), earlier, later);
    return findings.kept();
  }

  static void check(Findings.About about, String earlier, String later) {
    try {
      PlaylistText before = PlaylistText.of(earlier);
      PlaylistText after = PlaylistText.of(later);
      if (before.isMultivariant() != after.isMultivariant()) {
        about.check(Rule.P_13, false, "", "another kind of playlist");
      } else if (!before.isMultivariant()) {
        MediaListing first = MediaListing.read(before);
        MediaListing second = MediaListing.read(after);
        new PlaylistChange(about, first, second).check(earlier.equals(later));
      }
    } catch (MediaException e) {
      about.check(Rule.P_01, false, "", "%s", String.valueOf(e.getMessage()));
    }
  }

  private void check(boolean same) {
    about.check(Rule.P_25, same || !earlier.ended(), "", "changed behind EXT-X-ENDLIST");
    about.check(
        Rule.P_26, same || !earlier.type().equals("VOD"), "", "changed, and its type is VOD");
    if (same || earlier.ended()) {
      return;
    }
    about.check(
        Rule.P_05,
        earlier.targetDuration() == later.targetDuration(),
        "",
        "target duration %d, was %d",
        later.targetDuration(),
        earlier.targetDuration());
    about.check(
        Rule.P_13,
        earlier.type().equals(later.type()),
        "",
        "type '%s', was '%s'",
        later.type(),
        earlier.type());
    if (checkSequence()) {
      checkRemoved();
      checkListed();
    }
  }

  private boolean checkSequence() {
    boolean forward =
        about.check(
            Rule.P_10,
            later.mediaSequence() >= earlier.mediaSequence(),
            "",
            "media sequence %d, was %d",
            later.mediaSequence(),
            earlier.mediaSequence());
    return forward
        && about.check(
            Rule.P_13,
            later.end() >= earlier.end(),
            "",
            "ends with segment %d, ended with %d",
            later.end() - 1,
            earlier.end() - 1);
  }

  private void checkRemoved() {
    long removed = later.mediaSequence() - earlier.mediaSequence();
    boolean event = earlier.type().equals("EVENT");
    about.check(Rule.P_26, removed == 0 || !event, "", "%d segments less, type EVENT", removed);
    long known = Math.min(removed, earlier.segments().size());
    long expected = earlier.discontinuitySequence();
    for (int i = 0; i < known; i++) {
      expected += earlier.segments().get(i).discontinuity() ? 1 : 0;
    }
    // Of segments that came and went between the two versions nothing is known.
    boolean whole = known == removed;
    long actual = later.discontinuitySequence();
    about.check(
        Rule.P_11,
        whole ? actual == expected : actual >= expected,
        "",
        "discontinuity sequence %d, expected %d",
        actual,
        expected);
    about.check(
        Rule.P_15,
        removed == 0 || later.ended() || later.micros() >= 3L * earlier.targetDuration() * MICROS,
        "",
        "%d segments removed, %d us stay",
        removed,
        later.micros());
  }

  private void checkListed() {
    long from = Math.max(earlier.mediaSequence(), later.mediaSequence());
    for (long number = from; number < earlier.end(); number++) {
      ListedSegment before = earlier.segment(number);
      ListedSegment after = later.segment(number);
      String difference = difference(before, after);
      about.check(
          Rule.P_13,
          difference.isEmpty(),
          MediaPlaylistCheck.line(after.line()),
          "segment %d: %s",
          number,
          difference);
    }
  }

  /** The map in force, not its tag: that moves to the first segment that is left. */
  private static String difference(ListedSegment before, ListedSegment after) {
    if (!before.map().equals(after.map())) {
      return "EXT-X-MAP %s, was %s".formatted(after.map(), before.map());
    }
    List<String> was = tags(before);
    List<String> is = tags(after);
    return was.equals(is) ? "" : "%s, was %s".formatted(is, was);
  }

  private static List<String> tags(ListedSegment segment) {
    return segment.lines().stream()
        .filter(line -> isOfSegment(line))
        .map(PlaylistLine::text)
        .toList();
  }

  private static boolean isOfSegment(PlaylistLine line) {
    return switch (line.tag()) {
      case "",
          "#EXTINF",
          "#EXT-X-DISCONTINUITY",
          "#EXT-X-GAP",
          "#EXT-X-PROGRAM-DATE-TIME",
          "#EXT-X-BYTERANGE",
          "#EXT-X-BITRATE" ->
          true;
      default -> false;
    };
  }
}
