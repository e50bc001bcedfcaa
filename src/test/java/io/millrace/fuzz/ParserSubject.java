package io.millrace.fuzz;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/** A parser of a whole structure: it returns, or throws a {@link MediaException}. */
record ParserSubject(Parser parser) implements FuzzSubject {
  /** Reads {@code bytes}, which stand at {@code byteOffset} of the session. */
  interface Parser {
    @Nullable Object parse(Payload bytes, long byteOffset);
  }

  @Override
  public void read(byte[] bytes) {
    try {
      parser.parse(Payload.of(bytes), 0);
    } catch (MediaException e) {
      if (e.byteOffset() < 0) {
        throw new IllegalStateException("a byte offset below 0", e);
      }
    }
  }
}
