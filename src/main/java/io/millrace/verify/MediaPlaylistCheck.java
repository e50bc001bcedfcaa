package io.millrace.verify;

import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import io.millrace.playlist.hls.PlaylistFault;
import io.millrace.playlist.hls.PlaylistLine;
import io.millrace.playlist.hls.PlaylistText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** One version of a media playlist against the rules P, without its media. RFC 8216, 4.3. */
final class MediaPlaylistCheck {
  private static final long MICROS = 1_000_000;
  private static final int LEAST_LIVE_SEGMENTS = 6;
  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3,}(Z|[+-]\\d\\d:?\\d\\d)");

  /** Tags of which there may be one, with the rule that says so. RFC 8216, 4.3.3. */
  private static final Map<String, Rule> ONCE =
      Map.of(
          "#EXTM3U", Rule.P_02,
          "#EXT-X-VERSION", Rule.P_03,
          "#EXT-X-TARGETDURATION", Rule.P_04,
          "#EXT-X-MEDIA-SEQUENCE", Rule.P_08,
          "#EXT-X-DISCONTINUITY-SEQUENCE", Rule.P_08,
          "#EXT-X-ENDLIST", Rule.P_08,
          "#EXT-X-PLAYLIST-TYPE", Rule.P_08,
          "#EXT-X-I-FRAMES-ONLY", Rule.P_08,
          "#EXT-X-INDEPENDENT-SEGMENTS", Rule.P_08);

  /** What a fault in a tag breaks. */
  private static final Map<String, Rule> BROKEN =
      Map.of(
          "", Rule.P_09,
          "#EXTINF", Rule.P_09,
          "#EXT-X-VERSION", Rule.P_03,
          "#EXT-X-TARGETDURATION", Rule.P_04,
          "#EXT-X-MEDIA-SEQUENCE", Rule.P_10,
          "#EXT-X-DISCONTINUITY-SEQUENCE", Rule.P_11,
          "#EXT-X-PROGRAM-DATE-TIME", Rule.P_23,
          "#EXT-X-MAP", Rule.P_20);

  private static final Set<String> NOT_SERVED =
      Set.of(
          "#EXT-X-KEY", "#EXT-X-BYTERANGE", "#EXT-X-PART", "#EXT-X-SKIP", "#EXT-X-I-FRAMES-ONLY");

  private final Findings.About about;
  private final PlaylistText text;
  private final MediaListing listing;

  private MediaPlaylistCheck(Findings.About about, PlaylistText text, MediaListing listing) {
    this.about = about;
    this.text = text;
    this.listing = listing;
  }

  static void check(Findings.About about, PlaylistText text, MediaListing listing) {
    MediaPlaylistCheck check = new MediaPlaylistCheck(about, text, listing);
    checkText(about, text);
    check.checkFaults();
    check.checkCounts();
    check.checkOrder();
    check.checkVersion();
    check.checkDurations();
    check.checkLive();
    check.checkDates();
    check.checkGaps();
  }

  /** Of what nothing here knows the meaning; empty if there is none of it. */
  static String notServed(PlaylistText text) {
    return text.lines().stream()
        .filter(line -> NOT_SERVED.contains(line.tag()))
        .filter(line -> !line.value().startsWith("METHOD=NONE"))
        .map(PlaylistLine::tag)
        .findFirst()
        .orElse("");
  }

  /** What holds for a playlist of any kind. */
  static void checkText(Findings.About about, PlaylistText text) {
    about.check(
        Rule.P_01, text.faults().isEmpty(), place(text.faults()), "%s", message(text.faults()));
    boolean first = text.text().startsWith("#EXTM3U\n") || text.text().startsWith("#EXTM3U\r\n");
    about.check(Rule.P_02, first, "line 1", "not #EXTM3U");
  }

  static String line(int number) {
    return "line " + number;
  }

  private static String place(List<PlaylistFault> faults) {
    return faults.isEmpty() ? "" : line(faults.get(0).line());
  }

  private static String message(List<PlaylistFault> faults) {
    return faults.isEmpty() ? "" : faults.get(0).message();
  }

  private void checkFaults() {
    for (PlaylistFault fault : listing.faults()) {
      Rule rule = BROKEN.getOrDefault(fault.tag(), Rule.P_09);
      about.check(rule, false, line(fault.line()), "%s", fault.message());
    }
  }

  private void checkCounts() {
    Map<String, Integer> counts = new HashMap<>();
    for (PlaylistLine line : text.lines()) {
      Rule once = ONCE.get(line.tag());
      int count = once == null ? 1 : counts.merge(line.tag(), 1, Integer::sum);
      if (once != null) {
        about.check(once, count == 1, line(line.number()), "%s for the second time", line.tag());
      }
      boolean here = !PlaylistText.isMultivariantTag(line.tag());
      about.check(Rule.P_08, here, line(line.number()), "%s beside segments", line.tag());
    }
    about.check(Rule.P_03, counts.containsKey("#EXT-X-VERSION"), "", "no EXT-X-VERSION");
    about.check(
        Rule.P_04, counts.containsKey("#EXT-X-TARGETDURATION"), "", "no EXT-X-TARGETDURATION");
  }

  private void checkOrder() {
    boolean begun = false;
    boolean broken = false;
    for (PlaylistLine line : text.lines()) {
      begun |= line.isUri();
      broken |= line.tag().equals("#EXT-X-DISCONTINUITY");
      if (line.tag().equals("#EXT-X-MEDIA-SEQUENCE")) {
        about.check(Rule.P_10, !begun, line(line.number()), "%s behind a segment", line.tag());
      } else if (line.tag().equals("#EXT-X-DISCONTINUITY-SEQUENCE")) {
        about.check(
            Rule.P_11,
            !begun && !broken,
            line(line.number()),
            "%s behind a segment or EXT-X-DISCONTINUITY",
            line.tag());
      }
    }
  }

  /** RFC 8216, 7. */
  private void checkVersion() {
    int needed = 1;
    String why = "";
    for (PlaylistLine line : text.lines()) {
      int needs =
          switch (line.tag()) {
            case "#EXTINF" -> line.value().contains(".") ? 3 : 1;
            case "#EXT-X-BYTERANGE", "#EXT-X-I-FRAMES-ONLY" -> 4;
            case "#EXT-X-KEY" -> line.value().contains("KEYFORMAT") ? 5 : 2;
            case "#EXT-X-MAP" -> 6;
            case "#EXT-X-DEFINE" -> 8;
            case "#EXT-X-SKIP" -> 9;
            default -> 1;
          };
      if (needs > needed) {
        needed = needs;
        why = line.tag();
      }
    }
    about.check(
        Rule.P_03,
        listing.version() == 0 || listing.version() >= needed,
        "",
        "version %d, %s needs %d",
        listing.version(),
        why,
        needed);
  }

  private void checkDurations() {
    for (ListedSegment segment : listing.segments()) {
      if (segment.micros() < 0 || listing.targetDuration() == 0) {
        continue;
      }
      long target = listing.targetDuration() * MICROS;
      long rounded = (segment.micros() + MICROS / 2) / MICROS;
      about.check(
          Rule.P_06,
          rounded <= listing.targetDuration(),
          line(segment.line()),
          "EXTINF of %d us, target duration %d s",
          segment.micros(),
          listing.targetDuration());
      about.check(
          Rule.P_07,
          segment.micros() <= target + MICROS / 2,
          line(segment.line()),
          "EXTINF of %d us, target duration %d s",
          segment.micros(),
          listing.targetDuration());
    }
    String first = listing.segments().isEmpty() ? "" : listing.segments().get(0).map();
    about.check(
        Rule.P_20,
        !first.isEmpty() || listing.segments().isEmpty(),
        "",
        "no EXT-X-MAP before the first segment");
    about.check(Rule.P_09, !listing.segments().isEmpty(), "", "no segment");
  }

  private void checkLive() {
    about.check(
        Rule.P_25,
        !listing.type().equals("VOD") || listing.ended(),
        "",
        "EXT-X-PLAYLIST-TYPE:VOD without EXT-X-ENDLIST");
    if (listing.ended() || !listing.type().isEmpty()) {
      return;
    }
    boolean told =
        text.lines().stream().anyMatch(line -> line.tag().equals("#EXT-X-DISCONTINUITY-SEQUENCE"));
    about.check(Rule.P_12, told, "", "no EXT-X-DISCONTINUITY-SEQUENCE");
    boolean dated =
        listing.segments().stream().anyMatch(s -> s.programDateTime() != MediaListing.NO_DATE);
    about.check(Rule.P_23, dated, "", "no EXT-X-PROGRAM-DATE-TIME");
  }

  /**
   * What holds once segments were removed; a rendition that came later begins with fewer.
   *
   * @param slides whether this or another rendition of the stream has lost segments
   */
  static void checkWindow(Findings.About about, MediaListing listing, boolean slides) {
    if (listing.ended() || !listing.type().isEmpty() || !slides) {
      return;
    }
    about.check(
        Rule.P_15,
        listing.micros() >= 3L * listing.targetDuration() * MICROS,
        "",
        "%d us listed, target duration %d s",
        listing.micros(),
        listing.targetDuration());
    about.check(
        Rule.P_16,
        listing.segments().size() >= LEAST_LIVE_SEGMENTS,
        "",
        "%d segments",
        listing.segments().size());
  }

  private void checkDates() {
    for (PlaylistLine line : text.lines()) {
      if (line.tag().equals("#EXT-X-PROGRAM-DATE-TIME")) {
        about.check(
            Rule.P_23,
            DATE.matcher(line.value()).matches(),
            line(line.number()),
            "%s: no milliseconds or no time zone",
            line.value());
      }
    }
  }

  /** Which EXT-X-GAP belong to no segment, or stand twice before one. */
  private void checkGaps() {
    int open = 0;
    for (PlaylistLine line : text.lines()) {
      open += line.tag().equals("#EXT-X-GAP") ? 1 : 0;
      about.check(Rule.P_27, open < 2, line(line.number()), "a second EXT-X-GAP for one segment");
      open = line.isUri() || open > 1 ? 0 : open;
    }
    about.check(Rule.P_27, open == 0, "", "EXT-X-GAP without a segment");
  }

  /**
   * Dates against durations, behind the media because a frame's length decides.
   *
   * @param frameMicros longest sample
   */
  static void checkDates(Findings.About about, MediaListing listing, long frameMicros) {
    long expected = MediaListing.NO_DATE;
    long previous = MediaListing.NO_DATE;
    long micros = 0;
    for (ListedSegment segment : listing.segments()) {
      long date = segment.programDateTime();
      boolean dated = date != MediaListing.NO_DATE;
      if (segment.discontinuity()) {
        expected = MediaListing.NO_DATE;
      }
      if (dated && previous != MediaListing.NO_DATE) {
        about.check(
            Rule.P_24,
            date >= previous,
            line(segment.line()),
            "%d ms before the last",
            previous - date);
      }
      if (dated && expected != MediaListing.NO_DATE) {
        long off = Math.abs((date - expected) * 1000 - micros);
        about.check(
            Rule.P_24,
            off <= frameMicros + 2_000,
            line(segment.line()),
            "%d us off the date before and EXTINF",
            off);
      }
      expected = dated ? date : expected;
      previous = dated ? date : previous;
      micros = (dated ? 0 : micros) + Math.max(0, segment.micros());
    }
  }
}
