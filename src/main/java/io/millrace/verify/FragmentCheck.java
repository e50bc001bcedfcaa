package io.millrace.verify;

import io.millrace.isobmff.BoxCursor;
import io.millrace.isobmff.Mfhd;
import io.millrace.isobmff.Tfdt;
import io.millrace.isobmff.Tfhd;
import io.millrace.isobmff.Trun;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A moof against the rules S, and the samples that it tells of. ISO/IEC 14496-12, 8.8. */
final class FragmentCheck {
  /** Longer than from 1970 to today, which some count from. */
  private static final long MAX_SECONDS = 1L << 31;

  private final Findings.About about;
  private final TrackHeader header;

  FragmentCheck(Findings.About about, TrackHeader header) {
    this.about = about;
    this.header = header;
  }

  /**
   * A fragment whose structure holds.
   *
   * @param offset of moof in the segment
   */
  record Fragment(
      long offset, long sequence, Tfhd tfhd, long decodeTime, Trun trun, String place) {}

  /**
   * Reads the moof that the cursor is at.
   *
   * @return null after a finding that leaves no samples to look at
   */
  @Nullable Fragment read(BoxCursor moof) {
    BoxCursor box = moof.children();
    Mfhd mfhd = null;
    int trafs = 0;
    Traf traf = null;
    while (box.next()) {
      if (box.type().equals("mfhd")) {
        mfhd = (Mfhd) box.read();
      } else if (box.type().equals("traf")) {
        trafs++;
        traf = traf == null ? Traf.read(box) : traf;
      }
    }
    String place = place("moof", moof);
    about.check(Rule.S_09, mfhd != null, place, "no mfhd");
    if (!about.check(Rule.S_03, trafs == 1, place, "%d traf", trafs) || traf == null) {
      return null;
    }
    return mfhd == null ? null : fragment(moof.offset(), mfhd.sequenceNumber(), traf, place);
  }

  private static String place(String type, BoxCursor box) {
    return "%s at byte %d".formatted(type, box.offset());
  }

  /** A box as it lies in traf. */
  private record Raw(Payload payload, BoxCursor cursor, String place) {
    int version() {
      return payload.length() > 0 ? payload.unsignedAt(0) : 0;
    }

    int flags() {
      return payload.length() < 4
          ? 0
          : payload.unsignedAt(1) << 16 | payload.unsignedAt(2) << 8 | payload.unsignedAt(3);
    }
  }

  /** The boxes of a traf that have a rule. */
  private record Traf(List<String> order, List<Raw> tfhd, List<Raw> tfdt, List<Raw> trun) {
    private static final int MAX_BOXES = 1_000;

    static Traf read(BoxCursor traf) {
      Traf found =
          new Traf(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      BoxCursor box = traf.children();
      while (box.next() && found.order.size() < MAX_BOXES) {
        List<Raw> list =
            switch (box.type()) {
              case "tfhd" -> found.tfhd;
              case "tfdt" -> found.tfdt;
              case "trun" -> found.trun;
              default -> null;
            };
        if (list != null) {
          found.order.add(box.type());
          // The cursor goes on, so what is needed later stands in one of its own.
          BoxCursor own = new BoxCursor(box.bytes(), box.offset());
          own.next();
          list.add(new Raw(box.payload(), own, place(box.type(), box)));
        }
      }
      return found;
    }
  }

  private @Nullable Fragment fragment(long offset, long sequence, Traf traf, String place) {
    boolean single = traf.tfhd().size() == 1 && traf.tfdt().size() == 1;
    boolean ordered = traf.order().indexOf("tfdt") > traf.order().indexOf("tfhd");
    ordered &=
        !traf.order().contains("trun")
            || traf.order().indexOf("trun") > traf.order().indexOf("tfdt");
    boolean headed =
        about.check(Rule.S_04, single && ordered, place, "traf holds %s", traf.order());
    boolean run =
        about.check(Rule.S_03, traf.trun().size() == 1, place, "%d trun", traf.trun().size());
    if (!headed || !run) {
      return null;
    }
    Raw tfdt = traf.tfdt().get(0);
    about.check(Rule.S_05, tfdt.version() == 1, tfdt.place(), "tfdt version %d", tfdt.version());
    Raw trun = traf.trun().get(0);
    boolean both =
        (trun.flags() & Trun.FIRST_SAMPLE_FLAGS) != 0 && (trun.flags() & Trun.SAMPLE_FLAGS) != 0;
    if (!about.check(Rule.S_14, !both, trun.place(), "trun flags 0x%x", trun.flags())) {
      return null;
    }
    Tfhd tfhd = (Tfhd) traf.tfhd().get(0).cursor().read();
    if (!checkTrack(tfhd, traf.tfhd().get(0).place())) {
      return null;
    }
    long decodeTime = ((Tfdt) tfdt.cursor().read()).baseMediaDecodeTime();
    boolean possible = decodeTime / header.timescale().ticksPerSecond() < MAX_SECONDS;
    if (!about.check(Rule.S_10, possible, tfdt.place(), "decode time %d", decodeTime)) {
      return null;
    }
    Trun read = (Trun) trun.cursor().read();
    return new Fragment(offset, sequence, tfhd, decodeTime, read, trun.place());
  }

  private boolean checkTrack(Tfhd tfhd, String place) {
    about.check(
        Rule.S_06,
        tfhd.has(Tfhd.DEFAULT_BASE_IS_MOOF) && !tfhd.has(Tfhd.BASE_DATA_OFFSET),
        place,
        "tfhd flags 0x%x",
        tfhd.flags());
    return about.check(
        Rule.S_08,
        tfhd.trackId() == header.trackId(),
        place,
        "track %d, the init segment has %d",
        tfhd.trackId(),
        header.trackId());
  }

  /**
   * Adds the fragment's samples.
   *
   * @param dataStart of the payload of mdat, in the segment
   * @param dataSize of it
   * @return false after a finding, and then none is added
   */
  boolean addSamples(Fragment fragment, long dataStart, long dataSize, Samples samples) {
    Trun trun = fragment.trun();
    long from = fragment.offset() + trun.dataOffset();
    long bytes = 0;
    for (Trun.Entry entry : trun.samples()) {
      bytes += size(fragment, entry);
    }
    boolean fills =
        about.check(
            Rule.S_07,
            from == dataStart && bytes == dataSize,
            fragment.place(),
            "%d bytes of samples from byte %d, mdat has %d from byte %d",
            bytes,
            from,
            dataSize,
            dataStart);
    boolean signed = checkOffsets(fragment);
    if (!fills) {
      return false;
    }
    long time = fragment.decodeTime();
    int position = (int) from;
    for (int i = 0; i < trun.samples().size(); i++) {
      Trun.Entry entry = trun.samples().get(i);
      long duration = duration(fragment, entry);
      int size = (int) size(fragment, entry);
      long offset = signed ? entry.compositionOffset() : (int) entry.compositionOffset();
      samples.add(time, duration, offset, flags(fragment, entry, i), position, size);
      time += duration;
      position += size;
    }
    return true;
  }

  private boolean checkOffsets(Fragment fragment) {
    Trun trun = fragment.trun();
    boolean wrapped = false;
    for (Trun.Entry entry : trun.samples()) {
      wrapped |= entry.compositionOffset() > Integer.MAX_VALUE;
    }
    boolean has = (trun.flags() & Trun.SAMPLE_COMPOSITION_TIME_OFFSET) != 0;
    about.check(
        Rule.S_15,
        !wrapped && !(has && trun.version() == 1 && header.edited()),
        fragment.place(),
        wrapped ? "offsets below 0 in version 0" : "signed offsets beside an edit list");
    return !wrapped;
  }

  private long size(Fragment fragment, Trun.Entry entry) {
    if ((fragment.trun().flags() & Trun.SAMPLE_SIZE) != 0) {
      return entry.size();
    }
    return fragment.tfhd().has(Tfhd.DEFAULT_SAMPLE_SIZE)
        ? fragment.tfhd().defaultSampleSize()
        : header.defaults().defaultSampleSize();
  }

  private long duration(Fragment fragment, Trun.Entry entry) {
    if ((fragment.trun().flags() & Trun.SAMPLE_DURATION) != 0) {
      return entry.duration();
    }
    return fragment.tfhd().has(Tfhd.DEFAULT_SAMPLE_DURATION)
        ? fragment.tfhd().defaultSampleDuration()
        : header.defaults().defaultSampleDuration();
  }

  private int flags(Fragment fragment, Trun.Entry entry, int index) {
    int has = fragment.trun().flags();
    if ((has & Trun.SAMPLE_FLAGS) != 0) {
      return entry.flags();
    }
    if (index == 0 && (has & Trun.FIRST_SAMPLE_FLAGS) != 0) {
      return fragment.trun().firstSampleFlags();
    }
    return fragment.tfhd().has(Tfhd.DEFAULT_SAMPLE_FLAGS)
        ? fragment.tfhd().defaultSampleFlags()
        : header.defaults().defaultSampleFlags();
  }
}
