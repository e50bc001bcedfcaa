package io.millrace.demux.elementary;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Access units of AV1 and VP9 that show nothing, as writers make them that do not join a hidden
 * frame to the one shown next. A sample has to show exactly one picture, so they wait for it.
 */
final class HeldUnits {
  /** A VP9 superframe has at most eight frames, one of them shown; AV1 has eight references. */
  private static final int MAX_UNITS = 7;

  private static final int MAX_BYTES = 64 << 20;

  private final List<Payload> units = new ArrayList<>();
  private long bytes;

  /**
   * Keeps a unit.
   *
   * @throws MediaException.Unsupported if too many wait; they are forgotten then
   */
  void add(Payload unit, long byteOffset) {
    units.add(unit);
    bytes += unit.length();
    if (units.size() > MAX_UNITS || bytes > MAX_BYTES) {
      clear();
      throw new MediaException.Unsupported(
          byteOffset, "more than %d access units in a row that show nothing", MAX_UNITS);
    }
  }

  /** All of them, which are forgotten. */
  List<Payload> take() {
    if (units.isEmpty()) {
      return List.of();
    }
    List<Payload> taken = List.copyOf(units);
    clear();
    return taken;
  }

  void clear() {
    units.clear();
    bytes = 0;
  }

  void save(DataOutput out) throws IOException {
    SavedMedia.writePayloads(out, units);
  }

  void load(DataInput in) throws IOException {
    for (Payload unit : SavedMedia.readPayloads(in, MAX_UNITS, "held access units")) {
      units.add(unit);
      bytes += unit.length();
    }
  }
}
