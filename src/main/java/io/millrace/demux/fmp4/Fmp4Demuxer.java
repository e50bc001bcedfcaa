package io.millrace.demux.fmp4;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.fmp4.FragmentReader.Fragment;
import io.millrace.media.MediaException;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * MP4 with its moov in front, and fragmented MP4, live or finished. ISO/IEC 14496-12. Times are
 * ticks of mdhd's timescale with the first media edit of an edit list applied.
 *
 * <p>Media bytes are not gathered: a sample is cut out of what passes by, in the order of the file.
 * A moov that comes again means nothing if it is the same, else its tracks are declared anew.
 * Offsets that count from the start of the file count from the last ftyp; they are lost with
 * missing bytes, and only fragments that count from their moof can be read behind those.
 */
public final class Fmp4Demuxer implements Demuxer {
  private static final int ALL_TRACKS = DemuxHandler.ALL_TRACKS;
  private static final int VERSION = 1;
  private static final int MAX_UNDECLARED = 64;

  /** Of moofs whose data has not come: data may stand behind several of them. */
  private static final long MAX_WAITING_BYTES = 32 << 20;

  private BoxSplitter splitter = new BoxSplitter();

  /** Payload of the moov in force, from which {@link #movie} is read again after a load. */
  private Payload moov = Payload.EMPTY;

  private long moovOffset;
  private long moovOrigin;
  private @Nullable Movie movie;

  /** Of the file in the session: the last ftyp. */
  private long origin;

  private boolean moofSeen;
  private long waitingBytes;
  private SampleCutter cutter = new SampleCutter();

  /** By track_ID: where a fragment goes on that does not say when it is decoded. */
  private Map<Integer, Long> decodeTimes = new TreeMap<>();

  /** Those track_IDs of fragments that moov does not have: each is reported once. */
  private final TreeSet<Integer> undeclared = new TreeSet<>();

  /**
   * {@inheritDoc}
   *
   * @throws Unsupported if media comes before a moov, or the first moov is past a bound
   * @throws Malformed if the first moov cannot be read, or the first bytes are no box
   */
  @Override
  public void push(Payload bytes, DemuxHandler handler) {
    splitter.push(bytes, new Visitor(handler));
  }

  @Override
  public void skip(DemuxHandler handler) {
    boolean reported = splitter.isLost();
    splitter.skip();
    cutter.clear();
    origin = FragmentReader.NO_ORIGIN;
    if (!reported) {
      handler.onLoss(ALL_TRACKS, new Malformed(splitter.offset(), "bytes are missing from here"));
    }
  }

  @Override
  public void end(DemuxHandler handler) {
    MediaException reason = splitter.unfinished();
    if (reason == null && movie == null && !moofSeen && splitter.offset() > 0) {
      reason = new Malformed(splitter.offset(), "the input ends before its moov");
    }
    if (reason == null && cutter.isWaiting()) {
      reason = new Malformed(splitter.offset(), "the input ends before all samples have come");
    }
    splitter.skip();
    cutter.clear();
    if (reason != null) {
      handler.onLoss(ALL_TRACKS, reason);
    }
  }

  /** What the splitter finds during one push. */
  private final class Visitor implements BoxVisitor {
    private final DemuxHandler handler;

    Visitor(DemuxHandler handler) {
      this.handler = handler;
    }

    @Override
    public void onBegin(String type, long offset, long size) {
      if (type.equals("ftyp")) {
        origin = offset;
      }
      boolean media = type.equals("mdat") && size > 16;
      if (media && movie == null && !moofSeen && !splitter.isLost()) {
        throw new Unsupported(
            offset,
            "moov is behind the media, or there is none: move it to the front (faststart),"
                + " or use 'millrace package FILE'");
      }
    }

    @Override
    public void onBytes(Payload bytes, int from, int to, long offset, long boxEnd) {
      cutter.pass(bytes, from, to, offset, boxEnd, handler);
    }

    @Override
    public void onDamage(MediaException reason) {
      if (movie == null && reason.byteOffset() == 0) {
        throw reason;
      }
      handler.onLoss(ALL_TRACKS, reason);
    }

    @Override
    public boolean onWhole(String type, Payload payload, long offset, long payloadOffset) {
      return type.equals("moov")
          ? onMoov(payload, payloadOffset)
          : onMoof(payload, offset, payloadOffset);
    }

    private boolean onMoov(Payload payload, long payloadOffset) {
      boolean repeated = movie != null && payload.equals(moov);
      if (repeated && (origin == moovOrigin || !hasTables())) {
        return true; // every init segment has it
      }
      Payload kept = payload.compact();
      try {
        start(kept, payloadOffset, Movie.read(kept, payloadOffset));
      } catch (MediaException e) {
        if (movie == null) {
          throw e;
        }
        handler.onLoss(ALL_TRACKS, e);
        return false; // what was declared before stays in force
      }
      return true;
    }

    private void start(Payload payload, long payloadOffset, Movie next) {
      if (cutter.isWaiting()) {
        handler.onLoss(
            ALL_TRACKS, new Malformed(payloadOffset, "moov before all samples have come"));
      }
      List<Track> before = cutter.announced();
      moov = payload;
      moovOffset = payloadOffset;
      moovOrigin = origin;
      movie = next;
      undeclared.clear();
      decodeTimes = decodeTimes(next);
      cutter.start(pending(next));
      if (!cutter.announced().equals(before)) {
        handler.onTracks(cutter.announced());
      }
      if (origin == FragmentReader.NO_ORIGIN && hasTables()) {
        cutter.clear();
        handler.onLoss(
            ALL_TRACKS,
            new Malformed(payloadOffset, "moov: its samples cannot be found behind missing bytes"));
      }
    }

    private boolean onMoof(Payload payload, long offset, long payloadOffset) {
      if (movie == null) {
        if (!moofSeen) {
          moofSeen = true;
          handler.onLoss(
              ALL_TRACKS,
              new Malformed(offset, "moof before moov: send the init segment in front"));
        }
        return true;
      }
      moofSeen = true;
      Payload kept = waitFor(payload, payloadOffset);
      try {
        FragmentReader reader = new FragmentReader(movie, decodeTimes, offset, origin);
        add(reader.read(kept, payloadOffset), offset);
      } catch (MediaException e) {
        handler.onLoss(ALL_TRACKS, e);
        return false;
      }
      return true;
    }

    /**
     * The payload to read, when moofs before this one have run out of place for their data, or have
     * too much of it outstanding.
     */
    private Payload waitFor(Payload payload, long payloadOffset) {
      if (!cutter.isWaitingForRuns()) {
        waitingBytes = payload.length();
        return payload;
      }
      waitingBytes += payload.length();
      if (waitingBytes > MAX_WAITING_BYTES
          || cutter.isWaitingForRunsBefore(payloadOffset + payload.length())) {
        waitingBytes = payload.length();
        cutter.clearRuns();
        handler.onLoss(
            ALL_TRACKS, new Malformed(payloadOffset, "moof before the data of another one"));
      }
      return payload.compact(); // of many that wait, none keeps a whole chunk alive
    }

    private void add(Fragment fragment, long offset) {
      decodeTimes = fragment.decodeTimes();
      for (FragmentReader.Run run : fragment.runs()) {
        PendingTrack track = cutter.track(run.trackId());
        if (track != null) {
          track.add(run.samples());
        }
      }
      for (int id : fragment.undeclared()) {
        if (undeclared.size() < MAX_UNDECLARED && undeclared.add(id)) {
          handler.onLoss(
              ALL_TRACKS, new Malformed(offset, "moof: track %d, which moov does not declare", id));
        }
      }
    }
  }

  private boolean hasTables() {
    return movie != null && movie.inOrder().stream().anyMatch(track -> !track.tables().isEmpty());
  }

  private List<PendingTrack> pending(Movie next) {
    List<PendingTrack> pending = new ArrayList<>();
    for (Fmp4Track track : next.inOrder()) {
      pending.add(new PendingTrack(track, Math.max(0, origin)));
    }
    return pending;
  }

  private static Map<Integer, Long> decodeTimes(Movie movie) {
    Map<Integer, Long> times = new TreeMap<>();
    for (Fmp4Track track : movie.inOrder()) {
      times.put(track.id(), Math.max(0, track.tables().totalDuration()));
    }
    return times;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    splitter.save(out);
    out.writeLong(origin);
    out.writeBoolean(moofSeen);
    out.writeLong(waitingBytes);
    out.writeBoolean(movie != null);
    if (movie == null) {
      return;
    }
    SavedMedia.writePayload(out, moov);
    out.writeLong(moovOffset);
    out.writeLong(moovOrigin);
    for (Fmp4Track track : movie.inOrder()) {
      out.writeLong(decodeTimes.getOrDefault(track.id(), 0L));
    }
    out.writeByte(undeclared.size());
    for (int id : undeclared) {
      out.writeInt(id);
    }
    cutter.save(out);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if it was written by a version that is not known, or by nobody
   */
  public static Fmp4Demuxer load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "MP4 demuxer");
    Fmp4Demuxer demuxer = new Fmp4Demuxer();
    demuxer.splitter = BoxSplitter.load(in);
    demuxer.origin = in.readLong();
    demuxer.moofSeen = in.readBoolean();
    demuxer.waitingBytes = in.readLong();
    if (in.readBoolean()) {
      demuxer.loadMovie(in);
    }
    return demuxer;
  }

  private void loadMovie(DataInput in) throws IOException {
    moov = SavedMedia.readPayload(in);
    moovOffset = in.readLong();
    moovOrigin = in.readLong();
    Movie loaded;
    try {
      loaded = Movie.read(moov, moovOffset);
    } catch (MediaException e) {
      throw new IOException("Cannot read saved MP4 demuxer: its moov", e);
    }
    movie = loaded;
    for (Fmp4Track track : loaded.inOrder()) {
      decodeTimes.put(track.id(), in.readLong());
    }
    for (int i = in.readUnsignedByte(); i > 0; i--) {
      undeclared.add(in.readInt());
    }
    cutter = SampleCutter.load(in, loaded.inOrder());
  }
}
