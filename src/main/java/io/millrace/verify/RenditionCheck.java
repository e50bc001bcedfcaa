package io.millrace.verify;

import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.playlist.hls.ListedSegment;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All media of one playlist in its order: each object, and each against the one before. */
final class RenditionCheck {
  private static final Timescale MICROSECONDS = new Timescale(1_000_000);
  private static final Pattern NUMBERED = Pattern.compile("(\\d{1,18})\\.m4s");

  /** What EXTINF may have lost by rounding, for each gap. */
  private static final long GAP_MICROS = 2;

  private final ObjectReader reader;
  private final Findings findings;
  private final Findings.About playlist;
  private final Rendition rendition;
  private final boolean independent;
  private final Map<String, TrackHeader> headers = new HashMap<>();

  private @Nullable SegmentFacts before;
  private @Nullable TrackHeader headerBefore;
  private String mapBefore = "";
  private long gapMicros;
  private long rangeMicros;
  private long rangeMedia;
  private long longestMicros;
  private long numberBefore = -1;

  /**
   * @param independent whether the playlist, or the one above it, says that segments are
   */
  RenditionCheck(ObjectReader reader, Findings findings, Rendition rendition, boolean independent) {
    this.reader = reader;
    this.findings = findings;
    this.playlist = findings.about(rendition.name());
    this.rendition = rendition;
    this.independent = independent;
  }

  void check() {
    for (ListedSegment segment : rendition.listing().segments()) {
      checkNumber(segment);
      check(segment);
    }
    MediaPlaylistCheck.checkDates(playlist, rendition.listing(), longestMicros);
  }

  /** Looks at what is listed and was not in the version before. */
  void checkFrom(long number) {
    for (ListedSegment segment : rendition.listing().segments()) {
      if (segment.number() >= number) {
        check(segment);
      }
    }
  }

  private void checkNumber(ListedSegment segment) {
    Matcher matcher = NUMBERED.matcher(References.file(segment.uri()));
    if (!matcher.matches()) {
      return;
    }
    long number = Long.parseLong(matcher.group(1));
    boolean first = numberBefore < 0;
    boolean next =
        first
            || playlist.check(
                Rule.Z_03,
                number == numberBefore + 1,
                line(segment),
                "segment %d behind %d",
                number,
                numberBefore);
    boolean fits =
        !first
            || playlist.check(
                Rule.X_07,
                number == segment.number(),
                line(segment),
                "segment %d has media sequence number %d",
                number,
                segment.number());
    if (!next || !fits) {
      rendition.setMisnumbered();
    }
    numberBefore = number;
  }

  private static String line(ListedSegment segment) {
    return MediaPlaylistCheck.line(segment.line());
  }

  private void check(ListedSegment segment) {
    String name = reader.resolve(rendition.name(), segment.uri(), segment.line());
    if (segment.gap()) {
      checkGap(segment, name);
      return;
    }
    TrackHeader header = segment.map().isEmpty() ? null : header(segment);
    SegmentFacts facts = header == null || name == null ? null : facts(name, header);
    if (facts == null || header == null || name == null) {
      rendition.setIncomplete();
      before = null;
      headerBefore = header;
      mapBefore = segment.map();
      return;
    }
    rendition.add(segment.number(), facts);
    longestMicros = Math.max(longestMicros, micros(facts, facts.longest()));
    checkChange(segment, header);
    checkTimes(segment, name, facts);
    findings
        .about(name)
        .check(
            Rule.S_12,
            !independent || facts.independent(),
            "",
            "needs another segment, and the playlist says that none does");
    before = facts;
    headerBefore = header;
    mapBefore = segment.map();
    gapMicros = 0;
  }

  private void checkGap(ListedSegment segment, @Nullable String name) {
    if (name != null && reader.exists(name)) {
      // A replay may have made what was given up; no player will ask for it.
      playlist.warn(Rule.P_27, line(segment), "EXT-X-GAP, but %s is there", segment.uri());
    }
    gapMicros += Math.max(0, segment.micros());
    if (segment.discontinuity()) {
      rangeMicros = 0;
      rangeMedia = 0;
    }
  }

  private @Nullable TrackHeader header(ListedSegment segment) {
    if (!headers.containsKey(segment.map())) {
      String name = reader.resolve(rendition.name(), segment.map(), segment.line());
      Payload bytes = name == null ? null : reader.media(name, ObjectReader.MAX_INIT_BYTES);
      TrackHeader header =
          name == null || bytes == null ? null : InitCheck.check(name, bytes, findings);
      headers.put(segment.map(), header);
      if (header == null) {
        rendition.setIncomplete();
      } else {
        rendition.add(header);
      }
    }
    return headers.get(segment.map());
  }

  private @Nullable SegmentFacts facts(String name, TrackHeader header) {
    Payload bytes = reader.media(name, ObjectReader.MAX_SEGMENT_BYTES);
    return bytes == null
        ? null
        : SegmentCheck.check(name, bytes, header, rendition.listing().targetDuration(), findings);
  }

  /** RFC 8216, 4.3.2.3: what must not change without a discontinuity. */
  private void checkChange(ListedSegment segment, TrackHeader header) {
    TrackHeader last = headerBefore;
    if (last == null || segment.discontinuity() || segment.map().equals(mapBefore)) {
      return;
    }
    boolean track =
        playlist.check(
            Rule.P_21,
            last.trackId() == header.trackId()
                && last.entry().equals(header.entry())
                && last.timescale().equals(header.timescale()),
            line(segment),
            "track %d of %s at %d Hz, was %d of %s at %d Hz, without a discontinuity",
            header.trackId(),
            header.entry(),
            header.timescale().ticksPerSecond(),
            last.trackId(),
            last.entry(),
            last.timescale().ticksPerSecond());
    boolean layout =
        playlist.check(
            Rule.P_22,
            layout(last).equals(layout(header)),
            line(segment),
            "%s, was %s, without a discontinuity",
            layout(header),
            layout(last));
    if (track && layout) {
      playlist.check(
          Rule.S_29, false, line(segment), "another init segment without a discontinuity");
    }
  }

  private static String layout(TrackHeader header) {
    TrackHeader.Video video = header.video();
    if (video != null) {
      FrameRate rate = video.frameRate();
      return "%dx%d at %s".formatted(video.width(), video.height(), rate == null ? "?" : rate);
    }
    TrackHeader.Sound sound = header.sound();
    return sound == null ? "" : sound.channels() + " channels";
  }

  private void checkTimes(ListedSegment segment, String name, SegmentFacts facts) {
    SegmentFacts last = before;
    Findings.About about = findings.about(name);
    if (last != null) {
      about.check(
          Rule.S_09,
          facts.firstSequence() > last.lastSequence(),
          "",
          "sequence number %d, the segment before ends with %d",
          facts.firstSequence(),
          last.lastSequence());
      boolean same = facts.timescale().equals(last.timescale());
      if (same && !segment.discontinuity()) {
        checkFollows(about, facts, last);
      }
    }
    checkDuration(segment, facts);
  }

  private void checkFollows(Findings.About about, SegmentFacts facts, SegmentFacts last) {
    long gap = MICROSECONDS.rescale(gapMicros, facts.timescale());
    long tolerance = gapMicros == 0 ? 0 : ticks(facts) + 1;
    long off = facts.start() - last.end() - gap;
    about.check(
        Rule.S_10,
        Math.abs(off) <= tolerance,
        "",
        "decode time %d, the segment before ends at %d",
        facts.start(),
        last.end() + gap);
  }

  private static long ticks(SegmentFacts facts) {
    return MICROSECONDS.rescaleUp(GAP_MICROS, facts.timescale());
  }

  private static long micros(SegmentFacts facts, long ticks) {
    return facts.timescale().rescale(ticks, MICROSECONDS);
  }

  /** EXTINF of this segment, and of all since the last discontinuity. */
  private void checkDuration(ListedSegment segment, SegmentFacts facts) {
    if (segment.micros() < 0) {
      return;
    }
    if (segment.discontinuity()) {
      rangeMicros = 0;
      rangeMedia = 0;
    }
    long media = micros(facts, facts.duration());
    long frame = micros(facts, facts.longest());
    rangeMicros += segment.micros();
    rangeMedia += media;
    boolean one =
        playlist.check(
            Rule.P_09,
            Math.abs(segment.micros() - media) <= frame,
            line(segment),
            "EXTINF of %d us, the segment lasts %d us",
            segment.micros(),
            media);
    if (one) {
      long off = Math.abs(rangeMicros - rangeMedia);
      one =
          playlist.check(
              Rule.P_09, off <= frame, line(segment), "EXTINF up to here are %d us off", off);
    }
    if (!one) {
      rangeMicros = rangeMedia;
    }
  }
}
