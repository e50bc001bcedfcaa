package io.millrace.demux.flv;

import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code onMetaData} says of the pictures. Adobe Flash Video File Format Specification 10.1,
 * E.5. Encoders fill it with what they wished for: it counts only where the bitstream is silent.
 *
 * @param frameRate null if it is not said, or makes no sense
 * @param width pixels, 0 if it is not said
 * @param height pixels, 0 if it is not said
 */
record ScriptData(@Nullable FrameRate frameRate, int width, int height) {
  static final ScriptData NONE = new ScriptData(null, 0, 0);

  private static final int MAX_PIXELS = 1 << 16;

  /** Frames per 1000 seconds that two writers of one rate may differ by: 29.97, 29.9701. */
  private static final long TOLERANCE = 5;

  private static final int[] RATES = {24, 30, 48, 60, 120, 240};
  private static final int MAX_RATE = 1000;

  /** Reads a script tag; null if it is something else or cannot be read. */
  static @Nullable ScriptData read(FlvTag tag) {
    AmfReader in = new AmfReader(tag.data(), tag.offset());
    try {
      String name = in.string();
      if (name.equals("@setDataFrame")) {
        name = in.string(); // the command that sent it was recorded with it
      }
      if (!name.equals("onMetaData")) {
        return null;
      }
      return of(in.numbers());
    } catch (MediaException e) {
      return in.numbersSoFar().isEmpty() ? null : of(in.numbersSoFar());
    }
  }

  private static ScriptData of(Map<String, Double> numbers) {
    return new ScriptData(
        frameRate(numbers.getOrDefault("framerate", 0.0)),
        pixels(numbers.getOrDefault("width", 0.0)),
        pixels(numbers.getOrDefault("height", 0.0)));
  }

  private static int pixels(double value) {
    long rounded = Math.round(value);
    return rounded > 0 && rounded <= MAX_PIXELS ? (int) rounded : 0;
  }

  /** The fraction that was meant by a number of frames per second, rounded once to thousandths. */
  static @Nullable FrameRate frameRate(double framesPerSecond) {
    double thousandths = framesPerSecond * 1000;
    if (!(thousandths >= 1000 && thousandths <= 1000.0 * MAX_RATE)) {
      return null; // also where it is not a number
    }
    long rounded = Math.round(thousandths);
    for (int rate : RATES) {
      if (Math.abs(rounded - 1_000_000L * rate / 1001) <= TOLERANCE) {
        return new FrameRate(1000 * rate, 1001);
      }
    }
    return new FrameRate((int) rounded, 1000);
  }

  void save(DataOutput out) throws IOException {
    SavedMedia.writeFrameRate(out, frameRate);
    out.writeInt(width);
    out.writeInt(height);
  }

  static ScriptData load(DataInput in) throws IOException {
    return new ScriptData(SavedMedia.readFrameRate(in), in.readInt(), in.readInt());
  }
}
