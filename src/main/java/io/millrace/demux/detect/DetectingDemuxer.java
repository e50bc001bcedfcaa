package io.millrace.demux.detect;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.libav.LibavDemuxer;
import io.millrace.demux.libav.Passes;
import io.millrace.demux.raw.ByteStreamDemuxer;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A demuxer that finds out by itself which container it reads, and then is that container's. It
 * holds back at most 64 KiB; junk before the first packet of a transport stream may be as long.
 *
 * <p>Of what it does not read, {@link #push} throws {@link MediaException.Unsupported} with the
 * name of the format, at each call; {@link #end} reports it as a loss, and an empty input too.
 */
public final class DetectingDemuxer implements Demuxer {
  private static final int VERSION = 1;
  private static final String NONE = "";

  private final FrameRate assumed;
  private Passes passes = Passes.here();
  private final OptionalLong clock;
  private ContainerDetector detector = new ContainerDetector();
  private @Nullable Container container;
  private @Nullable Demuxer demuxer;

  /** Takes a byte stream that does not say its frame rate for one of 25 frames a second. */
  public DetectingDemuxer() {
    this(ByteStreamDemuxer.DEFAULT_FRAME_RATE);
  }

  /**
   * The same with another frame rate.
   *
   * @param assumed of a byte stream of H.264 or HEVC that does not say its own
   */
  public DetectingDemuxer(FrameRate assumed) {
    this(assumed, OptionalLong.empty());
  }

  /**
   * The same for a session that may go on from another.
   *
   * @param clock the {@link Demuxer#clock} of that
   */
  public DetectingDemuxer(FrameRate assumed, OptionalLong clock) {
    this.assumed = assumed;
    this.clock = clock;
  }

  /** Says where FFmpeg's demuxers run from here on; it changes nothing, and is not saved. */
  public void readBy(Passes other) {
    passes = other;
    if (demuxer instanceof LibavDemuxer libav) {
      libav.readBy(other);
    }
  }

  /** The container, as soon as it is known. */
  public Optional<Container> container() {
    return Optional.ofNullable(container);
  }

  @Override
  public void push(Payload bytes, DemuxHandler handler) {
    if (demuxer != null) {
      demuxer.push(bytes, handler);
      return;
    }
    int taken = detector.take(bytes);
    Container found = detector.detect(passes);
    if (found == null) {
      return;
    }
    Payload held = detector.bytes();
    Demuxer opened = open(found);
    if (taken == held.length()) {
      opened.push(bytes, handler); // nothing is held but a part of these
    } else {
      opened.push(held, handler);
      opened.push(bytes.slice(taken, bytes.length() - taken), handler);
    }
  }

  private Demuxer open(Container found) {
    Demuxer opened = found.open(assumed, clock);
    container = found;
    demuxer = opened;
    detector = new ContainerDetector();
    readBy(passes);
    return opened;
  }

  @Override
  public void skip(DemuxHandler handler) {
    if (demuxer != null) {
      demuxer.skip(handler);
      return;
    }
    int dropped = detector.length();
    detector = new ContainerDetector();
    handler.onLoss(
        DemuxHandler.ALL_TRACKS,
        new MediaException.Malformed(
            dropped, "Bytes are missing before the container is known, %d are dropped", dropped));
  }

  @Override
  public void end(DemuxHandler handler) {
    if (demuxer != null) {
      demuxer.end(handler);
      return;
    }
    try {
      Payload held = detector.bytes();
      Demuxer opened = open(detector.detectAtEnd(passes));
      opened.push(held, handler);
      opened.end(handler);
    } catch (MediaException e) {
      handler.onLoss(DemuxHandler.ALL_TRACKS, e);
    }
  }

  @Override
  public Optional<Demuxer> rejoin(long byteOffset) {
    return demuxer == null ? Optional.empty() : demuxer.rejoin(byteOffset).map(this::around);
  }

  private Demuxer around(Demuxer inner) {
    DetectingDemuxer next = new DetectingDemuxer(assumed, clock);
    next.container = container;
    next.demuxer = inner;
    return next;
  }

  @Override
  public OptionalLong clock() {
    return demuxer == null ? clock : demuxer.clock();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(assumed.numerator());
    out.writeInt(assumed.denominator());
    out.writeBoolean(clock.isPresent());
    if (clock.isPresent()) {
      out.writeLong(clock.getAsLong());
    }
    if (container == null || demuxer == null) {
      out.writeUTF(NONE);
      SavedMedia.writePayload(out, detector.bytes());
    } else {
      out.writeUTF(container.name());
      demuxer.save(out);
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException for an unknown version or container
   */
  public static DetectingDemuxer load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "demuxer");
    FrameRate assumed = new FrameRate(in.readInt(), in.readInt());
    OptionalLong clock = in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
    DetectingDemuxer loaded = new DetectingDemuxer(assumed, clock);
    String name = in.readUTF();
    if (name.equals(NONE)) {
      Payload held = SavedMedia.readPayload(in);
      if (loaded.detector.take(held) != held.length()) {
        throw new IOException("Cannot read saved demuxer: %d bytes held".formatted(held.length()));
      }
    } else {
      Container known = Container.named(name);
      loaded.container = known;
      loaded.demuxer = known.load(in);
    }
    return loaded;
  }
}
