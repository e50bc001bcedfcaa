package io.millrace.demux.elementary;

import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h264.ParameterSets;
import io.millrace.codec.h264.Sps;
import io.millrace.codec.nal.NalIndex;
import io.millrace.codec.nal.NalRole;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
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
 * H.264: parameter sets go from the access units into the format, as {@code avc1} wants it, whether
 * the container has them or the stream repeats them.
 */
final class H264Track implements ElementaryTrack {
  static final String SAVED_AS = "h264";

  private static final int MAX_SAVED_SETS = 512;

  private final Track track;
  private final DeclaredAvc declared;
  private ParameterSets sets;
  private @Nullable TrackFormat format;
  private @Nullable TrackFormat announced;

  private H264Track(Track track, DeclaredAvc declared, ParameterSets sets) {
    this.track = track;
    this.declared = declared;
    this.sets = sets;
    this.format = format();
  }

  /**
   * A track that goes on from {@code before}, if that is the same one with an older declaration.
   *
   * @throws MediaException if the container's configuration cannot be read
   */
  static H264Track open(Track track, @Nullable ElementaryTrack before) {
    return open(track, DeclaredAvc.of(track.configuration()), before);
  }

  /** A track whose configuration can only come from the stream itself. */
  static H264Track openUndeclared(Track track, @Nullable ElementaryTrack before) {
    return open(track, DeclaredAvc.NOTHING, before);
  }

  private static H264Track open(
      Track track, DeclaredAvc declared, @Nullable ElementaryTrack before) {
    if (!(before instanceof H264Track old)) {
      return new H264Track(track, declared, declared.sets());
    }
    boolean silent = !declared.sets().isComplete();
    H264Track opened = new H264Track(track, declared, silent ? old.sets : declared.sets());
    opened.announced = old.announced;
    return opened;
  }

  @Override
  public Track track() {
    return track;
  }

  @Override
  public void accept(AccessUnit unit, NalIndex index, ElementaryHandler handler) {
    try {
      index.read(
          H264Syntax.INSTANCE,
          unit.data(),
          track.framing(),
          declared.lengthSize(),
          unit.byteOffset());
      takeParameterSets(index, unit.byteOffset());
    } catch (MediaException e) {
      handler.onLoss(track.id(), e);
      return;
    }
    if (index.firstOfPicture() < 0) {
      handler.onDropped(track.id(), DropReason.NO_PICTURE, unit.byteOffset());
    } else if (format == null) {
      handler.onDropped(track.id(), DropReason.NO_PARAMETER_SETS, unit.byteOffset());
    } else {
      announce(format, handler);
      handler.onAccessUnit(prepared(unit, index));
    }
  }

  private void takeParameterSets(NalIndex index, long byteOffset) {
    List<Payload> all = new ArrayList<>();
    boolean known = true;
    for (int i = 0; i < index.count(); i++) {
      if (NalUnitType.isParameterSet(index.type(i))) {
        all.add(index.nalUnit(i));
        known &= sets.contains(index.nalUnit(i));
      }
    }
    if (!known) {
      sets = sets.with(all, byteOffset);
      format = format();
    }
  }

  private void announce(TrackFormat current, ElementaryHandler handler) {
    if (!current.equals(announced)) {
      announced = current;
      handler.onFormat(track.id(), current);
    }
  }

  private static AccessUnit prepared(AccessUnit unit, NalIndex index) {
    boolean idr = index.has(NalUnitType.IDR_SLICE);
    index.remove(NalRole.STUFFING, NalRole.PARAMETER_SET);
    Payload sample = index.sample();
    if (sample == unit.data() && idr == unit.sync()) {
      return unit;
    }
    return new AccessUnit(
        unit.trackId(), unit.pts(), unit.duration(), idr, sample, unit.byteOffset());
  }

  private @Nullable TrackFormat format() {
    if (!sets.isComplete()) {
      return null;
    }
    Sps sps = sets.sequence();
    boolean asDeclared = !declared.record().isEmpty() && sets.equals(declared.sets());
    return new TrackFormat.Video(
        Codec.H264,
        sps.codecs(),
        asDeclared ? declared.record() : sets.configuration().payload(),
        track.language(),
        sps.width(),
        sps.height(),
        Precedence.aspect(sps.vui().pixelAspect(), track),
        Precedence.colour(sps.vui().colour(), track),
        track.display().hdr(),
        track.display().rotation(),
        Precedence.frameRate(sps.vui().fixedFrameRate() ? sps.vui().frameRate() : null, track));
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    List<Payload> all = new ArrayList<>(sets.sps());
    all.addAll(sets.pps());
    out.writeInt(all.size());
    for (Payload set : all) {
      SavedMedia.writePayload(out, set);
    }
    out.writeBoolean(announced != null);
    if (announced instanceof TrackFormat.Video video) {
      SavedMedia.writeVideo(out, video);
    }
  }

  static H264Track load(DataInput in) throws IOException {
    Track track = SavedMedia.readTrack(in);
    List<Payload> all = new ArrayList<>();
    int count = SavedMedia.readCount(in, MAX_SAVED_SETS, "parameter sets");
    for (int i = 0; i < count; i++) {
      all.add(SavedMedia.readPayload(in));
    }
    try {
      H264Track loaded =
          new H264Track(track, declaredOrNothing(track), ParameterSets.NONE.with(all, 0));
      loaded.announced = in.readBoolean() ? SavedMedia.readVideo(in) : null;
      return loaded;
    } catch (MediaException e) {
      throw new IOException("Cannot read saved H.264 track %d".formatted(track.id()), e);
    }
  }

  /** The same answer as when the track was declared; the complaint was made then. */
  private static DeclaredAvc declaredOrNothing(Track track) {
    try {
      return DeclaredAvc.of(track.configuration());
    } catch (MediaException e) {
      return DeclaredAvc.NOTHING;
    }
  }
}
