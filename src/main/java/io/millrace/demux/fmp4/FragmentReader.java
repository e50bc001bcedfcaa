package io.millrace.demux.fmp4;

import io.millrace.demux.fmp4.Fmp4Track.SampleDescription;
import io.millrace.demux.fmp4.RunSamples.Layout;
import io.millrace.isobmff.BoxCursor;
import io.millrace.isobmff.Tfdt;
import io.millrace.isobmff.Tfhd;
import io.millrace.isobmff.Trex;
import io.millrace.media.MediaException;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one moof: where the samples of each run lie, and when they are decoded. ISO/IEC 14496-12,
 * 8.8. It changes nothing: the runs count only when all of the moof could be read.
 */
final class FragmentReader {
  /** The start of the file is not known, since bytes before this are missing. */
  static final long NO_ORIGIN = -1;

  private static final int FLAGS_SIZE = 4;
  private static final int DATA_OFFSET = 0x1;
  private static final int FIRST_SAMPLE_FLAGS = 0x4;
  private static final int DURATION = 0x100;
  private static final int SIZE = 0x200;
  private static final int FLAGS = 0x400;
  private static final int COMPOSITION = 0x800;
  private static final int MAX_RUNS = 1 << 16;

  private final Movie movie;
  private final Map<Integer, Long> decodeTimes;
  private final long moofOffset;
  private final long origin;
  private final List<Run> runs = new ArrayList<>();
  private final Set<Integer> undeclared = new TreeSet<>();

  /** Behind the data of the track fragment before, which the next one may go on from. */
  private long impliedBase;

  private int runCount;

  /** A run of a track. */
  record Run(int trackId, RunSamples samples) {}

  /**
   * What a moof announces.
   *
   * @param runs of readable samples
   * @param decodeTimes by track_ID: where the next fragment goes on that does not say so itself
   * @param undeclared track_IDs that moov does not have
   */
  record Fragment(List<Run> runs, Map<Integer, Long> decodeTimes, Set<Integer> undeclared) {}

  /**
   * Stands before a moof.
   *
   * @param decodeTimes by track_ID: where each track goes on
   * @param moofOffset of the moof in the session
   * @param origin of the file in the session, or {@link #NO_ORIGIN}
   */
  FragmentReader(Movie movie, Map<Integer, Long> decodeTimes, long moofOffset, long origin) {
    this.movie = movie;
    this.decodeTimes = new LinkedHashMap<>(decodeTimes);
    this.moofOffset = moofOffset;
    this.origin = origin;
    this.impliedBase = moofOffset;
  }

  /**
   * Reads the payload of the moof.
   *
   * @throws MediaException if something of it cannot be read
   */
  Fragment read(Payload moof, long payloadOffset) {
    BoxCursor box = new BoxCursor(moof, payloadOffset);
    while (box.next()) {
      if (box.type().equals("traf")) {
        readTrack(box);
      }
    }
    return new Fragment(runs, decodeTimes, undeclared);
  }

  private void readTrack(BoxCursor traf) {
    Tfhd header = null;
    Tfdt time = null;
    BoxCursor box = traf.children();
    while (box.next()) {
      switch (box.type()) {
        case "tfhd" -> header = (Tfhd) box.read();
        case "tfdt" -> time = (Tfdt) box.read();
        default -> {} // runs are read when their defaults are known
      }
    }
    if (header == null) {
      throw traf.malformed("no tfhd");
    }
    Fmp4Track track =
        header.trackId() <= Integer.MAX_VALUE ? movie.tracks().get((int) header.trackId()) : null;
    if (track == null) {
      undeclared.add((int) header.trackId());
    } else {
      new TrackFragment(track, header, time, traf).readRuns();
    }
  }

  /** One traf. */
  private final class TrackFragment {
    private final Fmp4Track track;
    private final Tfhd header;
    private final BoxCursor traf;
    private final long base;
    private final int description;
    private long dataEnd;
    private long decodeTime;

    TrackFragment(Fmp4Track track, Tfhd header, @Nullable Tfdt time, BoxCursor traf) {
      this.track = track;
      this.header = header;
      this.traf = traf;
      this.base = base();
      this.dataEnd = base;
      this.description = description();
      this.decodeTime =
          time == null
              ? decodeTimes.getOrDefault(track.id(), 0L)
              : checkedTime(time.baseMediaDecodeTime());
    }

    /** ISO/IEC 14496-12, 8.8.7.1: explicit, or the moof, or behind the data of the traf before. */
    private long base() {
      if (header.has(Tfhd.BASE_DATA_OFFSET)) {
        if (origin == NO_ORIGIN) {
          throw new Unsupported(
              traf.offset(),
              "tfhd: base-data-offset behind missing bytes; set default-base-is-moof");
        }
        return header.baseDataOffset() > Long.MAX_VALUE / 2
            ? Long.MAX_VALUE / 2
            : origin + header.baseDataOffset();
      }
      return header.has(Tfhd.DEFAULT_BASE_IS_MOOF) ? moofOffset : impliedBase;
    }

    private int description() {
      long index =
          header.has(Tfhd.SAMPLE_DESCRIPTION_INDEX)
              ? header.sampleDescriptionIndex()
              : track.defaults().defaultSampleDescriptionIndex();
      if (index < 1 || index > track.descriptions().size()) {
        throw traf.malformed("sample description %d of %d", index, track.descriptions().size());
      }
      return (int) index - 1;
    }

    private long checkedTime(long time) {
      if (time > Ticks.max(track.timescale())) {
        throw traf.malformed("decode time %d at %d ticks per second", time, track.timescale());
      }
      return time;
    }

    void readRuns() {
      BoxCursor box = traf.children();
      while (box.next()) {
        if (box.type().equals("trun")) {
          readRun(box);
        }
      }
      impliedBase = dataEnd;
      decodeTimes.put(track.id(), decodeTime);
    }

    private void readRun(BoxCursor trun) {
      Payload payload = trun.payload();
      if (payload.length() < FLAGS_SIZE + 4) {
        throw trun.malformed("%d bytes", payload.length());
      }
      int flags = BigEndian.s32(payload, 0) & 0xff_ffff;
      int at = FLAGS_SIZE + 4;
      int fields = 4 * Integer.bitCount(flags & (DATA_OFFSET | FIRST_SAMPLE_FLAGS));
      if (payload.length() < at + fields) {
        throw trun.malformed("%d bytes", payload.length());
      }
      long offset = dataEnd;
      if ((flags & DATA_OFFSET) != 0) {
        offset = base + BigEndian.s32(payload, at);
        at += 4;
      }
      Layout layout = layout(trun, flags, at);
      add(trun, layout, offset);
    }

    private Layout layout(BoxCursor trun, int flags, int from) {
      Payload payload = trun.payload();
      Trex defaults = track.defaults();
      int sampleFlags =
          header.has(Tfhd.DEFAULT_SAMPLE_FLAGS)
              ? header.defaultSampleFlags()
              : defaults.defaultSampleFlags();
      boolean hasFirst = (flags & FIRST_SAMPLE_FLAGS) != 0;
      int firstFlags = hasFirst ? BigEndian.s32(payload, from) : sampleFlags;
      int at = hasFirst ? from + 4 : from;
      int entrySize = 4 * Integer.bitCount(flags & (DURATION | SIZE | FLAGS | COMPOSITION));
      long count = BigEndian.u32(payload, FLAGS_SIZE);
      if (count > RunSamples.MAX_SAMPLES || count * entrySize > payload.length() - at) {
        throw trun.malformed("%d samples in %d bytes", count, payload.length() - at);
      }
      return new Layout(
          (int) count,
          payload.slice(at, (int) count * entrySize),
          entrySize,
          fieldAt(flags, DURATION),
          fieldAt(flags, SIZE),
          fieldAt(flags, FLAGS),
          fieldAt(flags, COMPOSITION),
          header.has(Tfhd.DEFAULT_SAMPLE_DURATION)
              ? header.defaultSampleDuration()
              : defaults.defaultSampleDuration(),
          header.has(Tfhd.DEFAULT_SAMPLE_SIZE)
              ? header.defaultSampleSize()
              : defaults.defaultSampleSize(),
          sampleFlags,
          firstFlags);
    }

    /** Fields stand in the order of their flags, lowest first. */
    private static int fieldAt(int flags, int field) {
      return (flags & field) == 0
          ? RunSamples.ABSENT
          : 4 * Integer.bitCount(flags & (DURATION | SIZE | FLAGS | COMPOSITION) & field - 1);
    }

    private void add(BoxCursor trun, Layout layout, long offset) {
      if (++runCount > MAX_RUNS) {
        throw new Unsupported(trun.offset(), "moof: more than %d runs", MAX_RUNS);
      }
      boolean nothing = layout.sizeAt() == RunSamples.ABSENT && layout.size() == 0;
      SampleDescription described = track.descriptions().get(description);
      if (described.readable() && layout.count() > 0 && !nothing) {
        Packing packing = described.packing();
        Layout units = packing == null ? layout : packing.bundled(layout);
        runs.add(new Run(track.id(), new RunSamples(units, description, offset, decodeTime)));
      }
      decodeTime = checkedTime(decodeTime + layout.totalDuration());
      dataEnd = offset + layout.totalSize();
    }
  }
}
