package io.millrace.codec.h264;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets that hold at one point of a stream, by their ids. ITU-T H.264, 7.4.1.2.1. It
 * never changes: a stream that brings others gets another one.
 */
public final class ParameterSets {
  public static final ParameterSets NONE = new ParameterSets(new TreeMap<>(), new TreeMap<>());

  /** Bytes of all sets together: hundreds in real streams. */
  private static final int MAX_BYTES = 60_000;

  private static final int MAX_SAVED = 512;

  private static final int MAX_SPS = 31;
  private static final int MAX_PPS = 255;

  private final SortedMap<Integer, Payload> sps;
  private final SortedMap<Integer, Payload> pps;

  /** Those that slices have asked for, by the id of the picture set. */
  private final Map<Integer, SliceSyntax> sliceSyntax = new HashMap<>();

  private ParameterSets(SortedMap<Integer, Payload> sps, SortedMap<Integer, Payload> pps) {
    this.sps = sps;
    this.pps = pps;
  }

  /** Every NAL unit: type 7, then 8, each by id. A decoder can read them in this order. */
  public List<Payload> all() {
    List<Payload> all = new ArrayList<>(sps.values());
    all.addAll(pps.values());
    return all;
  }

  /** NAL units of type 7, by id. */
  public List<Payload> sps() {
    return List.copyOf(sps.values());
  }

  /** NAL units of type 8, by id. */
  public List<Payload> pps() {
    return List.copyOf(pps.values());
  }

  /** Whether a decoder can begin: a picture set, and the sequence set that it refers to. */
  public boolean isComplete() {
    return !activeSps().isEmpty();
  }

  /** Whether the same bytes are already here, so that a repetition costs no parsing. */
  public boolean contains(Payload nalUnit) {
    return sps.containsValue(nalUnit) || pps.containsValue(nalUnit);
  }

  /**
   * The sets after these came. A sequence set that replaces another takes the picture sets of the
   * other with it, if it brings its own.
   *
   * @param nalUnits of type 7 and 8, in their order
   * @throws MediaException if one cannot be read or there are too many; this object stays valid
   */
  public ParameterSets with(List<Payload> nalUnits, long byteOffset) {
    ParameterSets next = new ParameterSets(new TreeMap<>(sps), new TreeMap<>(pps));
    SortedMap<Integer, Payload> came = new TreeMap<>();
    for (Payload nalUnit : nalUnits) {
      if (NalUnitType.of(nalUnit.at(0)) == NalUnitType.SEQUENCE_PARAMETER_SET) {
        next.sps.put(Sps.parse(nalUnit, byteOffset).id(), nalUnit.compact());
      } else {
        came.put(Pps.parse(nalUnit, byteOffset).id(), nalUnit.compact());
      }
    }
    next.removeOrphans(this, came);
    next.pps.putAll(came);
    next.checkBounds(byteOffset);
    return next;
  }

  private void removeOrphans(ParameterSets before, SortedMap<Integer, Payload> came) {
    List<Integer> broughtBy = new ArrayList<>();
    came.values().forEach(set -> broughtBy.add(Pps.parse(set, 0).spsId()));
    pps.values()
        .removeIf(
            set -> {
              Integer spsId = Pps.parse(set, 0).spsId();
              Payload old = before.sps.get(spsId);
              boolean replaced = old != null && !old.equals(sps.get(spsId));
              return replaced && broughtBy.contains(spsId);
            });
  }

  private void checkBounds(long byteOffset) {
    long bytes = 0;
    for (Payload set : all()) {
      bytes += set.length();
    }
    if (bytes > MAX_BYTES || sps.size() > MAX_SPS || pps.size() > MAX_PPS) {
      throw new MediaException.Unsupported(
          byteOffset,
          "H.264: %d SPS and %d PPS of %d bytes together, at most %d",
          sps.size(),
          pps.size(),
          bytes,
          MAX_BYTES);
    }
  }

  /** The sequence set of the first picture set that has one; empty if none has. */
  private Payload activeSps() {
    for (Payload set : pps.values()) {
      Payload active = sps.get(Pps.parse(set, 0).spsId());
      if (active != null) {
        return active;
      }
    }
    return Payload.EMPTY;
  }

  /**
   * The sequence set that describes the pictures.
   *
   * @throws IllegalStateException if the sets are not complete
   */
  public Sps sequence() {
    Payload active = activeSps();
    if (active.isEmpty()) {
      throw new IllegalStateException("Cannot describe pictures: no SPS with a PPS");
    }
    return Sps.parse(active, 0);
  }

  /**
   * How slices are written that refer to a picture set.
   *
   * @throws MediaException.Malformed if the set or its sequence set is not there, or damaged
   */
  SliceSyntax sliceSyntax(int ppsId, long byteOffset) {
    SliceSyntax known = sliceSyntax.get(ppsId);
    if (known == null) {
      known = readSliceSyntax(ppsId, byteOffset);
      sliceSyntax.put(ppsId, known);
    }
    return known;
  }

  private SliceSyntax readSliceSyntax(int ppsId, long byteOffset) {
    Payload set = pps.get(ppsId);
    Payload sequence = set == null ? null : sps.get(Pps.parse(set, byteOffset).spsId());
    if (set == null || sequence == null) {
      throw new MediaException.Malformed(
          byteOffset, "H.264: slice of PPS %d, which is not there with its SPS", ppsId);
    }
    return SliceSyntax.read(Sps.parse(sequence, byteOffset), set, byteOffset);
  }

  /** The record for these sets, with the describing sequence set in front. */
  public AvcConfiguration configuration() {
    Payload active = activeSps();
    List<Payload> ordered = new ArrayList<>();
    ordered.add(active);
    for (Payload set : sps.values()) {
      if (set != active) {
        ordered.add(set);
      }
    }
    return AvcConfiguration.of(sequence(), ordered, pps());
  }

  public void save(DataOutput out) throws IOException {
    SavedMedia.writePayloads(out, all());
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if a set cannot be read or there are too many
   */
  public static ParameterSets load(DataInput in) throws IOException {
    List<Payload> all = SavedMedia.readPayloads(in, MAX_SAVED, "parameter sets");
    try {
      return NONE.with(all, 0);
    } catch (MediaException e) {
      throw new IOException("Cannot read saved parameter sets", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ParameterSets that && sps.equals(that.sps) && pps.equals(that.pps);
  }

  @Override
  public int hashCode() {
    return 31 * sps.hashCode() + pps.hashCode();
  }
}
