package io.millrace.verify;

import io.millrace.isobmff.BoxCursor;
import io.millrace.isobmff.Styp;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.verify.FragmentCheck.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A media segment against the rules S. ISO/IEC 23000-19, 7.3.2 and 7.3.3. */
final class SegmentCheck {
  private static final Set<String> BEFORE_MOOF = Set.of("styp", "prft", "emsg", "sidx", "free");
  private static final Set<String> CMAF = Set.of("cmfs", "cmff", "cmfl", "cmfr");

  private final Findings.About about;
  private final TrackHeader header;
  private final Payload bytes;
  private final int targetDuration;
  private final FragmentCheck fragments;
  private final Samples samples;
  private final List<String> types = new ArrayList<>();
  private long firstSequence = -1;
  private long lastSequence = -1;
  private boolean whole = true;

  private SegmentCheck(
      String name, Payload bytes, TrackHeader header, int targetDuration, Findings findings) {
    this.about = findings.about(name);
    this.header = header;
    this.bytes = bytes;
    this.targetDuration = targetDuration;
    this.fragments = new FragmentCheck(about, header);
    this.samples = new Samples(bytes);
  }

  /**
   * What is in the segment; null if its structure does not let it be told.
   *
   * @param targetDuration seconds, 0 if unknown
   */
  static @Nullable SegmentFacts check(
      String name, Payload bytes, TrackHeader header, int targetDuration, Findings findings) {
    SegmentCheck check = new SegmentCheck(name, bytes, header, targetDuration, findings);
    try {
      return check.readBoxes() ? check.facts() : null;
    } catch (MediaException e) {
      check.about.check(
          Rule.S_01,
          false,
          "byte " + e.byteOffset(),
          "no whole boxes: %s",
          String.valueOf(e.getMessage()));
      return null;
    }
  }

  private boolean readBoxes() {
    BoxCursor box = new BoxCursor(bytes, 0);
    Fragment open = null;
    long end = 0;
    while (box.next()) {
      if (!checkOrder(box)) {
        return false;
      }
      if (box.type().equals("moof")) {
        open = fragments.read(box);
        whole &= open != null;
        checkSequence(open);
      } else if (box.type().equals("mdat")) {
        whole &= open != null && addSamples(open, box);
        open = null;
      } else if (box.type().equals("styp")) {
        checkBrands((Styp) box.read(), box.offset());
      }
      types.add(box.type());
      end = box.payloadOffset() + box.payload().length();
    }
    boolean closed =
        about.check(
            Rule.S_01,
            types.contains("mdat") && !types.get(types.size() - 1).equals("moof"),
            "",
            "no mdat behind moof");
    boolean filled =
        about.check(
            Rule.S_01,
            end == bytes.length(),
            "byte " + end,
            "%d bytes behind the last box",
            bytes.length() - end);
    about.check(Rule.S_02, types.contains("styp"), "", "no styp");
    return closed && filled && whole && samples.count() > 0;
  }

  private boolean checkOrder(BoxCursor box) {
    String type = box.type();
    String before = types.isEmpty() ? "" : types.get(types.size() - 1);
    boolean fits =
        switch (type) {
          case "styp" -> types.isEmpty();
          case "moof" -> !before.equals("moof");
          case "mdat" -> before.equals("moof");
          default -> BEFORE_MOOF.contains(type) && !before.equals("moof");
        };
    return about.check(
        Rule.S_01,
        fits,
        "byte " + box.offset(),
        "box %s behind %s",
        type,
        before.isEmpty() ? "nothing" : before);
  }

  private void checkBrands(Styp styp, long offset) {
    boolean told =
        styp.compatibleBrands().contains("msdh")
            && styp.compatibleBrands().stream().anyMatch(CMAF::contains);
    about.check(Rule.S_02, told, "styp at byte " + offset, "brands %s", styp.compatibleBrands());
  }

  private void checkSequence(@Nullable Fragment fragment) {
    if (fragment == null) {
      return;
    }
    about.check(
        Rule.S_09,
        fragment.sequence() > lastSequence,
        "moof at byte " + fragment.offset(),
        "sequence number %d behind %d",
        fragment.sequence(),
        lastSequence);
    firstSequence = firstSequence < 0 ? fragment.sequence() : firstSequence;
    lastSequence = fragment.sequence();
  }

  private boolean addSamples(Fragment fragment, BoxCursor mdat) {
    int count = samples.count();
    boolean added =
        fragments.addSamples(fragment, mdat.payloadOffset(), mdat.payload().length(), samples);
    if (added && count > 0) {
      long expected = samples.decodeTime(count - 1) + samples.duration(count - 1);
      about.check(
          Rule.S_10,
          fragment.decodeTime() == expected,
          "moof at byte " + fragment.offset(),
          "decode time %d, expected %d",
          fragment.decodeTime(),
          expected);
    }
    return added;
  }

  private SegmentFacts facts() {
    SampleCheck check = new SampleCheck(about, header, samples, targetDuration);
    check.checkTimes();
    boolean independent = check.checkData();
    int last = samples.count() - 1;
    long start = samples.decodeTime(0);
    return new SegmentFacts(
        header.timescale(),
        start,
        samples.decodeTime(last) + samples.duration(last) - start,
        check.firstShown(),
        check.longest(),
        check.usual(),
        samples.count(),
        firstSequence,
        lastSequence,
        independent,
        bytes.length());
  }
}
