package io.millrace.demux.libav;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.libav.Pass.Read;
import io.millrace.libav.ContainerReader.End;
import io.millrace.libav.ContainerTrack;
import io.millrace.libav.LibavException;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads what FFmpeg's demuxers read and Millrace's do not, in passes: whenever a block of bytes has
 * come, the container is opened anew in memory, read from a place a little before the last access
 * unit to the newest byte, and closed. Of the packets found, those are handed out that are new and
 * that FFmpeg has found without asking for bytes behind the newest one: they would be the same if
 * the rest were there. So all there is between two pushes are bytes and numbers, which can be
 * saved, and nothing native, which could not.
 *
 * <p>Blocks end at places that depend on the stream alone, never on how its bytes come. A block is
 * about half a second, at most {@value #MAX_BLOCK_BYTES} bytes, or a quarter of what is kept if
 * that is more.
 */
public final class LibavDemuxer implements Demuxer {
  private static final int VERSION = 1;
  private static final int FIRST_BYTES = 8 << 10;

  /** What has shown no format up to here is refused. */
  private static final int MAX_PROBE_BYTES = 64 << 10;

  /** A container of which nothing is known with so many bytes is refused. */
  private static final int MAX_OPENING_BYTES = 4 << 20;

  private static final int MIN_BLOCK_BYTES = 4 << 10;
  private static final int MAX_BLOCK_BYTES = 1 << 20;
  private static final int TAIL_BLOCKS = 4;

  /** Past this the newest place to go on from is taken, whatever tracks have become silent. */
  private static final int LONG_TAIL_BYTES = 2 << 20;

  /** A container that cannot be read from the middle loses what is before so many bytes. */
  private static final int MAX_TAIL_BYTES = 16 << 20;

  private static final int MAX_SAVED_TRACKS = 64;

  private enum State {
    OPENING,
    READING,
    /** The container has ended before its bytes. */
    ENDED
  }

  private Passes passes = Passes.here();
  private State state = State.OPENING;
  private StreamBytes bytes = new StreamBytes();
  private String format = "";
  private Map<Integer, LibavTrack> tracks = new LinkedHashMap<>();

  /** Tracks that the head shows. */
  private Set<Integer> known = new TreeSet<>();

  /** Tracks of which packets came, but nothing else is known. */
  private Set<Integer> ignored = new TreeSet<>();

  private int block = MIN_BLOCK_BYTES;

  /** Offset in the stream where the open block ends. */
  private long blockEnd = FIRST_BYTES;

  /** From how many bytes on it is worth while to look for a place further on. */
  private int nextSearch = MIN_BLOCK_BYTES;

  /**
   * Whether FFmpeg is certain that it reads what begins with {@code beginning}.
   *
   * @throws MediaException.Unsupported if FFmpeg is not here, or does not survive it
   */
  public static boolean knows(Payload beginning, Passes passes) {
    return !passes.formatOf(beginning).isEmpty();
  }

  /** Says where FFmpeg's demuxers run from here on; it changes nothing, and is not saved. */
  public void readBy(Passes other) {
    passes = other;
  }

  /**
   * {@inheritDoc}
   *
   * @throws MediaException.Unsupported if FFmpeg is not here or does not read this either
   */
  @Override
  public void push(Payload next, DemuxHandler handler) {
    int at = 0;
    while (at < next.length() && state != State.ENDED) {
      int count = (int) Math.min(blockEnd - bytes.end(), next.length() - at);
      bytes.add(next.slice(at, count));
      at += count;
      if (bytes.end() == blockEnd) {
        readBlock(handler);
      }
    }
  }

  /** Bytes kept behind the head. */
  int held() {
    return bytes.tailLength();
  }

  private void readBlock(DemuxHandler handler) {
    if (state == State.OPENING && !open(false, handler)) {
      blockEnd = 2 * bytes.end();
      return;
    }
    read(false, handler);
    blockEnd = nextBlockEnd();
  }

  /** What is kept is read at each pass: the more it is, the longer a block. */
  private long nextBlockEnd() {
    int most = Math.max(0, MAX_TAIL_BYTES - bytes.tailLength());
    return bytes.end() + Math.max(block, Math.min(most, bytes.tailLength() / TAIL_BLOCKS));
  }

  /** Tries to find the tracks in what has come; false if more is needed. */
  private boolean open(boolean last, DemuxHandler handler) {
    int beginning = Math.min(MAX_PROBE_BYTES, bytes.tailLength());
    Opening opening = passes.open(bytes.view(), beginning);
    long most = opening.format().isEmpty() ? MAX_PROBE_BYTES : MAX_OPENING_BYTES;
    boolean full = last || bytes.end() >= most;
    if (opening.tracks().isEmpty() || opening.needsMore() && !full) {
      if (full) {
        throw new MediaException.Unsupported(0, "Cannot read input: %s", opening.complaint());
      }
      return false;
    }
    format = opening.format();
    known = opening.known();
    bytes.keepHead(opening.headBytes());
    declare(opening.tracks(), handler);
    state = State.READING;
    return true;
  }

  private void declare(List<ContainerTrack> found, DemuxHandler handler) {
    for (ContainerTrack track : found) {
      if (!tracks.containsKey(track.id())) {
        tracks.put(track.id(), new LibavTrack(track));
      }
    }
    handler.onTracks(tracks.values().stream().map(LibavTrack::declared).toList());
  }

  private void read(boolean last, DemuxHandler handler) {
    Pass pass;
    try {
      pass = passes.read(format, bytes.view(), bytes.tailStart(), known);
    } catch (LibavException e) {
      drop(new MediaException.Malformed(bytes.tailStart(), "%s", e), handler);
      return;
    }
    List<Read> read = last ? pass.packets() : pass.settled();
    findNewTracks(read, handler);
    read.forEach(each -> take(each, handler));
    adapt(read);
    if (pass.end() == End.OF_CONTAINER) {
      finish(handler);
    } else if (pass.end() == End.DAMAGE) {
      drop(new MediaException.Malformed(bytes.end(), "%s: damaged", format), handler);
    } else if (!last) {
      goOn(read, handler);
    }
  }

  private void take(Read read, DemuxHandler handler) {
    LibavTrack track = tracks.get(read.track());
    if (track != null && track.isNew(read)) {
      track.take(read, format, handler);
    } else if (track != null) {
      track.meet(read);
    }
  }

  private void findNewTracks(List<Read> read, DemuxHandler handler) {
    Set<Integer> unknown = new TreeSet<>();
    read.forEach(each -> unknown.add(each.track()));
    unknown.removeAll(tracks.keySet());
    unknown.removeAll(ignored);
    if (unknown.isEmpty()) {
      return;
    }
    List<ContainerTrack> found = passes.tracksFrom(format, bytes.view(), bytes.tailStart());
    List<ContainerTrack> added = found.stream().filter(t -> unknown.remove(t.id())).toList();
    ignored.addAll(unknown);
    if (!added.isEmpty() && tracks.size() + added.size() <= MAX_SAVED_TRACKS) {
      declare(added, handler);
    }
  }

  /** Makes a block half a second of media long, as far as that is a power of two. */
  private void adapt(List<Read> read) {
    for (LibavTrack track : tracks.values()) {
      long bytesPerSecond = BitRate.of(track, read);
      if (bytesPerSecond > 0) {
        long half = Long.highestOneBit(Math.max(1, bytesPerSecond / 2));
        block = (int) Math.max(MIN_BLOCK_BYTES, Math.min(MAX_BLOCK_BYTES, half));
        return;
      }
    }
  }

  private void goOn(List<Read> settled, DemuxHandler handler) {
    if (bytes.tailLength() < nextSearch) {
      return;
    }
    long from = bytes.tailStart();
    boolean isLong = bytes.tailLength() > LONG_TAIL_BYTES;
    long next =
        new Resumption(passes, format, bytes.view(), known, settled, tracks.values())
            .find(from, isLong);
    if (next > from) {
      bytes.dropBefore(next);
    } else if (bytes.tailLength() >= MAX_TAIL_BYTES) {
      drop(
          new MediaException.Unsupported(
              from, "%s: nothing can be read from the middle of %d bytes", format, MAX_TAIL_BYTES),
          handler);
    }
    int twice = 2 * Math.max(MIN_BLOCK_BYTES, bytes.tailLength());
    nextSearch = Math.min(MAX_TAIL_BYTES, twice);
  }

  private void drop(MediaException reason, DemuxHandler handler) {
    long end = bytes.end();
    tracks.values().forEach(track -> track.lose(end, handler));
    handler.onLoss(DemuxHandler.ALL_TRACKS, reason);
    bytes.dropBefore(end);
    nextSearch = MIN_BLOCK_BYTES;
  }

  private void finish(DemuxHandler handler) {
    tracks.values().forEach(track -> track.end(handler));
    bytes = new StreamBytes();
    state = State.ENDED;
  }

  @Override
  public void skip(DemuxHandler handler) {
    switch (state) {
      case OPENING -> {
        long dropped = bytes.end();
        bytes = new StreamBytes();
        blockEnd = FIRST_BYTES;
        handler.onLoss(
            DemuxHandler.ALL_TRACKS,
            new MediaException.Malformed(dropped, "Bytes missing before the tracks are known"));
      }
      case READING -> {
        read(false, handler);
        if (state == State.READING) {
          drop(new MediaException.Malformed(bytes.end(), "%s: bytes missing", format), handler);
          blockEnd = nextBlockEnd();
        }
      }
      case ENDED -> {}
    }
  }

  @Override
  public void end(DemuxHandler handler) {
    if (state == State.OPENING) {
      try {
        open(true, handler);
      } catch (MediaException e) {
        handler.onLoss(DemuxHandler.ALL_TRACKS, e);
      }
    }
    if (state == State.READING) {
      read(true, handler);
    }
    if (state == State.READING) {
      finish(handler);
    }
    state = State.ENDED;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeUTF(state.name());
    bytes.save(out);
    out.writeUTF(format);
    out.writeInt(tracks.size());
    for (LibavTrack track : tracks.values()) {
      track.save(out);
    }
    saveIds(known, out);
    saveIds(ignored, out);
    out.writeInt(block);
    out.writeLong(blockEnd);
    out.writeInt(nextSearch);
  }

  private static void saveIds(Set<Integer> ids, DataOutput out) throws IOException {
    out.writeInt(ids.size());
    for (int id : ids) {
      out.writeInt(id);
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException for an unknown version
   */
  public static LibavDemuxer load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "FFmpeg demuxer");
    LibavDemuxer loaded = new LibavDemuxer();
    loaded.state = SavedMedia.named(State.values(), in.readUTF(), "state of an FFmpeg demuxer");
    loaded.bytes = StreamBytes.load(in);
    loaded.format = in.readUTF();
    for (int i = SavedMedia.readCount(in, MAX_SAVED_TRACKS, "tracks"); i > 0; i--) {
      LibavTrack track = LibavTrack.load(in);
      loaded.tracks.put(track.source().id(), track);
    }
    loaded.known = loadIds(in);
    loaded.ignored = loadIds(in);
    loaded.block = in.readInt();
    loaded.blockEnd = in.readLong();
    loaded.nextSearch = in.readInt();
    return loaded;
  }

  private static Set<Integer> loadIds(DataInput in) throws IOException {
    Set<Integer> ids = new TreeSet<>();
    for (int i = SavedMedia.readCount(in, MAX_SAVED_TRACKS, "track numbers"); i > 0; i--) {
      ids.add(in.readInt());
    }
    return ids;
  }
}
