package io.millrace.demux.elementary;

import io.millrace.codec.mpeg2.PictureHeader;
import io.millrace.codec.mpeg2.SequenceHeader;
import io.millrace.codec.mpeg4.VideoObjectLayer;
import io.millrace.codec.nal.NalIndex;
import io.millrace.codec.vc1.EntryPoint;
import io.millrace.codec.vp8.FrameTag;
import io.millrace.media.AccessUnit;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that only an encoder reads: handed on as they come. Where they start to be decodable and
 * how large they are is the container's word, but for MPEG-1, MPEG-2 and VP8, which say so
 * themselves, as MPEG-4 Visual and VC-1 do where the container is silent; two fields of MPEG-2 are
 * one sample.
 */
final class OpaqueVideo implements ElementaryTrack {
  static final String SAVED_AS = "opaque-video";

  private final Track track;
  private final String name;
  private TrackFormat.@Nullable Video announced;
  private @Nullable AccessUnit heldField;
  private boolean refused;

  private OpaqueVideo(Track track) {
    this.track = track;
    this.name = FfmpegNames.of(track);
  }

  static OpaqueVideo open(Track track, @Nullable ElementaryTrack before) {
    OpaqueVideo opened = new OpaqueVideo(track);
    opened.announced = before instanceof OpaqueVideo old ? old.announced : null;
    return opened;
  }

  @Override
  public Track track() {
    return track;
  }

  @Override
  public void accept(AccessUnit unit, NalIndex index, ElementaryHandler handler) {
    try {
      switch (track.codec()) {
        case MPEG2_VIDEO -> acceptMpeg2(unit, handler);
        case VP8 -> acceptVp8(unit, handler);
        default -> acceptNamed(unit, handler);
      }
    } catch (MediaException e) {
      heldField = null;
      handler.onLoss(track.id(), e);
    }
  }

  private void acceptMpeg2(AccessUnit unit, ElementaryHandler handler) {
    PictureHeader picture = PictureHeader.find(unit.data(), unit.byteOffset());
    if (picture == null) {
      handler.onDropped(track.id(), DropReason.NO_PICTURE, unit.byteOffset());
      return;
    }
    AccessUnit first = heldField;
    heldField = null;
    if (first != null && picture.field()) {
      handler.onAccessUnit(first.with(first.sync(), Payload.concat(first.data(), unit.data())));
      return;
    }
    if (first != null) {
      handler.onAccessUnit(first);
    }
    SequenceHeader sequence = SequenceHeader.find(unit.data(), unit.byteOffset());
    if (sequence == null && announced == null) {
      sequence = SequenceHeader.find(track.configuration(), unit.byteOffset());
    }
    if (sequence != null) {
      announce(
          format(
              track.configuration(),
              sequence.width(),
              sequence.height(),
              sequence.pixelAspect(),
              sequence.frameRate()),
          handler);
    }
    AccessUnit ready = unit.with(picture.intra() && (sequence != null || unit.sync()), unit.data());
    if (announced == null) {
      handler.onDropped(track.id(), DropReason.NO_PARAMETER_SETS, unit.byteOffset());
    } else if (picture.field()) {
      heldField = ready;
    } else {
      handler.onAccessUnit(ready);
    }
  }

  /** What the bitstream says, as far as the container does not. */
  private TrackFormat.Video format(
      Payload configuration,
      int width,
      int height,
      PixelAspect aspect,
      @Nullable FrameRate frameRate) {
    return new TrackFormat.Video(
        track.codec(),
        name,
        configuration,
        track.language(),
        width,
        height,
        track.display().pixelAspect() == null ? aspect : track.display().pixelAspectOrSquare(),
        track.display().colour(),
        track.display().hdr(),
        track.display().rotation(),
        track.frameRate() == null ? frameRate : track.frameRate());
  }

  private void acceptVp8(AccessUnit unit, ElementaryHandler handler) {
    FrameTag tag = FrameTag.parse(unit.data(), unit.byteOffset());
    if (tag.key()) {
      announce(format(tag.width(), tag.height()), handler);
    }
    handOutKnown(unit.with(tag.key(), unit.data()), handler);
  }

  private void acceptNamed(AccessUnit unit, ElementaryHandler handler) {
    boolean isDeclared = track.width() > 0 && track.height() > 0;
    if (!isDeclared && name.equals("mpeg4")) {
      acceptMpeg4(unit, handler);
    } else if (!isDeclared && name.equals("vc1")) {
      acceptVc1(unit, handler);
    } else {
      acceptOther(unit, handler);
    }
  }

  private void acceptMpeg4(AccessUnit unit, ElementaryHandler handler) {
    VideoObjectLayer layer = VideoObjectLayer.find(unit.data(), unit.byteOffset());
    if (layer != null) {
      announce(
          format(
              layer.configuration(),
              layer.width(),
              layer.height(),
              layer.pixelAspect(),
              layer.frameRate()),
          handler);
    }
    boolean intra = VideoObjectLayer.isIntra(unit.data());
    handOutKnown(unit.with(intra && (layer != null || unit.sync()), unit.data()), handler);
  }

  private void acceptVc1(AccessUnit unit, ElementaryHandler handler) {
    EntryPoint entry = EntryPoint.find(unit.data(), unit.byteOffset());
    if (entry != null && !isAnnounced(entry)) {
      announce(
          format(
              entry.configuration(),
              entry.width(),
              entry.height(),
              entry.pixelAspect(),
              entry.frameRate()),
          handler);
    }
    handOutKnown(unit.with(EntryPoint.isEntry(unit.data()), unit.data()), handler);
  }

  /** An entry point may say another fullness of the buffer each time: that is no other format. */
  private boolean isAnnounced(EntryPoint entry) {
    Payload known = announced == null ? Payload.EMPTY : announced.configuration();
    int length = entry.sequence().length();
    return known.length() > length && known.slice(0, length).equals(entry.sequence());
  }

  private void handOutKnown(AccessUnit unit, ElementaryHandler handler) {
    if (announced == null) {
      handler.onDropped(track.id(), DropReason.NO_PARAMETER_SETS, unit.byteOffset());
    } else {
      handler.onAccessUnit(unit);
    }
  }

  private void acceptOther(AccessUnit unit, ElementaryHandler handler) {
    if (name.isEmpty() || track.width() == 0 || track.height() == 0) {
      if (!refused) {
        refused = true;
        handler.onDropped(track.id(), DropReason.UNSUPPORTED_CODEC, unit.byteOffset());
      }
      return;
    }
    announce(format(track.width(), track.height()), handler);
    handler.onAccessUnit(unit);
  }

  private TrackFormat.Video format(int width, int height) {
    return format(track.configuration(), width, height, PixelAspect.SQUARE, null);
  }

  private void announce(TrackFormat.Video format, ElementaryHandler handler) {
    if (!format.equals(announced)) {
      announced = format;
      handler.onFormat(track.id(), format);
    }
  }

  @Override
  public void end(ElementaryHandler handler) {
    if (heldField != null) {
      handler.onAccessUnit(heldField);
      heldField = null;
    }
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    SavedMedia.writeKnownVideo(out, announced);
    out.writeBoolean(heldField != null);
    if (heldField != null) {
      SavedMedia.writeAccessUnit(out, heldField);
    }
    out.writeBoolean(refused);
  }

  static OpaqueVideo load(DataInput in) throws IOException {
    OpaqueVideo loaded = new OpaqueVideo(SavedMedia.readTrack(in));
    loaded.announced = SavedMedia.readKnownVideo(in);
    loaded.heldField = in.readBoolean() ? SavedMedia.readAccessUnit(in) : null;
    loaded.refused = in.readBoolean();
    return loaded;
  }
}
