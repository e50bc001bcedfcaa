package io.millrace.demux.flv;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * FLV, live or finished: Adobe Flash Video File Format Specification 10.1, Annex E, with the codecs
 * and the several tracks of Enhanced RTMP v2. Times are milliseconds; the clock's wraps are taken
 * out of them.
 *
 * <p>The track id is 9 for video and 8 for audio, as the type of their tags; track n of a
 * multitrack tag has {@code n * 256} more. Tracks are announced as {@link FlvTracks} says. A second
 * file header starts over.
 *
 * <p>Damage costs the tags that it touches. Encrypted tags are refused: the first ones by an
 * exception, those that come in the middle of a readable stream as a loss.
 */
public final class FlvDemuxer implements Demuxer {
  private static final int ALL_TRACKS = DemuxHandler.ALL_TRACKS;
  private static final int VERSION = 1;
  private static final int MAX_CONFIGURATION_BYTES = 1 << 20;

  private TagReader reader = new TagReader();
  private TagClock clock = new TagClock();
  private FlvTracks tracks = new FlvTracks();

  @Override
  public void push(Payload bytes, DemuxHandler handler) {
    reader.push(bytes, new Visitor(handler));
  }

  @Override
  public void skip(DemuxHandler handler) {
    boolean reported = reader.isLost();
    Visitor visitor = new Visitor(handler);
    reader.skip(visitor);
    if (!reported) {
      visitor.onDamage(new Malformed(reader.pushed(), "bytes are missing from here"));
    }
  }

  @Override
  public void end(DemuxHandler handler) {
    reader.end(new Visitor(handler));
    tracks.handOutHeld(handler);
    if (tracks.isEmpty() && reader.pushed() > 0) {
      handler.onLoss(
          ALL_TRACKS, new Malformed(reader.pushed(), "the input ends before any audio or video"));
    }
  }

  /** What the reader finds during one call. */
  private final class Visitor implements TagVisitor {
    private final DemuxHandler handler;

    Visitor(DemuxHandler handler) {
      this.handler = handler;
    }

    @Override
    public void onFile() {
      tracks.handOutHeld(handler);
      tracks = new FlvTracks();
      clock = new TagClock();
    }

    @Override
    public void onDamage(MediaException reason) {
      tracks.handOutHeld(handler); // what was before the damage comes before its report
      handler.onLoss(ALL_TRACKS, reason);
    }

    @Override
    public void onTag(FlvTag tag) {
      if (tag.encrypted()) {
        refuse(tag);
        return;
      }
      switch (tag.type()) {
        case FlvTag.VIDEO, FlvTag.AUDIO -> onMedia(tag);
        case FlvTag.SCRIPT -> onScript(tag);
        default -> {} // reserved
      }
    }

    private void refuse(FlvTag tag) {
      Unsupported reason =
          new Unsupported(tag.offset(), "FLV: encrypted tag (its Filter flag is set), no key here");
      if (tracks.isUntouched()) {
        throw reason;
      }
      tracks.handOutHeld(handler);
      handler.onLoss(tracks.trackOf(tag.type()), reason);
    }

    private void onScript(FlvTag tag) {
      ScriptData script = ScriptData.read(tag);
      if (script != null) {
        tracks.onScript(script);
      }
    }

    private void onMedia(FlvTag tag) {
      List<Packet> packets;
      try {
        packets = packets(tag);
      } catch (MediaException e) {
        tracks.handOutHeld(handler);
        handler.onLoss(tracks.trackOf(tag.type()), e);
        return;
      }
      for (Packet packet : packets) {
        onPacket(tag, packet);
      }
    }

    private void onPacket(FlvTag tag, Packet packet) {
      switch (packet.kind()) {
        case CODED_FRAME -> onCodedFrame(tag, packet);
        case SEQUENCE_HEADER -> tracks.onSequenceHeader(packet, handler);
        case METADATA -> tracks.onMetadata(packet, handler);
        case CHANNELS -> tracks.onChannels(packet, handler);
        case OTHER -> {}
      }
    }

    private void onCodedFrame(FlvTag tag, Packet packet) {
      if (packet.payload().isEmpty()) {
        return;
      }
      // The time stamps of other packets are often 0, in the middle of a stream too.
      long pts = clock.unroll(tag.timestamp()) + packet.compositionTime();
      AccessUnit unit =
          new AccessUnit(
              packet.trackId(), pts, 0, packet.sync(), packet.payload(), packet.offset());
      tracks.onAccessUnit(packet, unit, handler);
    }
  }

  private static List<Packet> packets(FlvTag tag) {
    List<Packet> packets = tag.type() == FlvTag.VIDEO ? VideoTag.read(tag) : AudioTag.read(tag);
    for (Packet packet : packets) {
      int length = packet.payload().length();
      if (packet.kind() == Packet.Kind.SEQUENCE_HEADER && length > MAX_CONFIGURATION_BYTES) {
        throw new Unsupported(
            packet.offset(),
            "sequence header: %d bytes, at most %d",
            length,
            MAX_CONFIGURATION_BYTES);
      }
    }
    return packets;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    reader.save(out);
    clock.save(out);
    tracks.save(out);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if it was written by a version that is not known, or by nobody
   */
  public static FlvDemuxer load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "FLV demuxer");
    FlvDemuxer demuxer = new FlvDemuxer();
    demuxer.reader = TagReader.load(in);
    demuxer.clock = TagClock.load(in);
    demuxer.tracks = FlvTracks.load(in);
    return demuxer;
  }
}
