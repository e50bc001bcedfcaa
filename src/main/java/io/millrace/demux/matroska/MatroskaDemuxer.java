package io.millrace.demux.matroska;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.matroska.HeldBlocks.Held;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Matroska and WebM, live or finished. RFC 9559. Times are nanoseconds with CodecDelay subtracted.
 *
 * <p>A second EBML header or Segment starts over: its tracks are declared anew even if they are the
 * same, because its times are. Damage costs what is left of its Cluster. What cannot be recovered
 * before the tracks are known is thrown; if more is pushed all the same, the next EBML header is
 * looked for.
 */
public final class MatroskaDemuxer implements Demuxer {
  private static final int ALL_TRACKS = DemuxHandler.ALL_TRACKS;
  private static final int VERSION = 1;
  private static final EbmlSchema SCHEMA = new MatroskaSchema();

  private static final long DEFAULT_TIMESTAMP_SCALE = 1_000_000;
  private static final long MAX_TIMESTAMP_SCALE = 1_000_000_000;

  /** A thousand years of nanoseconds do not fit; a hundred do. */
  private static final long MAX_TIME = 100L * 366 * 86_400 * 1_000_000_000;

  private static final long UNKNOWN = -1;

  private static final int MAX_UNDECLARED = 64;
  private static final int MAX_TRACKS_BYTES = 8 << 20;

  private EbmlReader reader = new EbmlReader(SCHEMA);
  private long timestampScale = DEFAULT_TIMESTAMP_SCALE;

  /** Of the open Cluster, in ticks of the scale. */
  private long clusterTimestamp = UNKNOWN;

  /** Body of the Tracks element in force, from which {@link #tracks} is read again after a load. */
  private Payload tracksBody = Payload.EMPTY;

  private long tracksOffset;
  private Map<Integer, MatroskaTrack> tracks = Map.of();

  /** Track numbers of blocks that Tracks does not have: each is reported once. */
  private final TreeSet<Integer> undeclared = new TreeSet<>();

  private HeldBlocks held = new HeldBlocks();

  @Override
  public void push(Payload bytes, DemuxHandler handler) {
    reader.push(bytes, new Visitor(handler));
  }

  @Override
  public void skip(DemuxHandler handler) {
    boolean reported = reader.isLost();
    reader.skip();
    clusterTimestamp = UNKNOWN;
    if (!reported) {
      handler.onLoss(ALL_TRACKS, new Malformed(reader.offset(), "bytes are missing from here"));
    }
  }

  @Override
  public void end(DemuxHandler handler) {
    MediaException reason = reader.unfinished();
    reader.skip();
    held.clear();
    if (reason == null && tracks.isEmpty() && reader.offset() > 0) {
      reason = new Malformed(reader.offset(), "the input ends before its Tracks");
    }
    if (reason != null) {
      handler.onLoss(ALL_TRACKS, reason);
    }
  }

  private void startDocument() {
    timestampScale = DEFAULT_TIMESTAMP_SCALE;
    clusterTimestamp = UNKNOWN;
    tracksBody = Payload.EMPTY;
    tracks = Map.of();
    undeclared.clear();
    held.clear();
  }

  /** What the reader finds during one push. */
  private final class Visitor implements EbmlVisitor {
    private final DemuxHandler handler;

    Visitor(DemuxHandler handler) {
      this.handler = handler;
    }

    @Override
    public boolean isSafePoint(int id) {
      return id == MatroskaSchema.EBML || (id == MatroskaSchema.CLUSTER && !tracks.isEmpty());
    }

    @Override
    public void onOpened(EbmlElement element, long offset) {
      if (element.id() == MatroskaSchema.SEGMENT) {
        startDocument();
      }
      clusterTimestamp = UNKNOWN;
    }

    @Override
    public void onDamage(MediaException reason) {
      if (tracks.isEmpty()) {
        throw reason.byteOffset() > 0
            ? reason
            : new Malformed(0, "no EBML header: the input is neither Matroska nor WebM");
      }
      handler.onLoss(ALL_TRACKS, reason);
    }

    /** The reader looks for a new document from here on, should anybody push more. */
    private MediaException giveUp(MediaException reason) {
      reader.skip();
      startDocument();
      return reason;
    }

    @Override
    public boolean onWhole(EbmlElement element, Payload body, long offset) {
      return switch (element.id()) {
        case MatroskaSchema.SIMPLE_BLOCK, MatroskaSchema.BLOCK_GROUP ->
            onBlock(element.id(), body, offset);
        case MatroskaSchema.TIMESTAMP -> onTimestamp(body, offset);
        case MatroskaSchema.EBML -> onHeader(body, offset);
        case MatroskaSchema.INFO -> onInfo(body, offset);
        case MatroskaSchema.TRACKS -> onTracks(body, offset);
        default -> true;
      };
    }

    private boolean onHeader(Payload body, long offset) {
      try {
        DocumentHeader.check(body, offset);
      } catch (MediaException e) {
        if (reader.isLost()) {
          return false; // the search was misled, and its damage is reported already
        }
        throw giveUp(e);
      }
      startDocument();
      return true;
    }

    private boolean onInfo(Payload body, long offset) {
      try {
        timestampScale = timestampScale(new EbmlCursor(body, offset));
        return true;
      } catch (MediaException e) {
        return onUnreadable(e);
      }
    }

    private boolean onTracks(Payload body, long offset) {
      if (!tracks.isEmpty() && body.equals(tracksBody)) {
        return true; // live streams repeat it
      }
      Payload kept = body.compact();
      Map<Integer, MatroskaTrack> declared;
      try {
        declared = byNumber(kept, offset);
      } catch (MediaException e) {
        return onUnreadable(e);
      }
      tracksBody = kept;
      tracksOffset = offset;
      tracks = declared;
      undeclared.clear();
      handler.onTracks(declared.values().stream().map(MatroskaTrack::track).toList());
      onHeld();
      return true;
    }

    private void onHeld() {
      long resumed = clusterTimestamp;
      for (Held block : held.take()) {
        clusterTimestamp = block.clusterTimestamp();
        onBlock(block.elementId(), block.body(), block.offset());
      }
      clusterTimestamp = resumed;
    }

    private boolean onUnreadable(MediaException reason) {
      if (tracks.isEmpty()) {
        throw giveUp(reason);
      }
      handler.onLoss(ALL_TRACKS, reason);
      return true; // what was declared before stays in force
    }

    private boolean onTimestamp(Payload body, long offset) {
      long timestamp = 0;
      for (int i = 0; i < body.length(); i++) {
        timestamp = timestamp << 8 | body.unsignedAt(i);
      }
      if (timestamp < 0 || timestamp > MAX_TIME / timestampScale) {
        handler.onLoss(
            ALL_TRACKS, new Malformed(offset, "Timestamp: %s", Long.toUnsignedString(timestamp)));
        return false;
      }
      clusterTimestamp = timestamp;
      return true;
    }

    private boolean onBlock(int elementId, Payload body, long offset) {
      if (clusterTimestamp == UNKNOWN) {
        handler.onLoss(ALL_TRACKS, new Malformed(offset, "block before the Cluster's Timestamp"));
        return false;
      }
      if (tracks.isEmpty()) {
        hold(new Held(elementId, clusterTimestamp, body, offset));
        return true;
      }
      BlockGroup group;
      try {
        group = BlockGroup.read(elementId, body, offset);
      } catch (MediaException e) {
        handler.onLoss(ALL_TRACKS, e);
        return true;
      }
      onBlock(group);
      return true;
    }

    private void hold(Held block) {
      try {
        held.add(block);
      } catch (MediaException e) {
        throw giveUp(e);
      }
    }

    private void onBlock(BlockGroup group) {
      MatroskaTrack track = tracks.get(group.block().trackNumber());
      if (track == null) {
        onUndeclared(group.block());
      } else if (track.readable()) {
        onBlock(track, group);
      }
    }

    private void onUndeclared(Block block) {
      if (undeclared.size() < MAX_UNDECLARED && undeclared.add(block.trackNumber())) {
        handler.onLoss(
            ALL_TRACKS,
            new Malformed(
                block.offset(),
                "block of track %d, which Tracks does not declare",
                block.trackNumber()));
      }
    }

    private void onBlock(MatroskaTrack track, BlockGroup group) {
      List<AccessUnit> units;
      try {
        units = track.units(group, clusterTimestamp, timestampScale);
      } catch (MediaException e) {
        handler.onLoss(track.track().id(), e);
        return;
      }
      units.forEach(handler::onAccessUnit);
    }
  }

  private static long timestampScale(EbmlCursor info) {
    long scale = DEFAULT_TIMESTAMP_SCALE;
    while (info.next()) {
      if (info.id() == 0x2ad7b1) {
        scale = info.unsigned();
        if (scale < 1 || scale > MAX_TIMESTAMP_SCALE) {
          throw new Unsupported(info.bodyOffset(), "TimestampScale: %d nanoseconds", scale);
        }
      }
    }
    return scale;
  }

  private static Map<Integer, MatroskaTrack> byNumber(Payload tracks, long offset) {
    Map<Integer, MatroskaTrack> byNumber = new LinkedHashMap<>();
    for (MatroskaTrack track : TrackEntry.readAll(tracks, offset)) {
      byNumber.put(track.track().id(), track);
    }
    if (byNumber.isEmpty()) {
      throw new Malformed(offset, "Tracks: no TrackEntry");
    }
    return byNumber;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    reader.save(out);
    out.writeLong(timestampScale);
    out.writeLong(clusterTimestamp);
    out.writeLong(tracksOffset);
    SavedMedia.writePayload(out, tracksBody);
    out.writeByte(undeclared.size());
    for (int number : undeclared) {
      out.writeInt(number);
    }
    held.save(out);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if it was written by a version that is not known, or by nobody
   */
  public static MatroskaDemuxer load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "Matroska demuxer");
    MatroskaDemuxer demuxer = new MatroskaDemuxer();
    demuxer.reader = EbmlReader.load(SCHEMA, in);
    demuxer.timestampScale = in.readLong();
    demuxer.clusterTimestamp = in.readLong();
    demuxer.tracksOffset = in.readLong();
    demuxer.loadTracks(in);
    int count = in.readByte();
    for (int i = 0; i < count; i++) {
      demuxer.undeclared.add(in.readInt());
    }
    demuxer.held = HeldBlocks.load(in);
    return demuxer;
  }

  private void loadTracks(DataInput in) throws IOException {
    tracksBody = SavedMedia.readPayload(in, MAX_TRACKS_BYTES, "bytes of Tracks");
    if (!tracksBody.isEmpty()) {
      try {
        tracks = byNumber(tracksBody, tracksOffset);
      } catch (MediaException e) {
        throw new IOException("Cannot read Matroska state: its Tracks", e);
      }
    }
  }
}
