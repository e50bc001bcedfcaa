package io.millrace.demux.elementary;

import io.millrace.codec.h264.AvcConfiguration;
import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h264.ParameterSets;
import io.millrace.codec.h264.SliceHeader;
import io.millrace.codec.h264.Sps;
import io.millrace.codec.nal.NalUnits;
import io.millrace.demux.DemuxHandler;
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
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes one access unit of the two fields of an H.264 frame, where the container has them apart:
 * one frame is one sample, however it is coded. The first field's time is the frame's time.
 *
 * <p>A field is held until the next access unit of its track shows whether it is the other one. A
 * field without another goes on alone. Tracks whose parameter sets exclude fields are not looked
 * at.
 */
final class FieldPairs implements ElementaryHandler {
  private static final int VERSION = 1;
  private static final int LENGTH_SIZE = 4;
  private static final int MAX_SAVED_TRACKS = 1 << 16;

  private final ElementaryHandler handler;

  /** Those tracks that may have fields. */
  private final Map<Integer, Fields> tracks = new TreeMap<>();

  FieldPairs(ElementaryHandler handler) {
    this.handler = handler;
  }

  /** What is known of one track. */
  private static final class Fields {
    ParameterSets sets;
    @Nullable AccessUnit held;

    /** Of the field that is held. */
    @Nullable SliceHeader header;

    Fields(ParameterSets sets) {
      this.sets = sets;
    }
  }

  @Override
  public void onTracks(List<Track> all) {
    end();
    tracks.keySet().retainAll(all.stream().map(Track::id).toList());
    handler.onTracks(all);
  }

  @Override
  public void onFormat(int trackId, TrackFormat format) {
    release(tracks.remove(trackId));
    ParameterSets sets = sets(format);
    if (mayHaveFields(sets)) {
      tracks.put(trackId, new Fields(sets));
    }
    handler.onFormat(trackId, format);
  }

  private static ParameterSets sets(TrackFormat format) {
    if (format.codec() != Codec.H264) {
      return ParameterSets.NONE;
    }
    AvcConfiguration avc = AvcConfiguration.parse(format.configuration(), 0);
    List<Payload> all = new ArrayList<>(avc.sps());
    all.addAll(avc.pps());
    return ParameterSets.NONE.with(all, 0);
  }

  private static boolean mayHaveFields(ParameterSets sets) {
    return sets.sps().stream().anyMatch(sps -> !Sps.parse(sps, 0).frameMbsOnly());
  }

  @Override
  public void onAccessUnit(AccessUnit unit) {
    Fields fields = tracks.isEmpty() ? null : tracks.get(unit.trackId());
    if (fields == null) {
      handler.onAccessUnit(unit);
    } else {
      accept(fields, unit);
    }
  }

  private void accept(Fields fields, AccessUnit unit) {
    SliceHeader field = onlyField(fields, unit);
    AccessUnit first = fields.held;
    SliceHeader before = fields.header;
    if (field != null && first != null && before != null && field.completes(before)) {
      fields.held = null;
      handler.onAccessUnit(joined(first, unit));
      return;
    }
    release(fields);
    if (field == null) {
      handler.onAccessUnit(unit);
    } else {
      fields.held = unit;
      fields.header = field;
    }
  }

  /**
   * The field that the unit consists of; null for a frame, for both fields, and for damage. A
   * parameter set behind a slice is damage (ITU-T H.264, 7.4.1.2.3): a field that is held must read
   * the same with the sets that hold after it.
   */
  private static @Nullable SliceHeader onlyField(Fields fields, AccessUnit unit) {
    SliceHeader first = null;
    boolean damaged = false;
    try {
      NalUnits nalUnits =
          NalUnits.lengthPrefixed(H264Syntax.INSTANCE, unit.data(), LENGTH_SIZE, unit.byteOffset());
      while (nalUnits.next()) {
        if (NalUnitType.isParameterSet(nalUnits.type())) {
          takeSet(fields, nalUnits.payload(), unit.byteOffset());
          damaged |= first != null;
        } else if (isSlice(nalUnits.type())) {
          SliceHeader slice = SliceHeader.parse(nalUnits.payload(), fields.sets, unit.byteOffset());
          if (!slice.field() || first != null && slice.bottom() != first.bottom()) {
            return null;
          }
          first = first == null ? slice : first;
        }
      }
    } catch (MediaException e) {
      return null;
    }
    return damaged ? null : first;
  }

  private static void takeSet(Fields fields, Payload set, long byteOffset) {
    if (!fields.sets.contains(set)) {
      fields.sets = fields.sets.with(List.of(set), byteOffset);
    }
  }

  private static boolean isSlice(int type) {
    return type == NalUnitType.SLICE
        || type == NalUnitType.DATA_PARTITION_A
        || type == NalUnitType.IDR_SLICE;
  }

  private static AccessUnit joined(AccessUnit first, AccessUnit second) {
    return new AccessUnit(
        first.trackId(),
        first.pts(),
        first.duration() + second.duration(),
        first.sync(),
        Payload.concat(first.data(), second.data()),
        first.byteOffset());
  }

  private void release(@Nullable Fields fields) {
    if (fields != null && fields.held != null) {
      handler.onAccessUnit(fields.held);
      fields.held = null;
    }
  }

  @Override
  public void onDropped(int trackId, DropReason reason, long byteOffset) {
    handler.onDropped(trackId, reason, byteOffset);
  }

  @Override
  public void onLoss(int trackId, MediaException reason) {
    if (trackId == DemuxHandler.ALL_TRACKS) {
      end();
    } else {
      release(tracks.get(trackId));
    }
    handler.onLoss(trackId, reason);
  }

  /** No more access units come: hands out what is held. */
  void end() {
    tracks.values().forEach(this::release);
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeInt(tracks.size());
    for (var entry : tracks.entrySet()) {
      Fields fields = entry.getValue();
      out.writeInt(entry.getKey());
      fields.sets.save(out);
      out.writeBoolean(fields.held != null);
      if (fields.held != null) {
        SavedMedia.writeAccessUnit(out, fields.held);
      }
    }
  }

  /** Takes over what {@link #save} wrote. */
  void load(DataInput in) throws IOException {
    SavedMedia.readVersion(in, VERSION, "field pairs");
    for (int i = SavedMedia.readCount(in, MAX_SAVED_TRACKS, "tracks"); i > 0; i--) {
      tracks.put(in.readInt(), loadFields(in));
    }
  }

  private static Fields loadFields(DataInput in) throws IOException {
    Fields fields = new Fields(ParameterSets.load(in));
    try {
      if (in.readBoolean()) {
        AccessUnit held = SavedMedia.readAccessUnit(in);
        fields.held = held;
        fields.header = onlyField(fields, held);
      }
      return fields;
    } catch (MediaException e) {
      throw new IOException("Cannot read saved field pairs", e);
    }
  }
}
