package io.millrace.app;

import io.millrace.isobmff.FastStart;
import io.millrace.media.Payload;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** The bytes of a file in the order of a {@link FastStart}. Closes the file. */
final class OrderedFile extends InputStream {
  private final FileChannel file;
  private final Deque<FastStart.Part> parts;

  /** Bytes of the first part that are read already. */
  private long done;

  OrderedFile(FileChannel file, FastStart order) {
    this.file = file;
    this.parts = new ArrayDeque<>(order.parts());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    while (!parts.isEmpty() && done == parts.getFirst().length()) {
      parts.removeFirst();
      done = 0;
    }
    if (parts.isEmpty()) {
      return -1;
    }
    FastStart.Part part = parts.getFirst();
    int count = (int) Math.min(length, part.length() - done);
    int read = read(part, ByteBuffer.wrap(target, at, count));
    done += read;
    return read;
  }

  private int read(FastStart.Part part, ByteBuffer target) throws IOException {
    int count = target.remaining();
    if (!part.bytes().isEmpty()) {
      Payload bytes = part.bytes().slice((int) done, count);
      target.put(bytes.buffer());
      return count;
    }
    int read = file.read(target, part.offset() + done);
    if (read < 0) {
      throw new EOFException("the file became shorter while it was read");
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
