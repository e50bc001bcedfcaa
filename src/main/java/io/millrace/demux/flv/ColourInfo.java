package io.millrace.demux.flv;

import io.millrace.media.Colour;
import io.millrace.media.Display;
import io.millrace.media.Hdr;
import io.millrace.media.Hdr.LightLevel;
import io.millrace.media.Hdr.MasteringDisplay;
import io.millrace.media.MediaException;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code colorInfo} in a video tag of packet type Metadata: colour and high dynamic range. Enhanced
 * RTMP v2, "Metadata Frame". Its fractions are rounded once to the integers that everybody else
 * uses.
 */
final class ColourInfo {
  private static final int CHROMATICITY_STEPS = 50_000;
  private static final int LUMINANCE_STEPS = 10_000;
  private static final long MAX_LUMINANCE = 0xffff_ffffL;
  private static final int MAX_LIGHT_LEVEL = 0xffff;
  private static final int UNSPECIFIED = 2;

  private final Map<String, Double> numbers;

  private ColourInfo(Map<String, Double> numbers) {
    this.numbers = numbers;
  }

  /** Reads the payload of a Metadata packet; null if it says nothing of colour. */
  static @Nullable Display read(Packet metadata) {
    AmfReader in = new AmfReader(metadata.payload(), metadata.offset());
    try {
      while (in.hasMore()) {
        if (in.string().equals("colorInfo")) {
          return new ColourInfo(in.numbers()).display();
        }
        in.numbers();
      }
      return null;
    } catch (MediaException e) {
      return null; // what is half said is not said
    }
  }

  private Display display() {
    Colour colour =
        new Colour(
            codePoint("colorConfig.colorPrimaries"),
            codePoint("colorConfig.transferCharacteristics"),
            codePoint("colorConfig.matrixCoefficients"),
            false);
    return new Display(null, colour, new Hdr(mastering(), lightLevel()), 0);
  }

  private int codePoint(String name) {
    long value = numbers.containsKey(name) ? scaled(name, 1) : UNSPECIFIED;
    return value < 256 ? (int) value : UNSPECIFIED;
  }

  private @Nullable MasteringDisplay mastering() {
    boolean complete =
        Stream.of("redX", "redY", "greenX", "greenY", "blueX", "blueY")
                .allMatch(name -> numbers.containsKey("hdrMdcv." + name))
            && numbers.containsKey("hdrMdcv.maxLuminance");
    if (!complete) {
      return null;
    }
    return new MasteringDisplay(
        chromaticity("redX"),
        chromaticity("redY"),
        chromaticity("greenX"),
        chromaticity("greenY"),
        chromaticity("blueX"),
        chromaticity("blueY"),
        chromaticity("whitePointX"),
        chromaticity("whitePointY"),
        luminance("maxLuminance"),
        luminance("minLuminance"));
  }

  private int chromaticity(String name) {
    return (int) Math.min(scaled("hdrMdcv." + name, CHROMATICITY_STEPS), CHROMATICITY_STEPS);
  }

  private long luminance(String name) {
    return Math.min(scaled("hdrMdcv." + name, LUMINANCE_STEPS), MAX_LUMINANCE);
  }

  private @Nullable LightLevel lightLevel() {
    int content = (int) Math.min(scaled("hdrCll.maxCLL", 1), MAX_LIGHT_LEVEL);
    int average = (int) Math.min(scaled("hdrCll.maxFall", 1), MAX_LIGHT_LEVEL);
    return content == 0 && average == 0 ? null : new LightLevel(content, average);
  }

  /** To the nearest; 0 if it is not said or below that. */
  private long scaled(String name, int steps) {
    return Math.max(0, Math.round(numbers.getOrDefault(name, 0.0) * steps));
  }
}
