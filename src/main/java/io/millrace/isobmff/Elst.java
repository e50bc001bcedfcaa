package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Edit list box. ISO/IEC 14496-12, 8.6.6. Contained in edts. */
public record Elst(List<Edit> edits) implements Box {
  /**
   * One edit.
   *
   * @param segmentDuration ticks of the movie's timescale
   * @param mediaTime ticks of the track's timescale; -1 for an empty edit
   * @param mediaRate 16.16 fixed point
   */
  public record Edit(long segmentDuration, long mediaTime, int mediaRate) {}

  public Elst {
    edits = List.copyOf(edits);
  }

  static Elst read(BoxInput in) {
    in.fullBox(1);
    int count = in.count(in.version() == 0 ? 12 : 20);
    List<Edit> edits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long segmentDuration = in.versioned();
      long mediaTime = in.version() == 0 ? in.s32() : in.s64();
      edits.add(new Edit(segmentDuration, mediaTime, in.s32()));
    }
    return new Elst(edits);
  }

  @Override
  public String type() {
    return "elst";
  }

  @Override
  public int payloadSize() {
    return 8 + 20 * edits.size();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 1, 0);
    out.putInt(edits.size());
    for (Edit edit : edits) {
      out.putLong(edit.segmentDuration()).putLong(edit.mediaTime()).putInt(edit.mediaRate());
    }
  }
}
