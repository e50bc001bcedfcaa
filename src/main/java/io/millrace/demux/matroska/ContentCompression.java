package io.millrace.demux.matroska;

import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** How the frames of a track, or its CodecPrivate, were made smaller. RFC 9559, 5.1.4.1.31.6. */
sealed interface ContentCompression {
  /** The bytes before they were made smaller; {@code offset} is theirs in the session. */
  Payload restore(Payload stored, long offset);

  /** ContentCompAlgo 3: the bytes that all frames begin with are left out. */
  record HeaderStripping(Payload prefix) implements ContentCompression {
    @Override
    public Payload restore(Payload stored, long offset) {
      return Payload.concat(prefix, stored);
    }
  }

  /** ContentCompAlgo 0: each frame is a zlib stream of its own. RFC 1950. */
  record Zlib() implements ContentCompression {
    static final int MAX_BYTES = 16 << 20;

    /** Coded media does not shrink: what grows more than this, and is not small, is an attack. */
    private static final int MAX_RATIO = 128;

    private static final int SMALL_BYTES = 1 << 20;

    @Override
    public Payload restore(Payload stored, long offset) {
      long ratioBound = Math.max(SMALL_BYTES, (long) MAX_RATIO * stored.length());
      int bound = (int) Math.min(MAX_BYTES, ratioBound);
      Inflater inflater = new Inflater();
      try {
        inflater.setInput(stored.array(), stored.arrayOffset(), stored.length());
        return inflate(inflater, stored.length(), bound, offset);
      } catch (DataFormatException e) {
        throw new Malformed(offset, "zlib frame: %s", String.valueOf(e.getMessage()));
      } finally {
        inflater.end();
      }
    }

    private static Payload inflate(Inflater inflater, int storedBytes, int bound, long offset)
        throws DataFormatException {
      byte[] bytes = new byte[Math.min(bound, 2 * storedBytes + 64)];
      int length = 0;
      while (true) {
        length += inflater.inflate(bytes, length, bytes.length - length);
        if (inflater.finished()) {
          return Payload.of(bytes, 0, length);
        }
        if (length < bytes.length) {
          throw new Malformed(offset, "zlib frame: ends after %d bytes", length);
        }
        if (length == bound) {
          throw new Unsupported(offset, "zlib frame: more than %d bytes", bound);
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(bound, 2L * length));
      }
    }
  }
}
