package io.millrace.demux.libav;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.libav.Pass.Read;
import io.millrace.libav.ContainerTrack;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One track: how far it has been handed out, and what turns its packets into access units. */
final class LibavTrack {
  private static final String AVI = "avi";

  private final ContainerTrack source;
  private final Track declared;
  private final Ticks ticks;
  private final TrackClock clock;

  /** The last packet that was handed out. */
  private PacketPlace mark = PacketPlace.FRONT;

  private PictureQueue queue = new PictureQueue();
  private PackedPictures packed = new PackedPictures();

  /** Of H.264 and HEVC behind start codes; null of everything else. */
  private final @Nullable NumberedPictures numbered;

  LibavTrack(ContainerTrack source) {
    this.source = source;
    this.declared = Declaration.of(source);
    this.ticks = Declaration.ticks(source);
    this.clock = new TrackClock(source, ticks);
    this.numbered =
        declared.framing() == Track.Framing.ANNEX_B ? new NumberedPictures(declared.codec()) : null;
  }

  ContainerTrack source() {
    return source;
  }

  Track declared() {
    return declared;
  }

  PacketPlace mark() {
    return mark;
  }

  Ticks ticks() {
    return ticks;
  }

  boolean isNew(Read read) {
    return read.place().isBehind(mark);
  }

  /** Meets a packet that has been handed out. */
  void meet(Read read) {
    clock.meet(read);
  }

  /** Takes the next packet, and hands out what is ready. */
  void take(Read read, String format, DemuxHandler handler) {
    mark = read.place();
    TimedPicture timed = clock.take(read);
    boolean mayBePacked = format.equals(AVI) && source.codec().equals("mpeg4");
    if (mayBePacked) {
      packed.add(timed, each -> order(each, handler));
    } else {
      order(timed, handler);
    }
  }

  private void order(TimedPicture picture, DemuxHandler handler) {
    if (source.type() != MediaType.VIDEO) {
      handOut(picture, true, handler);
      return;
    }
    PictureType type = PictureType.of(source.codec(), picture.data());
    boolean sync = type == PictureType.UNKNOWN ? picture.key() : type == PictureType.INTRA;
    TimedPicture marked = picture.marked(sync);
    if (numbered != null) {
      numbered.add(marked, each -> handOut(each, each.key(), handler));
    } else if (PictureType.reorders(source.codec())) {
      queue.add(marked, type, each -> handOut(each, each.key(), handler));
    } else {
      boolean shown = marked.time() != TimedPicture.UNKNOWN;
      handOut(shown ? marked : marked.shownAt(marked.slot()), sync, handler);
    }
  }

  private void handOut(TimedPicture picture, boolean sync, DemuxHandler handler) {
    Payload data = picture.data();
    if (data.isEmpty()) {
      return; // AVI says so that the picture before is shown again
    }
    try {
      boolean adts = AdtsUnits.mayHaveHeaders(declared) && AdtsUnits.hasHeader(data);
      data = adts ? AdtsUnits.withoutHeader(data, picture.byteOffset()) : data;
    } catch (MediaException e) {
      handler.onLoss(source.id(), e);
      return;
    }
    long duration = ticks.of(picture.duration());
    boolean counted = source.type() == MediaType.AUDIO && source.sampleRate() > 0;
    handler.onAccessUnit(
        new AccessUnit(
            source.id(),
            ticks.of(picture.time()),
            duration,
            sync,
            data,
            picture.byteOffset(),
            counted ? (int) Math.min(Integer.MAX_VALUE, duration) : 0));
  }

  /** What comes does not follow what came: hands out what is held. */
  void end(DemuxHandler handler) {
    packed.clear();
    if (numbered != null) {
      numbered.end(each -> handOut(each, each.key(), handler));
    }
    queue.end(clock.step(), each -> handOut(each, each.key(), handler));
  }

  /** Bytes are missing, and reading goes on at {@code position}. */
  void lose(long position, DemuxHandler handler) {
    end(handler);
    clock.lose();
    mark = new PacketPlace(position, -1);
  }

  void save(DataOutput out) throws IOException {
    SavedTracks.write(out, source);
    mark.save(out);
    clock.save(out);
    queue.save(out);
    packed.save(out);
    if (numbered != null) {
      numbered.save(out);
    }
  }

  static LibavTrack load(DataInput in) throws IOException {
    LibavTrack loaded = new LibavTrack(SavedTracks.read(in));
    loaded.mark = PacketPlace.load(in);
    loaded.clock.load(in);
    loaded.queue = PictureQueue.load(in);
    loaded.packed = PackedPictures.load(in);
    if (loaded.numbered != null) {
      loaded.numbered.load(in);
    }
    return loaded;
  }
}
