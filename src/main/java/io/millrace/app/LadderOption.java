package io.millrace.app;

import io.millrace.media.Ladder;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --ladder}. */
final class LadderOption implements ITypeConverter<Ladder> {
  LadderOption() {}

  @Override
  public Ladder convert(String value) {
    try {
      return Ladder.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
