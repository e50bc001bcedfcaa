package io.millrace.demux.raw;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.framing.AudioFormat;
import io.millrace.demux.framing.AudioSyntax;
import io.millrace.media.AccessUnit;
import io.millrace.media.Display;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads packed audio, which is frames end to end without a container (RFC 8216, 3.4): AAC behind
 * ADTS headers, AC-3, E-AC-3, or MPEG audio. Which of them, the frames tell. Tags in front, between
 * and behind are passed over, however long, and so are the Xing, Info and VBRI frames of MP3 files.
 *
 * <p>Nothing carries a time, so samples are counted: the first access unit stands at 0, and the
 * timescale is the sampling frequency. Another one in the middle is another configuration of the
 * track, with times that go on. What is lost has no length that anybody knows: times go on behind
 * it as if it had not been.
 */
public final class PackedAudioDemuxer implements Demuxer {
  /** What has shown no frames up to here, behind a tag, is refused. */
  private static final int MAX_SEARCH_BYTES = 64 << 10;

  private static final int VERSION = 1;
  private static final int TRACK_ID = 1;
  private static final String NO_KIND = "";

  private ByteWindow window = new ByteWindow();

  /** Bytes left of a tag that is passed over. */
  private int tagBytes;

  /** Bytes passed over in search of the first frame. */
  private int searched;

  private @Nullable AudioKind kind;
  private @Nullable AudioSyntax syntax;

  /** Start of a frame is still to be found: after a loss. */
  private boolean searching;

  /** Nothing has been read behind the start, a tag or a loss: an info frame may come. */
  private boolean first = true;

  /** The last frame could not be used: said once for a run of such frames. */
  private boolean refusing;

  private @Nullable AudioFormat format;

  /** Samples so far, ticks of {@link #timescale}. */
  private long time;

  private Timescale timescale = new Timescale(1);

  /**
   * {@inheritDoc}
   *
   * @throws MediaException.Unsupported if no frames come behind a tag, with the name of the reason
   */
  @Override
  public void push(Payload bytes, DemuxHandler handler) {
    window.push(bytes);
    read(handler, false);
    window.settle();
  }

  @Override
  public void end(DemuxHandler handler) {
    read(handler, true);
    window.clear();
    if (kind == null) {
      handler.onLoss(DemuxHandler.ALL_TRACKS, noFrames());
    }
  }

  @Override
  public void skip(DemuxHandler handler) {
    window.clear();
    tagBytes = 0;
    searching = true;
    first = true;
    handler.onLoss(
        DemuxHandler.ALL_TRACKS,
        new MediaException.Malformed(window.byteOffset(), "Packed audio: bytes missing"));
  }

  private void read(DemuxHandler handler, boolean last) {
    boolean more = true;
    while (more) {
      more = step(handler, last) || window.grow();
    }
  }

  /** Takes a tag, a frame or a byte out of the window; false where more bytes are needed. */
  private boolean step(DemuxHandler handler, boolean last) {
    if (window.length() == 0) {
      return false;
    }
    if (tagBytes > 0) {
      int count = Math.min(tagBytes, window.length());
      tagBytes -= count;
      window.drop(count);
      return true;
    }
    if (kind == null || syntax == null) {
      return findKind(last);
    }
    return window.length() >= syntax.headerBytes()
        ? readFrame(kind, syntax, handler, last)
        : last && takeTag(tagHere());
  }

  /** Passes over the tag that begins here, if one does. */
  private boolean takeTag(int bytes) {
    tagBytes = Math.max(bytes, 0);
    first |= tagBytes > 0;
    return tagBytes > 0;
  }

  private int tagHere() {
    return MetadataTag.bytes(window.array(), window.start(), window.end());
  }

  private boolean findKind(boolean last) {
    int tag = searched == 0 ? tagHere() : MetadataTag.NONE;
    if (tag == MetadataTag.UNDECIDED && !last) {
      return false;
    }
    if (takeTag(tag)) {
      return true;
    }
    int begin = window.start() - searched;
    FrameChain.Found found =
        FrameChain.find(window.array(), begin, window.start(), window.end(), rest(last));
    searched += found.at() - window.start();
    window.drop(found.at() - window.start());
    if (found.kind() != null) {
      kind = found.kind();
      syntax = kind.syntax();
    } else if (searched > MAX_SEARCH_BYTES) {
      throw noFrames();
    }
    return found.kind() != null;
  }

  private MediaException noFrames() {
    return new MediaException.Unsupported(
        window.byteOffset(), "Packed audio: no frames of AAC, AC-3, E-AC-3 or MPEG audio");
  }

  private static FrameChain.Rest rest(boolean last) {
    return last ? FrameChain.Rest.NONE : FrameChain.Rest.TO_COME;
  }

  private boolean readFrame(AudioKind of, AudioSyntax known, DemuxHandler handler, boolean last) {
    int length = known.frameBytes(window.array(), window.start());
    if (length == 0) {
      return readOther(handler, last);
    }
    FrameChain.Answer answer =
        searching
            ? FrameChain.goesOn(
                known, window.array(), window.start(), length, window.end(), rest(last))
            : FrameChain.Answer.YES;
    if (answer == FrameChain.Answer.NO) {
      window.drop(1);
      return true;
    }
    if (answer == FrameChain.Answer.MAYBE || window.length() < length) {
      return false;
    }
    searching = false;
    Payload frame = window.view(length);
    if (!first || of != AudioKind.MPEG_AUDIO || !InfoFrame.is(frame)) {
      readFrame(of, known, frame, handler);
    }
    first = false;
    window.drop(length);
    return true;
  }

  /** What is no frame: a tag, or damage. */
  private boolean readOther(DemuxHandler handler, boolean last) {
    int tag = tagHere();
    if (tag == MetadataTag.UNDECIDED && !last) {
      return false;
    }
    if (takeTag(tag)) {
      return true;
    }
    if (!searching) {
      handler.onLoss(
          TRACK_ID,
          new MediaException.Malformed(
              window.byteOffset(),
              "Audio frame: no sync word, but 0x%02x",
              window.array()[window.start()]));
    }
    searching = true;
    first = true;
    window.drop(1);
    return true;
  }

  private void readFrame(AudioKind of, AudioSyntax known, Payload frame, DemuxHandler handler) {
    try {
      known.read(
          frame,
          window.byteOffset(),
          new AudioSyntax.Sink() {
            @Override
            public void onFormat(AudioFormat found) {
              if (!found.equals(format)) {
                takeFormat(of, found, handler);
              }
            }

            @Override
            public void onUnit(Payload data, int samples, int sampleRate) {
              handler.onAccessUnit(
                  new AccessUnit(TRACK_ID, time, 0, true, data, window.byteOffset()));
              time += samples;
            }
          });
      refusing = false;
    } catch (MediaException e) {
      if (!refusing) {
        refusing = true;
        handler.onLoss(TRACK_ID, e);
      }
    }
  }

  private void takeFormat(AudioKind of, AudioFormat found, DemuxHandler handler) {
    Timescale next = new Timescale(found.sampleRate());
    time = timescale.rescale(time, next);
    timescale = next;
    format = found;
    handler.onTracks(List.of(track(of, found)));
  }

  private Track track(AudioKind of, AudioFormat found) {
    return new Track(
        TRACK_ID,
        of.codec(),
        of.title(),
        found.configuration(),
        Track.Framing.RAW,
        timescale,
        null,
        0,
        0,
        found.sampleRate(),
        found.channels(),
        Display.UNDECLARED,
        "und",
        Track.Use.PROGRAMME,
        true);
  }

  @Override
  public Optional<Demuxer> rejoin(long byteOffset) {
    if (kind == null) {
      return Optional.empty();
    }
    PackedAudioDemuxer next = new PackedAudioDemuxer();
    next.window = ByteWindow.at(byteOffset);
    next.kind = kind;
    next.syntax = kind.syntax();
    next.searching = true;
    next.time = time;
    next.timescale = timescale;
    return Optional.of(next);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    window.save(out);
    out.writeInt(tagBytes);
    out.writeInt(searched);
    out.writeBoolean(searching);
    out.writeBoolean(first);
    out.writeBoolean(refusing);
    out.writeLong(time);
    out.writeInt(timescale.ticksPerSecond());
    out.writeUTF(kind == null ? NO_KIND : kind.name());
    if (syntax != null) {
      syntax.save(out);
    }
    out.writeBoolean(format != null);
    if (format != null) {
      format.save(out);
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException for an unknown version or unknown frames
   */
  public static PackedAudioDemuxer load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "packed audio demuxer");
    PackedAudioDemuxer loaded = new PackedAudioDemuxer();
    loaded.window = ByteWindow.load(in);
    loaded.tagBytes = in.readInt();
    loaded.searched = in.readInt();
    loaded.searching = in.readBoolean();
    loaded.first = in.readBoolean();
    loaded.refusing = in.readBoolean();
    loaded.time = in.readLong();
    loaded.timescale = new Timescale(in.readInt());
    String name = in.readUTF();
    if (!name.equals(NO_KIND)) {
      loaded.kind = SavedMedia.named(AudioKind.values(), name, "packed audio demuxer");
      loaded.syntax = loaded.kind.syntax();
      loaded.syntax.load(in);
    }
    loaded.format = in.readBoolean() ? AudioFormat.load(in) : null;
    return loaded;
  }
}
