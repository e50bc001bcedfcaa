package io.millrace.demux.elementary;

import io.millrace.codec.nal.NalIndex;
import io.millrace.codec.nal.NalRole;
import io.millrace.codec.nal.NalSyntax;
import io.millrace.media.AccessUnit;
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
 * H.264 and H.265: parameter sets go from the access units into the format, whether the container
 * has them or the stream repeats them. With {@link ParameterSetPlacement#SAMPLES} they stay in the
 * samples too, and every sync sample has all of them.
 */
abstract sealed class NalTrack implements ElementaryTrack permits H264Track, H265Track {
  private static final int MAX_SAVED_SETS = 1024;

  private final Track track;
  private final ParameterSetPlacement placement;
  private TrackFormat.@Nullable Video format;
  private TrackFormat.@Nullable Video announced;

  /** The next sample must have all sets: some came in an access unit that became no sample. */
  private boolean owesSets;

  NalTrack(Track track, ParameterSetPlacement placement) {
    this.track = track;
    this.placement = placement;
  }

  @Override
  public final Track track() {
    return track;
  }

  final ParameterSetPlacement placement() {
    return placement;
  }

  /** The codec's NAL unit headers. */
  abstract NalSyntax syntax();

  /** Bytes of a NAL unit's length in the access units. */
  abstract int lengthSize();

  /** The parameter sets that hold, in the order in which a decoder can read them. */
  abstract List<Payload> sets();

  abstract boolean knows(Payload set);

  /**
   * Takes other parameter sets.
   *
   * @throws MediaException if one cannot be read
   */
  abstract void take(List<Payload> sets, long byteOffset);

  /** What {@link #sets} and the container say; null as long as decoding cannot start. */
  abstract TrackFormat.@Nullable Video describe();

  /** Whether decoding can start at a picture. */
  abstract boolean isSync(NalIndex index, int pictureType);

  /**
   * Looks at what is not a parameter set.
   *
   * @return true if the format may be another one for that
   * @throws MediaException if it cannot be read
   */
  abstract boolean note(NalIndex index, long byteOffset);

  /** Whether a picture whose predecessors came can be decoded. */
  abstract boolean isDecodable(int pictureType);

  /** The stream goes on with this access unit, whether it is handed on or not. */
  abstract void passed(NalIndex index);

  /** Goes on with what was announced by the same track with an older declaration. */
  final void continueFrom(NalTrack before) {
    announced = before.announced;
  }

  /** Says that what the format is made of has changed. */
  final void describeAgain() {
    format = describe();
  }

  @Override
  public final void accept(AccessUnit unit, NalIndex index, ElementaryHandler handler) {
    boolean bringsSets;
    try {
      index.read(syntax(), unit.data(), track.framing(), lengthSize(), unit.byteOffset());
      bringsSets = takeParameterSets(index, unit.byteOffset());
      if (note(index, unit.byteOffset())) {
        describeAgain();
      }
    } catch (MediaException e) {
      owesSets = true;
      handler.onLoss(track.id(), e);
      return;
    }
    TrackFormat.Video current = format;
    DropReason reason = reasonToDrop(index);
    if (reason != null || current == null) {
      owesSets |= bringsSets;
      handler.onDropped(
          track.id(), reason == null ? DropReason.NO_PARAMETER_SETS : reason, unit.byteOffset());
    } else {
      announce(current, handler);
      handler.onAccessUnit(prepared(unit, index));
    }
    passed(index);
  }

  private @Nullable DropReason reasonToDrop(NalIndex index) {
    int picture = index.firstOfPicture();
    if (picture < 0) {
      return DropReason.NO_PICTURE;
    }
    return isDecodable(index.type(picture)) ? null : DropReason.UNDECODABLE;
  }

  private boolean takeParameterSets(NalIndex index, long byteOffset) {
    List<Payload> all = new ArrayList<>();
    boolean known = true;
    for (int i = 0; i < index.count(); i++) {
      if (index.role(i) == NalRole.PARAMETER_SET) {
        all.add(index.nalUnit(i));
        known &= knows(index.nalUnit(i));
      }
    }
    if (!known) {
      take(all, byteOffset);
      describeAgain();
    }
    return !known;
  }

  private void announce(TrackFormat.Video current, ElementaryHandler handler) {
    boolean same =
        switch (placement) {
          case INIT_SEGMENT -> current.equals(announced);
          // The samples bring the sets: the record is only the start of them.
          case SAMPLES ->
              announced != null
                  && current.withConfiguration(announced.configuration()).equals(announced);
        };
    if (!same) {
      announced = current;
      handler.onFormat(track.id(), current);
    }
  }

  private AccessUnit prepared(AccessUnit unit, NalIndex index) {
    boolean sync = isSync(index, index.type(index.firstOfPicture()));
    Payload sample =
        switch (placement) {
          case INIT_SEGMENT -> withoutSets(index);
          case SAMPLES -> withSets(index, sync);
        };
    return unit.with(sync, sample);
  }

  private static Payload withoutSets(NalIndex index) {
    index.remove(NalRole.STUFFING, NalRole.PARAMETER_SET);
    return index.sample();
  }

  private Payload withSets(NalIndex index, boolean sync) {
    boolean lacksSome = owesSets || sync && !index.hasAll(sets());
    owesSets = false;
    if (!lacksSome) {
      index.remove(NalRole.STUFFING, NalRole.STUFFING);
      return index.sample();
    }
    index.remove(NalRole.STUFFING, NalRole.PARAMETER_SET);
    return index.sampleBehind(sets());
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    SavedMedia.writePayloads(out, sets());
    SavedMedia.writeKnownVideo(out, announced);
    out.writeBoolean(owesSets);
  }

  /** Reads what {@link #save} wrote behind the track. */
  final void loadRest(DataInput in) throws IOException {
    List<Payload> all = SavedMedia.readPayloads(in, MAX_SAVED_SETS, "parameter sets");
    announced = SavedMedia.readKnownVideo(in);
    owesSets = in.readBoolean();
    try {
      take(all, 0);
    } catch (MediaException e) {
      throw new IOException("Cannot read saved track %d".formatted(track.id()), e);
    }
  }
}
