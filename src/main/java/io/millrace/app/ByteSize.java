package io.millrace.app;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 256k}, {@code 1m} or a plain number of bytes. */
final class ByteSize implements ITypeConverter<Integer> {
  private static final int MAX_DIGITS = 9;

  @Override
  public Integer convert(String text) {
    String digits = text.replaceAll("[kKmM]$", "");
    if (digits.isEmpty() || digits.length() > MAX_DIGITS || !digits.matches("\\d+")) {
      throw new TypeConversionException(
          "'%s' is not a size such as 65536, 256k or 1m".formatted(text));
    }
    long unit =
        switch (text.charAt(text.length() - 1)) {
          case 'k', 'K' -> 1 << 10;
          case 'm', 'M' -> 1 << 20;
          default -> 1;
        };
    long bytes = Long.parseLong(digits) * unit;
    if (bytes < 1 || bytes > Integer.MAX_VALUE) {
      throw new TypeConversionException("'%s' is out of bounds".formatted(text));
    }
    return (int) bytes;
  }
}
