package io.millrace.app;

import io.millrace.media.FrameRate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --frame-rate}. */
final class FrameRateOption implements ITypeConverter<FrameRate> {
  static final String DESCRIPTION =
      "Frames a second of a byte stream of H.264 or HEVC that does not say its own, as 25 or"
          + " 30000/1001. Default: 25.";

  FrameRateOption() {}

  @Override
  public FrameRate convert(String value) {
    try {
      return FrameRate.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
