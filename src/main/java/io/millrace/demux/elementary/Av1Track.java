package io.millrace.demux.elementary;

import io.millrace.codec.av1.Av1Configuration;
import io.millrace.codec.av1.SequenceHeader;
import io.millrace.codec.av1.TemporalUnit;
import io.millrace.codec.nal.NalIndex;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * AV1: temporal units become samples, and each other sequence header is another format. AV1 in ISO
 * BMFF, 2.4. Decoding starts where the first frame of a unit is a key frame that is shown; forward
 * and delayed key frames are no sync samples.
 */
final class Av1Track implements ElementaryTrack {
  static final String SAVED_AS = "av1";

  private static final int MAX_SIZE = 0xffff;

  private final Track track;
  private final DeclaredAv1 declared;
  private final HeldUnits held = new HeldUnits();

  /** The sequence header that holds, as an OBU with its size; empty if none came yet. */
  private Payload sequenceObu = Payload.EMPTY;

  private @Nullable SequenceHeader sequence;

  /** Whether a sync sample of this sequence came: its HDR metadata holds for all of it. */
  private boolean started;

  private TrackFormat.@Nullable Video format;
  private TrackFormat.@Nullable Video announced;

  private Av1Track(Track track, DeclaredAv1 declared) {
    this.track = track;
    this.declared = declared;
  }

  /**
   * A track that goes on from {@code before}, if that is the same one with an older declaration.
   *
   * @throws MediaException if the container's configuration cannot be read
   */
  static Av1Track open(Track track, @Nullable ElementaryTrack before) {
    return open(track, DeclaredAv1.of(track.configuration()), before);
  }

  /** A track whose sequence header can only come from the stream itself. */
  static Av1Track openUndeclared(Track track, @Nullable ElementaryTrack before) {
    return open(track, DeclaredAv1.NOTHING, before);
  }

  private static Av1Track open(
      Track track, DeclaredAv1 declared, @Nullable ElementaryTrack before) {
    Av1Track opened = new Av1Track(track, declared);
    Payload obu = declared.sequenceHeader();
    if (before instanceof Av1Track old) {
      opened.announced = old.announced;
      obu = obu == null && old.format != null ? old.sequenceObu : obu;
    }
    if (obu != null) {
      opened.begin(obu, 0);
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
    TemporalUnit found = TemporalUnit.read(unit.data(), sequence, unit.byteOffset());
    Payload obu = found.sequenceHeader();
    if (obu != null && !obu.equals(sequenceObu)) {
      begin(obu.compact(), unit.byteOffset());
    }
    if (found.sync() && sequence != null && format != null && !started) {
      started = true;
      format = format(sequence, found.hdr().orElse(declared.hdr()));
    }
    if (found.frames() == 0) {
      handler.onDropped(track.id(), DropReason.NO_PICTURE, unit.byteOffset());
    } else if (format == null) {
      handler.onDropped(track.id(), DropReason.NO_PARAMETER_SETS, unit.byteOffset());
    } else if (!found.shows()) {
      held.add(unit.data(), unit.byteOffset());
      handler.onDropped(track.id(), DropReason.NOT_SHOWN, unit.byteOffset());
    } else {
      announce(format, handler);
      handler.onAccessUnit(prepared(unit, found));
    }
  }

  private void announce(TrackFormat.Video current, ElementaryHandler handler) {
    if (!current.equals(announced)) {
      announced = current;
      handler.onFormat(track.id(), current);
    }
  }

  private AccessUnit prepared(AccessUnit unit, TemporalUnit found) {
    List<Payload> before = held.take();
    boolean sync = found.sync();
    // A shown key frame replaces all references: what was hidden before it is of no use.
    boolean headless = sync && found.sequenceHeader() == null;
    Payload sample =
        found.sample(
            sync ? List.of() : before, headless ? sequenceObu : Payload.EMPTY, unit.byteOffset());
    return unit.with(sync, sample);
  }

  /** Begins a coded video sequence. */
  private void begin(Payload obu, long byteOffset) {
    SequenceHeader next = SequenceHeader.parseObu(obu, byteOffset);
    sequenceObu = obu;
    sequence = next;
    started = false;
    format = null;
    if (next.width() > MAX_SIZE || next.height() > MAX_SIZE) {
      throw new MediaException.Unsupported(
          byteOffset, "AV1: picture of %dx%d", next.width(), next.height());
    }
    format = format(next, declared.hdr());
  }

  private TrackFormat.Video format(SequenceHeader current, Hdr hdr) {
    boolean asDeclared =
        !declared.record().isEmpty() && sequenceObu.equals(declared.sequenceHeader());
    return new TrackFormat.Video(
        Codec.AV1,
        current.codecs(),
        asDeclared ? declared.record() : Av1Configuration.of(current, sequenceObu).payload(),
        track.language(),
        current.width(),
        current.height(),
        track.display().pixelAspectOrSquare(),
        current.colour().orElse(track.display().colour()),
        hdr.orElse(track.display().hdr()),
        track.display().rotation(),
        current.frameRate() != null ? current.frameRate() : track.frameRate());
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    SavedMedia.writePayload(out, sequenceObu);
    out.writeBoolean(started);
    SavedMedia.writeKnownVideo(out, format);
    SavedMedia.writeKnownVideo(out, announced);
    held.save(out);
  }

  static Av1Track load(DataInput in) throws IOException {
    Track track = SavedMedia.readTrack(in);
    try {
      Av1Track loaded = new Av1Track(track, declaredOrNothing(track));
      loaded.sequenceObu = SavedMedia.readPayload(in);
      loaded.sequence =
          loaded.sequenceObu.isEmpty() ? null : SequenceHeader.parseObu(loaded.sequenceObu, 0);
      loaded.started = in.readBoolean();
      loaded.format = SavedMedia.readKnownVideo(in);
      loaded.announced = SavedMedia.readKnownVideo(in);
      loaded.held.load(in);
      return loaded;
    } catch (MediaException e) {
      throw new IOException("Cannot read saved AV1 track %d".formatted(track.id()), e);
    }
  }

  /** The same answer as when the track was declared; the complaint was made then. */
  private static DeclaredAv1 declaredOrNothing(Track track) {
    try {
      return DeclaredAv1.of(track.configuration());
    } catch (MediaException e) {
      return DeclaredAv1.NOTHING;
    }
  }
}
