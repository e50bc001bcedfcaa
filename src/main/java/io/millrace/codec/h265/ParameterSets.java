package io.millrace.codec.h265;

import io.millrace.codec.h265.HevcConfiguration.NalArray;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets that hold at one point of a stream, by their ids. ITU-T H.265, 7.4.2.4.2. It
 * never changes: a stream that brings others gets another one.
 */
public final class ParameterSets {
  public static final ParameterSets NONE =
      new ParameterSets(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  /** Bytes of all sets together: hundreds in real streams. */
  private static final int MAX_BYTES = 60_000;

  private static final int MAX_SAVED = 512;

  private final SortedMap<Integer, Payload> vps;
  private final SortedMap<Integer, Payload> sps;
  private final SortedMap<Integer, Payload> pps;

  /** Those that slices have asked for, by the id of the picture set. */
  private final Map<Integer, Pair> pairs = new HashMap<>();

  private ParameterSets(
      SortedMap<Integer, Payload> vps,
      SortedMap<Integer, Payload> sps,
      SortedMap<Integer, Payload> pps) {
    this.vps = vps;
    this.sps = sps;
    this.pps = pps;
  }

  /**
   * Every NAL unit: type 32, then 33, then 34, each by id. A decoder can read them in this order.
   */
  public List<Payload> all() {
    List<Payload> all = new ArrayList<>(vps.values());
    all.addAll(sps.values());
    all.addAll(pps.values());
    return all;
  }

  /** Whether a decoder can begin: a picture set, its sequence set, and the video set of that. */
  public boolean isComplete() {
    return active() != null;
  }

  /** Whether the same bytes are already here, so that a repetition costs no parsing. */
  public boolean contains(Payload nalUnit) {
    return pps.containsValue(nalUnit) || sps.containsValue(nalUnit) || vps.containsValue(nalUnit);
  }

  /**
   * The sets after these came. A sequence set that replaces another takes the picture sets of the
   * other with it, if it brings its own.
   *
   * @param nalUnits of types 32 to 34, in their order
   * @throws MediaException if one cannot be read or there are too many; this object stays valid
   */
  public ParameterSets with(List<Payload> nalUnits, long byteOffset) {
    ParameterSets next =
        new ParameterSets(new TreeMap<>(vps), new TreeMap<>(sps), new TreeMap<>(pps));
    SortedMap<Integer, Payload> came = new TreeMap<>();
    for (Payload nalUnit : nalUnits) {
      next.take(nalUnit, byteOffset, came);
    }
    next.removeOrphans(this, came);
    next.pps.putAll(came);
    next.checkBounds(byteOffset);
    return next;
  }

  private void take(Payload nalUnit, long byteOffset, SortedMap<Integer, Payload> picture) {
    int second = nalUnit.length() < 2 ? 0 : nalUnit.unsignedAt(1);
    switch (NalUnitType.of(nalUnit.unsignedAt(0), second)) {
      case NalUnitType.VIDEO_PARAMETER_SET ->
          vps.put(Vps.parse(nalUnit, byteOffset).id(), nalUnit.compact());
      case NalUnitType.SEQUENCE_PARAMETER_SET ->
          sps.put(Sps.parse(nalUnit, byteOffset).id(), nalUnit.compact());
      default -> picture.put(Pps.parse(nalUnit, byteOffset).id(), nalUnit.compact());
    }
  }

  private void removeOrphans(ParameterSets before, SortedMap<Integer, Payload> came) {
    Set<Integer> broughtBy = new HashSet<>();
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
    if (bytes > MAX_BYTES) {
      throw new MediaException.Unsupported(
          byteOffset, "H.265: parameter sets of %d bytes together, at most %d", bytes, MAX_BYTES);
    }
  }

  /** The sequence set of the first picture set that has all it refers to; null if none has. */
  private @Nullable Payload active() {
    for (Payload set : pps.values()) {
      Payload sequence = sps.get(Pps.parse(set, 0).spsId());
      if (sequence != null && vps.containsKey(Sps.parse(sequence, 0).vpsId())) {
        return sequence;
      }
    }
    return null;
  }

  /**
   * The sequence set that describes the pictures.
   *
   * @throws IllegalStateException if the sets are not complete
   */
  public Sps sequence() {
    Payload active = active();
    if (active == null) {
      throw new IllegalStateException("Cannot describe pictures: no PPS with SPS and VPS");
    }
    return Sps.parse(active, 0);
  }

  /**
   * The video set of {@link #sequence}.
   *
   * @throws IllegalStateException if the sets are not complete
   */
  public Vps video() {
    Payload active = vps.get(sequence().vpsId());
    if (active == null) {
      throw new IllegalStateException("Cannot describe pictures: no VPS");
    }
    return Vps.parse(active, 0);
  }

  /** The picture set with this id, and its sequence set. */
  record Pair(Pps pps, Sps sps) {}

  /**
   * The sets that a slice segment refers to.
   *
   * @throws MediaException.Malformed if they are not there
   */
  Pair pair(int ppsId, long byteOffset) {
    Pair known = pairs.get(ppsId);
    if (known == null) {
      known = readPair(ppsId, byteOffset);
      pairs.put(ppsId, known);
    }
    return known;
  }

  private Pair readPair(int ppsId, long byteOffset) {
    Payload set = pps.get(ppsId);
    Payload sequence = set == null ? null : sps.get(Pps.parse(set, byteOffset).spsId());
    if (set == null || sequence == null) {
      throw new MediaException.Malformed(
          byteOffset, "H.265: slice of PPS %d, which is not there with its SPS", ppsId);
    }
    return new Pair(Pps.parse(set, byteOffset), Sps.parse(sequence, byteOffset));
  }

  /** The record for samples that hold no parameter sets, as {@code hvc1} wants it. */
  public HevcConfiguration completeConfiguration() {
    return configuration(true);
  }

  /** The record for samples that may hold other parameter sets, as {@code hev1} allows it. */
  public HevcConfiguration openConfiguration() {
    return configuration(false);
  }

  private HevcConfiguration configuration(boolean complete) {
    return HevcConfiguration.of(
        sequence(),
        List.of(
            new NalArray(complete, NalUnitType.VIDEO_PARAMETER_SET, List.copyOf(vps.values())),
            new NalArray(complete, NalUnitType.SEQUENCE_PARAMETER_SET, List.copyOf(sps.values())),
            new NalArray(complete, NalUnitType.PICTURE_PARAMETER_SET, List.copyOf(pps.values()))));
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
    return other instanceof ParameterSets that
        && vps.equals(that.vps)
        && sps.equals(that.sps)
        && pps.equals(that.pps);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * vps.hashCode() + sps.hashCode()) + pps.hashCode();
  }
}
