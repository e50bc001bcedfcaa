package io.millrace.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro's binary encoding from an array. A {@code bytes} field is handed out as a view of that
 * array, where Avro's own decoder copies it; every length is held against what is left before
 * memory is taken. Avro specification, "Binary Encoding".
 */
@NullMarked
final class ViewDecoder extends Decoder {
  private static final int MAX_VARINT_BYTES = 10;

  private final byte[] array;
  private int position;

  ViewDecoder(byte[] array, int position) {
    this.array = array;
    this.position = position;
  }

  /** Index of the next unread byte. */
  int position() {
    return position;
  }

  int remaining() {
    return array.length - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    return array[take(1)] == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new IOException("number %d does not fit in an int".formatted(value));
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long zigzag = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte next = array[take(1)];
      zigzag |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new IOException("number of more than %d bytes".formatted(MAX_VARINT_BYTES));
  }

  @Override
  public float readFloat() throws IOException {
    return littleEndian(Float.BYTES).getFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return littleEndian(Double.BYTES).getDouble();
  }

  private ByteBuffer littleEndian(int length) throws IOException {
    return ByteBuffer.wrap(array, take(length), length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public String readString() throws IOException {
    int length = readLength();
    return new String(array, take(length), length, StandardCharsets.UTF_8);
  }

  @Override
  public void skipString() throws IOException {
    take(readLength());
  }

  /** A view; no copy. */
  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    int length = readLength();
    return ByteBuffer.wrap(array, take(length), length).slice();
  }

  @Override
  public void skipBytes() throws IOException {
    take(readLength());
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    System.arraycopy(array, take(length), bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    take(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() {
    throw noCollections();
  }

  @Override
  public long arrayNext() {
    throw noCollections();
  }

  @Override
  public long skipArray() {
    throw noCollections();
  }

  @Override
  public long readMapStart() {
    throw noCollections();
  }

  @Override
  public long mapNext() {
    throw noCollections();
  }

  @Override
  public long skipMap() {
    throw noCollections();
  }

  // Millrace's schemas have none, so nobody has to think about how many empty elements are too
  // many.
  private static AvroRuntimeException noCollections() {
    return new AvroRuntimeException("arrays and maps are not read");
  }

  private int readLength() throws IOException {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw new IOException("field of %d bytes, %d are left".formatted(length, remaining()));
    }
    return (int) length;
  }

  private int take(int length) throws IOException {
    if (length > remaining()) {
      throw new EOFException("the record ends too early");
    }
    int from = position;
    position += length;
    return from;
  }
}
