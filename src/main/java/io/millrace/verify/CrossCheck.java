package io.millrace.verify;

import io.millrace.media.Timescale;
import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The renditions of a stream against each other: rules X, and those about sound and pictures. A
 * live stream's playlists are read one after the other, so only segments that both list count.
 */
final class CrossCheck {
  private static final Timescale MICROSECONDS = new Timescale(1_000_000);
  private static final long MICROS = 1_000_000;

  private final Findings findings;
  private final List<Rendition> renditions;

  CrossCheck(Findings findings, Collection<Rendition> renditions) {
    this.findings = findings;
    this.renditions = List.copyOf(renditions);
  }

  void check() {
    Rendition reference = reference();
    for (Rendition other : renditions) {
      if (reference != null && other != reference) {
        check(reference, other);
      }
    }
  }

  /** The first with pictures, or else the first. */
  private @Nullable Rendition reference() {
    for (Rendition each : renditions) {
      if (each.isVideo()) {
        return each;
      }
    }
    return renditions.isEmpty() ? null : renditions.get(0);
  }

  private void check(Rendition reference, Rendition other) {
    Findings.About about = findings.about(other.name());
    MediaListing one = reference.listing();
    MediaListing two = other.listing();
    about.check(
        Rule.X_03,
        one.targetDuration() == two.targetDuration()
            || one.targetDuration() == 0
            || two.targetDuration() == 0,
        "",
        "target duration %d, %s has %d",
        two.targetDuration(),
        reference.name(),
        one.targetDuration());
    if (!reference.isNumbered() || !other.isNumbered()) {
      return;
    }
    long from = Math.max(one.mediaSequence(), two.mediaSequence());
    long to = Math.min(one.end(), two.end());
    for (long number = from; number < to; number++) {
      checkListed(about, one.segment(number), two.segment(number), reference.name());
      checkMedia(reference, other, number);
    }
    if (one.ended() && two.ended() && one.targetDuration() > 0) {
      checkEnd(about, reference, other);
    }
    if (reference.isVideo() && !other.isVideo()) {
      checkSkew(about, reference, other);
    }
  }

  private static void checkListed(
      Findings.About about, ListedSegment one, ListedSegment two, String reference) {
    about.check(
        Rule.X_02,
        one.discontinuity() == two.discontinuity()
            && one.discontinuityNumber() == two.discontinuityNumber(),
        MediaPlaylistCheck.line(two.line()),
        "segment %d has discontinuity number %d, in %s it has %d",
        two.number(),
        two.discontinuityNumber(),
        reference,
        one.discontinuityNumber());
  }

  private void checkMedia(Rendition reference, Rendition other, long number) {
    SegmentFacts one = reference.facts(number);
    SegmentFacts two = other.facts(number);
    if (one == null || two == null) {
      return;
    }
    String uri = other.listing().segment(number).uri();
    Findings.About about = findings.about(References.directory(other.name()) + uri);
    if (reference.isVideo() == other.isVideo() && reference.isVideo()) {
      about.check(
          Rule.X_01,
          one.isSameTime(one.firstShown(), two, two.firstShown()),
          "",
          "begins at %s, in %s at %s",
          two.seconds(two.firstShown()),
          reference.name(),
          one.seconds(one.firstShown()));
      about.check(
          Rule.X_05,
          one.isSameTime(one.duration(), two, two.duration()),
          "",
          "lasts %s, in %s %s",
          two.seconds(two.duration()),
          reference.name(),
          one.seconds(one.duration()));
    } else if (reference.isVideo() && number > other.listing().mediaSequence()) {
      checkSound(about, reference, other, number);
    }
  }

  /** The first segment of sound begins where the first of it is: only the others are measured. */
  private static void checkSound(
      Findings.About about, Rendition reference, Rendition other, long number) {
    SegmentFacts one = reference.facts(number);
    SegmentFacts two = other.facts(number);
    boolean last = number == Math.min(reference.listing().end(), other.listing().end()) - 1;
    if (one == null || two == null || last) {
      return;
    }
    long difference = micros(two, two.duration()) - micros(one, one.duration());
    about.check(
        Rule.S_23,
        Math.abs(difference) <= micros(two, two.longest()),
        "",
        "lasts %s, in %s %s",
        two.seconds(two.duration()),
        reference.name(),
        one.seconds(one.duration()));
  }

  private static long micros(SegmentFacts facts, long ticks) {
    return facts.timescale().rescale(ticks, MICROSECONDS);
  }

  private static void checkEnd(Findings.About about, Rendition reference, Rendition other) {
    MediaListing one = reference.listing();
    MediaListing two = other.listing();
    long from = Math.max(one.mediaSequence(), two.mediaSequence());
    long most = one.targetDuration() * MICROS;
    long difference = micros(two, from) - micros(one, from);
    about.check(
        Rule.X_04,
        one.end() == two.end() && Math.abs(difference) <= most,
        "",
        "ends with segment %d, %s with %d; %d us longer",
        two.end() - 1,
        reference.name(),
        one.end() - 1,
        difference);
  }

  /**
   * How far sound and pictures have come apart since the sound began. The last segment of both is
   * taken by where it begins: what sound there is left when the pictures end goes with it.
   */
  private static void checkSkew(Findings.About about, Rendition reference, Rendition other) {
    long from = Math.max(reference.listing().mediaSequence(), other.listing().mediaSequence());
    long number = Math.min(reference.listing().end(), other.listing().end()) - 1;
    SegmentFacts one = reference.facts(number);
    SegmentFacts two = other.facts(number);
    if (one == null || two == null || number <= from) {
      return;
    }
    long off = micros(two, two.start()) - micros(one, one.start());
    about.check(
        Rule.Z_08,
        Math.abs(off) <= micros(two, two.longest()),
        "segment " + number,
        "begins %d us behind that of %s",
        off,
        reference.name());
  }

  /** Sum of EXTINF from a segment on. */
  private static long micros(MediaListing listing, long from) {
    long micros = 0;
    for (long number = from; number < listing.end(); number++) {
      micros += Math.max(0, listing.segment(number).micros());
    }
    return micros;
  }
}
