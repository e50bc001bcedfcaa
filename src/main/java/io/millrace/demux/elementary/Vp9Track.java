package io.millrace.demux.elementary;

import io.millrace.codec.nal.NalIndex;
import io.millrace.codec.vp9.FrameHeader;
import io.millrace.codec.vp9.FrameHeader.KeyPicture;
import io.millrace.codec.vp9.Superframe;
import io.millrace.codec.vp9.VpConfiguration;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * VP9: superframes become samples as they are, and a key frame that says something else of the
 * pictures is another format. Decoding starts where the first frame of a unit is a key frame, shown
 * or not. Frames between key frames may be smaller; players scale them.
 */
final class Vp9Track implements ElementaryTrack {
  static final String SAVED_AS = "vp9";

  private static final int MAX_SIZE = 0xffff;

  private final Track track;
  private final @Nullable VpConfiguration declared;
  private final HeldUnits held = new HeldUnits();
  private TrackFormat.@Nullable Video format;
  private TrackFormat.@Nullable Video announced;

  private Vp9Track(Track track, @Nullable VpConfiguration declared) {
    this.track = track;
    this.declared = declared;
  }

  /**
   * A track that goes on from {@code before}, if that is the same one with an older declaration.
   *
   * @throws MediaException if the container's configuration cannot be read
   */
  static Vp9Track open(Track track, @Nullable ElementaryTrack before) {
    Payload record = track.configuration();
    return open(track, record.isEmpty() ? null : VpConfiguration.parse(record, 0), before);
  }

  /** A track about which the stream itself says everything. */
  static Vp9Track openUndeclared(Track track, @Nullable ElementaryTrack before) {
    return open(track, null, before);
  }

  private static Vp9Track open(
      Track track, @Nullable VpConfiguration declared, @Nullable ElementaryTrack before) {
    Vp9Track opened = new Vp9Track(track, declared);
    if (before instanceof Vp9Track old) {
      opened.format = old.format;
      opened.announced = old.announced;
    }
    return opened;
  }

  @Override
  public Track track() {
    return track;
  }

  @Override
  public void accept(AccessUnit unit, NalIndex index, ElementaryHandler handler) {
    try {
      accept(unit, handler);
    } catch (MediaException e) {
      held.clear();
      handler.onLoss(track.id(), e);
    }
  }

  private void accept(AccessUnit unit, ElementaryHandler handler) {
    long byteOffset = unit.byteOffset();
    List<Payload> frames = Superframe.frames(unit.data(), byteOffset);
    boolean shows = false;
    FrameHeader first = FrameHeader.parse(frames.get(0), byteOffset);
    for (Payload frame : frames) {
      shows |= FrameHeader.parse(frame, byteOffset).showFrame();
    }
    if (first.picture() != null) {
      held.clear(); // a key frame replaces all references: what was hidden before is of no use
      format = null;
      format = format(first, first.picture(), byteOffset);
    }
    if (format == null) {
      handler.onDropped(track.id(), DropReason.NO_PARAMETER_SETS, byteOffset);
    } else if (!shows) {
      held.add(unit.data(), byteOffset);
      handler.onDropped(track.id(), DropReason.NOT_SHOWN, byteOffset);
    } else {
      announce(format, handler);
      handler.onAccessUnit(prepared(unit, frames, first.picture() != null));
    }
  }

  private void announce(TrackFormat.Video current, ElementaryHandler handler) {
    if (!current.equals(announced)) {
      announced = current;
      handler.onFormat(track.id(), current);
    }
  }

  private AccessUnit prepared(AccessUnit unit, List<Payload> frames, boolean key) {
    List<Payload> before = held.take();
    if (before.isEmpty()) {
      return unit.with(key, unit.data());
    }
    List<Payload> all = new ArrayList<>();
    before.forEach(each -> all.addAll(Superframe.frames(each, unit.byteOffset())));
    boolean sync = FrameHeader.parse(all.get(0), unit.byteOffset()).picture() != null;
    all.addAll(frames);
    return unit.with(sync, joined(all, unit.byteOffset()));
  }

  private static Payload joined(List<Payload> frames, long byteOffset) {
    if (frames.size() > Superframe.MAX_FRAMES) {
      throw new MediaException.Unsupported(
          byteOffset, "VP9: %d frames for one that is shown", frames.size());
    }
    return Superframe.of(frames);
  }

  private TrackFormat.Video format(FrameHeader header, KeyPicture picture, long byteOffset) {
    if (picture.width() > MAX_SIZE || picture.height() > MAX_SIZE) {
      throw new MediaException.Unsupported(
          byteOffset, "VP9: picture of %dx%d", picture.width(), picture.height());
    }
    VpConfiguration read = VpConfiguration.of(header, track.frameRate(), byteOffset);
    VpConfiguration record =
        (declared == null ? read : read.with(declared)).orColour(track.display().colour());
    return new TrackFormat.Video(
        Codec.VP9,
        record.codecs(),
        record.payload(),
        track.language(),
        picture.width(),
        picture.height(),
        track.display().pixelAspectOrSquare(),
        record.colour(),
        track.display().hdr(),
        track.display().rotation(),
        track.frameRate());
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    SavedMedia.writeKnownVideo(out, format);
    SavedMedia.writeKnownVideo(out, announced);
    held.save(out);
  }

  static Vp9Track load(DataInput in) throws IOException {
    Track track = SavedMedia.readTrack(in);
    Vp9Track loaded = new Vp9Track(track, declaredOrNothing(track));
    loaded.format = SavedMedia.readKnownVideo(in);
    loaded.announced = SavedMedia.readKnownVideo(in);
    loaded.held.load(in);
    return loaded;
  }

  /** The same answer as when the track was declared; the complaint was made then. */
  private static @Nullable VpConfiguration declaredOrNothing(Track track) {
    try {
      Payload record = track.configuration();
      return record.isEmpty() ? null : VpConfiguration.parse(record, 0);
    } catch (MediaException e) {
      return null;
    }
  }
}
