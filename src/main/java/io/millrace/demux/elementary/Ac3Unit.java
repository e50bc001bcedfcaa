package io.millrace.demux.elementary;

import io.millrace.codec.ac3.SyncFrame;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The frames of an access unit of AC-3 or E-AC-3, as far as they have come. */
final class Ac3Unit {
  /** Eight independent substreams with eight dependent ones each, in six frames. */
  private static final int MAX_FRAMES = 8 * 9 * 6;

  private final List<SyncFrame> frames = new ArrayList<>();
  private final List<Payload> parts = new ArrayList<>();
  private int blocks;
  private long pts;
  private long byteOffset;

  void start(long firstPts, long firstByteOffset) {
    pts = firstPts;
    byteOffset = firstByteOffset;
  }

  /**
   * Appends a frame.
   *
   * @throws MediaException.Malformed if there are more than an access unit can have
   */
  void add(SyncFrame frame, Payload data) {
    if (frames.size() == MAX_FRAMES) {
      throw new MediaException.Malformed(
          byteOffset, "E-AC-3: more than %d frames of six blocks", MAX_FRAMES);
    }
    frames.add(frame);
    parts.add(data);
    blocks += frame.isMain() ? frame.blocks() : 0;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /** Whether {@code main} is not the start of the next access unit. */
  boolean hasRoomFor(SyncFrame main) {
    return blocks + main.blocks() <= SyncFrame.BLOCKS;
  }

  boolean isComplete() {
    return blocks == SyncFrame.BLOCKS;
  }

  /** Of the first frame, ticks of the track's timescale. */
  long pts() {
    return pts;
  }

  long byteOffset() {
    return byteOffset;
  }

  SyncFrame main() {
    return frames.get(0);
  }

  List<SyncFrame> frames() {
    return frames;
  }

  /** Whether it is AC-3 alone. */
  boolean isAc3() {
    return frames.size() == 1 && main().isAc3();
  }

  /** Where the channels of the main programme belong, in the bits of {@code chanmap}. */
  int locations() {
    int locations = 0;
    for (SyncFrame frame : frames) {
      if (!frame.dependent() && frame.substreamId() > 0) {
        break; // another programme and its dependent substreams
      }
      locations |= frame.locations();
    }
    return locations;
  }

  /** All frames: a view where they lie side by side, otherwise a copy. */
  Payload data() {
    Payload joined = parts.get(0);
    for (Payload part : parts.subList(1, parts.size())) {
      boolean adjacent =
          joined.array() == part.array()
              && joined.arrayOffset() + joined.length() == part.arrayOffset();
      if (!adjacent) {
        return Payload.concat(parts);
      }
      joined = Payload.of(joined.array(), joined.arrayOffset(), joined.length() + part.length());
    }
    return joined;
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(pts);
    out.writeLong(byteOffset);
    SavedMedia.writePayloads(out, parts);
  }

  static Ac3Unit load(DataInput in) throws IOException {
    Ac3Unit loaded = new Ac3Unit();
    loaded.start(in.readLong(), in.readLong());
    for (Payload part : SavedMedia.readPayloads(in, MAX_FRAMES, "sync frames")) {
      try {
        loaded.add(SyncFrame.parse(part, loaded.byteOffset), part);
      } catch (MediaException e) {
        throw new IOException("Cannot read saved sync frame", e);
      }
    }
    return loaded;
  }
}
