package io.millrace.verify;

import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h265.H265Syntax;
import io.millrace.codec.nal.NalRole;
import io.millrace.codec.nal.NalUnits;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.verify.TrackHeader.NalFormat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The samples of a segment against the rules S: their times, flags and bytes. */
final class SampleCheck {
  private static final int DEPENDS_ON_NONE = 2;

  private final Findings.About about;
  private final TrackHeader header;
  private final Samples samples;
  private final int targetDuration;

  /**
   * @param targetDuration seconds, 0 if unknown
   */
  SampleCheck(Findings.About about, TrackHeader header, Samples samples, int targetDuration) {
    this.about = about;
    this.header = header;
    this.samples = samples;
    this.targetDuration = targetDuration;
  }

  void checkTimes() {
    long most = (targetDuration * 2L + 1) * header.timescale().ticksPerSecond() / 2;
    int wrong = -1;
    for (int i = 0; i < samples.count() && wrong < 0; i++) {
      boolean fits = targetDuration == 0 || samples.duration(i) <= most;
      wrong = samples.duration(i) > 0 && fits ? -1 : i;
    }
    int shown = Math.max(0, wrong);
    about.check(Rule.S_18, wrong < 0, samples.place(shown), "duration %d", samples.duration(shown));
    if (header.isVideo()) {
      checkShown();
    }
  }

  private void checkShown() {
    Set<Long> times = new HashSet<>();
    int last = samples.count() - 1;
    long end = samples.decodeTime(last) + samples.duration(last);
    int twice = -1;
    int late = -1;
    for (int i = 0; i <= last; i++) {
      twice = twice < 0 && !times.add(samples.shown(i)) ? i : twice;
      late = late < 0 && samples.shown(i) >= end ? i : late;
    }
    about.check(
        Rule.S_16,
        twice < 0,
        samples.place(Math.max(0, twice)),
        "shown at %d, as another sample is",
        samples.shown(Math.max(0, twice)));
    long first = firstShown();
    about.check(
        Rule.S_17,
        late < 0,
        samples.place(Math.max(0, late)),
        "shown at %d, the segment ends at %d",
        samples.shown(Math.max(0, late)),
        end);
    about.check(
        Rule.S_17,
        first == samples.decodeTime(0),
        "",
        "first shown at %d, decode time %d",
        first,
        samples.decodeTime(0));
  }

  /** Earliest presentation time. */
  long firstShown() {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < samples.count(); i++) {
      first = Math.min(first, samples.shown(i));
    }
    return first;
  }

  long longest() {
    long longest = 0;
    for (int i = 0; i < samples.count(); i++) {
      longest = Math.max(longest, samples.duration(i));
    }
    return longest;
  }

  /** The most frequent duration. */
  long usual() {
    Map<Long, Integer> counts = new HashMap<>();
    long usual = 0;
    int most = 0;
    for (int i = 0; i < samples.count(); i++) {
      int count = counts.merge(samples.duration(i), 1, Integer::sum);
      usual = count > most ? samples.duration(i) : usual;
      most = Math.max(most, count);
    }
    return usual;
  }

  /** Looks into the bytes; false if a sample is known to need another segment. */
  boolean checkData() {
    boolean independent = samples.isSync(0);
    NalFormat nal = header.video() == null ? null : header.video().nal();
    for (int i = 0; i < samples.count(); i++) {
      if (nal != null) {
        Found found = look(nal, i);
        if (found == Found.BROKEN) {
          return true;
        }
        boolean leading = samples.shown(i) < samples.shown(0);
        independent &= !leading || found == Found.DECODABLE_LEADING;
      } else if (header.isVideo()) {
        independent &= samples.shown(i) >= samples.shown(0);
      } else if (!checkSound(i)) {
        return true;
      }
    }
    return independent;
  }

  private enum Found {
    BROKEN,
    /** A leading picture that decoders do not skip where they start at its sync sample. */
    DECODABLE_LEADING,
    OTHER
  }

  private Found look(NalFormat nal, int index) {
    boolean h265 = nal.syntax() instanceof H265Syntax;
    boolean picture = false;
    boolean sync = false;
    boolean skipped = false;
    Payload strange = Payload.EMPTY;
    try {
      NalUnits units =
          NalUnits.lengthPrefixed(nal.syntax(), samples.data(index), nal.lengthSize(), 0);
      while (units.next()) {
        int type = units.type();
        if (!about.check(
            Rule.S_19,
            type != NalUnitType.FORBIDDEN,
            samples.place(index),
            "forbidden NAL header")) {
          return Found.BROKEN;
        }
        NalRole role = nal.syntax().role(type);
        if (role == NalRole.PICTURE) {
          picture = true;
          sync |= isSync(h265, type);
          skipped |= h265 && io.millrace.codec.h265.NalUnitType.isRasl(type);
        } else if (role == NalRole.PARAMETER_SET
            && nal.complete()
            && !nal.sets().contains(units.payload())) {
          strange = units.payload();
        }
      }
    } catch (MediaException e) {
      about.check(Rule.S_19, false, samples.place(index), "%s", String.valueOf(e.getMessage()));
      return Found.BROKEN;
    }
    about.check(
        Rule.I_14,
        strange.isEmpty(),
        samples.place(index),
        "a parameter set of %d bytes that the init segment lacks",
        strange.length());
    boolean sound =
        about.check(Rule.S_19, picture, samples.place(index), "no picture")
            && checkFlags(index, sync);
    return !sound ? Found.BROKEN : h265 && !skipped ? Found.DECODABLE_LEADING : Found.OTHER;
  }

  private static boolean isSync(boolean h265, int type) {
    return h265 ? io.millrace.codec.h265.NalUnitType.isIrap(type) : type == NalUnitType.IDR_SLICE;
  }

  private boolean checkFlags(int index, boolean sync) {
    int depends = samples.flags(index) >> 24 & 3;
    return about.check(
        Rule.S_13,
        samples.isSync(index) == sync && (depends == DEPENDS_ON_NONE) == sync,
        samples.place(index),
        "flags 0x%08x, the picture is %s",
        samples.flags(index),
        sync ? "a sync sample" : "none to start at");
  }

  /** False after a finding: one a segment is enough. */
  private boolean checkSound(int index) {
    boolean flags =
        about.check(
            Rule.S_13, samples.isSync(index), samples.place(index), "sound that is no sync sample");
    long frame = header.sound() == null ? 0 : header.sound().aacFrame();
    if (frame == 0 || !flags) {
      return flags;
    }
    Payload data = samples.data(index);
    boolean adts =
        data.length() > 1 && data.unsignedAt(0) == 0xff && (data.unsignedAt(1) & 0xf6) == 0xf0;
    return about.check(
        Rule.S_20,
        !adts && samples.duration(index) == frame,
        samples.place(index),
        adts ? "an ADTS header" : "duration %d, a frame has %d",
        samples.duration(index),
        frame);
  }
}
