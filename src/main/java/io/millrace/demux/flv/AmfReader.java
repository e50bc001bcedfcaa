package io.millrace.demux.flv;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers and their names in AMF 0 data. Action Message Format, AMF 0, 2. The name of a number in
 * an object in an object is {@code outer.inner}; whatever is no number is read over.
 */
final class AmfReader {
  private static final int MAX_DEPTH = 8;

  /** Values read, of any type. An index of key frames has thousands: what is meant comes before. */
  private static final int MAX_VALUES = 1024;

  private static final int MAX_NAME_BYTES = 64;

  private static final int NUMBER = 0;
  private static final int BOOLEAN = 1;
  private static final int STRING = 2;
  private static final int OBJECT = 3;
  private static final int NULL = 5;
  private static final int UNDEFINED = 6;
  private static final int REFERENCE = 7;
  private static final int ECMA_ARRAY = 8;
  private static final int OBJECT_END = 9;
  private static final int STRICT_ARRAY = 10;
  private static final int DATE = 11;
  private static final int LONG_STRING = 12;
  private static final int XML = 15;
  private static final int TYPED_OBJECT = 16;

  private final BitReader in;
  private final Map<String, Double> numbers = new TreeMap<>();
  private int values;

  AmfReader(Payload data, long offset) {
    in = BitReader.of("AMF", data, offset);
  }

  boolean hasMore() {
    return in.bitsLeft() > 0;
  }

  /**
   * The next value, which is a string; a long one is shown by its beginning.
   *
   * @throws Malformed if it is none
   */
  String string() {
    long offset = in.byteOffset();
    int type = in.bits(8);
    if (type != STRING) {
      throw new Malformed(offset, "AMF: type %d, expected a string", type);
    }
    return name();
  }

  /**
   * The numbers in the next value, by name.
   *
   * @throws Malformed if it ends early or has a type that does not exist
   * @throws Unsupported if it has more values or a deeper nesting than anybody needs
   */
  Map<String, Double> numbers() {
    read("", 0);
    return numbers;
  }

  /** What was read before something was wrong. */
  Map<String, Double> numbersSoFar() {
    return numbers;
  }

  private void read(String name, int depth) {
    long offset = in.byteOffset();
    if (++values > MAX_VALUES || depth > MAX_DEPTH) {
      throw new Unsupported(offset, "AMF: more than %d values, %d deep", MAX_VALUES, MAX_DEPTH);
    }
    int type = in.bits(8);
    switch (type) {
      case NUMBER -> numbers.putIfAbsent(name, number());
      case BOOLEAN -> in.skip(8);
      case STRING -> in.skip(8L * in.bits(16));
      case NULL, UNDEFINED -> {}
      case REFERENCE -> in.skip(16);
      case OBJECT -> readProperties(name, depth);
      case ECMA_ARRAY -> {
        in.skip(32); // how many properties, or not
        readProperties(name, depth);
      }
      case TYPED_OBJECT -> {
        in.skip(8L * in.bits(16));
        readProperties(name, depth);
      }
      case STRICT_ARRAY -> readElements(name, depth);
      case DATE -> in.skip(64 + 16);
      case LONG_STRING, XML -> in.skip(8L * in.longBits(32));
      default -> throw new Malformed(offset, "AMF: type %d", type);
    }
  }

  private double number() {
    return Double.longBitsToDouble(in.longBits(32) << 32 | in.longBits(32));
  }

  private void readProperties(String outer, int depth) {
    while (true) {
      String inner = name();
      if (inner.isEmpty() && in.bits(8) == OBJECT_END) {
        return;
      }
      if (inner.isEmpty()) {
        throw new Malformed(in.byteOffset() - 1, "AMF: a property without a name");
      }
      read(outer.isEmpty() ? inner : outer + "." + inner, depth + 1);
    }
  }

  /** Elements have no names, and so no numbers that anybody could ask for. */
  private void readElements(String name, int depth) {
    long count = in.longBits(32);
    for (long i = 0; i < count; i++) {
      read(name + "[]", depth + 1);
    }
  }

  private String name() {
    int length = in.bits(16);
    Payload name = in.bytes(length).slice(0, Math.min(length, MAX_NAME_BYTES));
    return new String(name.toByteArray(), StandardCharsets.UTF_8);
  }
}
