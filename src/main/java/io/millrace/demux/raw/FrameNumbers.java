package io.millrace.demux.raw;

import io.millrace.media.Codec;
import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of frames in the order of output, of H.264 and HEVC access units behind start codes
 * that come in decode order: for containers that say when a picture is decoded and no more.
 */
public final class FrameNumbers {
  private final PictureReader pictures;
  private OutputOrder order = new OutputOrder();

  /** Frames begun so far. */
  private long begun;

  private FrameNumbers(PictureReader pictures) {
    this.pictures = pictures;
  }

  /**
   * Numbers for a stream of {@code codec}.
   *
   * @throws IllegalArgumentException if it is neither H.264 nor HEVC
   */
  public static FrameNumbers of(Codec codec) {
    return switch (codec) {
      case H264 -> new FrameNumbers(VideoKind.H264.pictures());
      case H265 -> new FrameNumbers(VideoKind.H265.pictures());
      default -> throw new IllegalArgumentException("Invalid codec to order: " + codec);
    };
  }

  /**
   * Takes the next access unit.
   *
   * @return the numbers that have become certain, one for each access unit in decode order; the
   *     same twice for two fields of a frame
   */
  public List<Long> add(Payload unit, long byteOffset) {
    PictureReader.Picture picture = pictures.read(unit, byteOffset);
    boolean begins = picture.place() != PictureReader.Place.SAME_FRAME || !order.isOpen();
    begun += begins ? 1 : 0;
    // Who asks holds the bytes: there is no need to hold them twice.
    OutputOrder.Unit place = new OutputOrder.Unit(Payload.EMPTY, false, byteOffset);
    List<Long> numbers = new ArrayList<>();
    int depth = pictures.sequence().reorderDepth();
    order.add(place, picture, depth, (each, frame) -> numbers.add(frame));
    return numbers;
  }

  /** Frames that have begun so far; each of them gets a number below this one. */
  public long begun() {
    return begun;
  }

  /** No access unit comes that belongs to those before: all of them get their numbers. */
  public List<Long> end() {
    List<Long> numbers = new ArrayList<>();
    pictures.lost();
    order.endSequence((each, frame) -> numbers.add(frame));
    return numbers;
  }

  /** Writes all that is needed to go on from here. */
  public void save(DataOutput out) throws IOException {
    pictures.save(out);
    order.save(out);
    out.writeLong(begun);
  }

  /** Reads what {@link #save} of one for the same codec wrote. */
  public static FrameNumbers load(Codec codec, DataInput in) throws IOException {
    FrameNumbers loaded = of(codec);
    loaded.pictures.load(in);
    loaded.order = OutputOrder.load(in);
    loaded.begun = in.readLong();
    return loaded;
  }
}
