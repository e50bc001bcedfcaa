package io.millrace.demux.raw;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.framing.UnitBoundaries;
import io.millrace.demux.raw.PictureReader.Picture;
import io.millrace.demux.raw.PictureReader.Place;
import io.millrace.media.AccessUnit;
import io.millrace.media.Display;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the byte stream format of ITU-T H.264 and H.265, Annex B: NAL units behind start codes, and
 * nothing else. Each picture is an access unit; a field is one too, with the time of its frame.
 *
 * <p>Nothing carries a time. A frame lasts as long as the bitstream says in its VUI, otherwise as
 * the assumed frame rate says; frames follow each other without a hole in the order of output,
 * which the picture order counts tell. So an access unit is handed on in decode order as soon as it
 * is certain which frame it is: see {@link OutputOrder}. A frame rate that changes with a coded
 * video sequence is another timescale of the track, with times that go on. What is lost has no
 * length that anybody knows: times go on behind it as if it had not been.
 */
public final class ByteStreamDemuxer implements Demuxer {
  /** What a bitstream without a frame rate is taken for: 25 frames a second. */
  public static final FrameRate DEFAULT_FRAME_RATE = new FrameRate(25, 1);

  static final int MAX_UNIT_BYTES = 16 << 20;

  private static final int VERSION = 1;
  private static final int TRACK_ID = 1;

  private final VideoKind kind;
  private final FrameRate assumed;
  private final UnitBoundaries boundaries;
  private final PictureReader pictures;
  private ByteWindow window = new ByteWindow();
  private OutputOrder order = new OutputOrder();

  /** Null before the first access unit. */
  private @Nullable FrameClock clock;

  /** Where frame 0 of the output order stands, ticks of the clock. */
  private long origin;

  private ByteStreamDemuxer(VideoKind kind, FrameRate assumed) {
    this.kind = kind;
    this.assumed = assumed;
    this.boundaries = new UnitBoundaries(kind.syntax());
    this.pictures = kind.pictures();
  }

  /**
   * A demuxer of H.264.
   *
   * @param assumed frame rate where the bitstream does not say it
   */
  public static ByteStreamDemuxer h264(FrameRate assumed) {
    return new ByteStreamDemuxer(VideoKind.H264, assumed);
  }

  /**
   * A demuxer of HEVC.
   *
   * @param assumed frame rate where the bitstream does not say it
   */
  public static ByteStreamDemuxer h265(FrameRate assumed) {
    return new ByteStreamDemuxer(VideoKind.H265, assumed);
  }

  @Override
  public void push(Payload bytes, DemuxHandler handler) {
    window.push(bytes);
    do {
      split(handler, false);
    } while (window.grow());
    window.settle();
  }

  @Override
  public void skip(DemuxHandler handler) {
    window.clear();
    boundaries.reset();
    pictures.lost();
    order.endSequence(sink(handler));
    handler.onLoss(
        DemuxHandler.ALL_TRACKS,
        new MediaException.Malformed(window.byteOffset(), "Byte stream: bytes missing"));
  }

  @Override
  public void end(DemuxHandler handler) {
    split(handler, true);
    if (window.length() > 0) {
      close(window.length(), handler);
    }
    boundaries.reset();
    order.endSequence(sink(handler));
  }

  /** Takes all access units out of the window that are known to be whole. */
  private void split(DemuxHandler handler, boolean last) {
    boolean more = true;
    while (more) {
      // No unit is looked at further than it may be long: so no cut changes which one is too long.
      boolean isLong = window.length() > MAX_UNIT_BYTES;
      int end = isLong ? window.start() + MAX_UNIT_BYTES : window.end();
      int prefix = boundaries.next(window.array(), window.start(), end, last && !isLong);
      if (prefix != UnitBoundaries.NONE) {
        int start = window.start();
        close(UnitBoundaries.unitStart(window.array(), start, prefix) - start, handler);
      } else if (boundaries.searching()) {
        forgetScanned();
        more = isLong;
      } else {
        more = isLong;
        if (isLong) {
          dropTooLong(handler);
        }
      }
    }
  }

  /** In front of the first access unit nothing is kept but what may be its start. */
  private void forgetScanned() {
    window.drop(Math.max(0, boundaries.scanned() - 1));
    boundaries.reset();
  }

  private void dropTooLong(DemuxHandler handler) {
    handler.onLoss(
        TRACK_ID,
        new MediaException.Unsupported(
            window.byteOffset(), "Access unit: more than %d bytes", MAX_UNIT_BYTES));
    pictures.lost();
    order.endSequence(sink(handler));
    forgetScanned();
  }

  /** Ends the open access unit behind {@code length} bytes. */
  private void close(int length, DemuxHandler handler) {
    if (!boundaries.searching() && length > 0) {
      Payload unit = window.view(length);
      int[] startCodes = boundaries.startCodes();
      Payload data = startCodes == null ? unit : unit.withStartCodes(startCodes);
      take(new OutputOrder.Unit(data, boundaries.sync(), window.byteOffset()), handler);
    }
    window.drop(length);
    boundaries.open();
  }

  private void take(OutputOrder.Unit unit, DemuxHandler handler) {
    Picture picture = pictures.read(unit.data(), unit.byteOffset());
    if (clock == null || picture.place() == Place.STARTS_SEQUENCE) {
      order.endSequence(sink(handler));
      takeRate(handler);
    }
    order.add(unit, picture, pictures.sequence().reorderDepth(), sink(handler));
  }

  private void takeRate(DemuxHandler handler) {
    FrameRate said = pictures.sequence().frameRate();
    FrameClock next = FrameClock.of(said == null || isTooSlow(said) ? assumed : said);
    if (next.equals(clock)) {
      return;
    }
    if (clock != null) {
      origin = clock.timescale().rescale(time(order.frames(), clock), next.timescale());
    }
    order.restart();
    clock = next;
    handler.onTracks(List.of(track(next)));
  }

  /** Less than a frame in ten seconds is no video, and its ticks would pass all bounds. */
  private static boolean isTooSlow(FrameRate rate) {
    return 10L * rate.numerator() < rate.denominator();
  }

  private long time(long frame, FrameClock ticking) {
    return origin + frame * ticking.frameTicks();
  }

  private OutputOrder.Sink sink(DemuxHandler handler) {
    return (unit, frame) -> {
      long pts = clock == null ? 0 : time(frame, clock);
      handler.onAccessUnit(
          new AccessUnit(TRACK_ID, pts, 0, unit.sync(), unit.data(), unit.byteOffset()));
    };
  }

  private Track track(FrameClock ticking) {
    return new Track(
        TRACK_ID,
        kind.codec(),
        kind.title(),
        Payload.EMPTY,
        Track.Framing.ANNEX_B,
        ticking.timescale(),
        ticking.rate(),
        0,
        0,
        0,
        0,
        Display.UNDECLARED,
        "und",
        Track.Use.PROGRAMME,
        true);
  }

  @Override
  public Optional<Demuxer> rejoin(long byteOffset) {
    ByteStreamDemuxer next = new ByteStreamDemuxer(kind, assumed);
    next.window = ByteWindow.at(byteOffset);
    return Optional.of(next);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    SavedMedia.writeFrameRate(out, assumed);
    window.save(out);
    out.writeBoolean(boundaries.searching());
    out.writeInt(boundaries.scanned());
    out.writeBoolean(boundaries.sync());
    out.writeInt(boundaries.lastSlice());
    pictures.save(out);
    order.save(out);
    SavedMedia.writeFrameRate(out, clock == null ? null : clock.rate());
    out.writeLong(origin);
  }

  /**
   * Reads what {@link #save} of a demuxer of H.264 wrote.
   *
   * @throws IOException for an unknown version
   */
  public static ByteStreamDemuxer loadH264(DataInput in) throws IOException {
    return load(VideoKind.H264, in);
  }

  /** The same for a demuxer of HEVC. */
  public static ByteStreamDemuxer loadH265(DataInput in) throws IOException {
    return load(VideoKind.H265, in);
  }

  private static ByteStreamDemuxer load(VideoKind kind, DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "byte stream demuxer");
    FrameRate assumed = SavedMedia.readFrameRate(in);
    if (assumed == null) {
      throw new IOException("Cannot read saved byte stream demuxer: no frame rate");
    }
    ByteStreamDemuxer loaded = new ByteStreamDemuxer(kind, assumed);
    loaded.window = ByteWindow.load(in);
    loaded.boundaries.resume(
        in.readBoolean(),
        Math.max(0, Math.min(in.readInt(), loaded.window.length())),
        in.readBoolean(),
        in.readInt());
    loaded.pictures.load(in);
    loaded.order = OutputOrder.load(in);
    FrameRate rate = SavedMedia.readFrameRate(in);
    loaded.clock = rate == null ? null : FrameClock.of(rate);
    loaded.origin = in.readLong();
    return loaded;
  }
}
