package io.millrace.media;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes that nobody changes any more: compares and prints by content. It may be a view of
 * a longer array, so that an access unit is cut out of an ingest chunk without a copy.
 */
public final class Payload {
  public static final Payload EMPTY = new Payload(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;
  private final int @Nullable [] startCodes;

  private Payload(byte[] array, int offset, int length) {
    this(array, offset, length, null);
  }

  private Payload(byte[] array, int offset, int length, int @Nullable [] startCodes) {
    this.array = array;
    this.offset = offset;
    this.length = length;
    this.startCodes = startCodes;
  }

  /** All of {@code bytes}; the array is not copied and must not be changed afterwards. */
  public static Payload of(byte[] bytes) {
    return new Payload(bytes, 0, bytes.length);
  }

  /** A view of {@code bytes}; the array is not copied and must not be changed afterwards. */
  public static Payload of(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return new Payload(bytes, offset, length);
  }

  /**
   * All of {@code parts}, one behind the other; a copy.
   *
   * @throws ArithmeticException if they are longer than an array can be
   */
  public static Payload concat(Payload... parts) {
    return concat(List.of(parts));
  }

  /** The same of a list. */
  public static Payload concat(List<Payload> parts) {
    int size = 0;
    for (Payload part : parts) {
      size = Math.addExact(size, part.length());
    }
    byte[] all = new byte[size];
    int at = 0;
    for (Payload part : parts) {
      part.copyTo(all, at);
      at += part.length();
    }
    return Payload.of(all);
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public byte at(int index) {
    return array[offset + Objects.checkIndex(index, length)];
  }

  /** The byte at {@code index}, 0 to 255. */
  public int unsignedAt(int index) {
    return at(index) & 0xff;
  }

  /** A view of {@code length} bytes from {@code from}; no copy. */
  public Payload slice(int from, int length) {
    Objects.checkFromIndexSize(from, length, this.length);
    return new Payload(array, offset + from, length);
  }

  /**
   * The same bytes, with word of where all start code prefixes {@code 00 00 01} in them begin. Who
   * cut them out has looked at each byte; who reads them next need not do so again. It is no part
   * of the content, and a slice does not have it.
   *
   * @param indices ascending; the array is not copied and must not be changed afterwards
   */
  public Payload withStartCodes(int[] indices) {
    return new Payload(array, offset, length, indices);
  }

  /** What {@link #withStartCodes} was told; null if nobody has looked. Read only. */
  public int @Nullable [] startCodes() {
    return startCodes;
  }

  /** A read-only view; no copy. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
  }

  /** The array behind this view, for loops that count every nanosecond. Read only. */
  public byte[] array() {
    return array;
  }

  /** Where this view starts in {@link #array()}. */
  public int arrayOffset() {
    return offset;
  }

  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** Copies all bytes into {@code target} from {@code at}. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(array, offset, target, at, length);
  }

  /** A payload that keeps no longer array alive: this one where it fills its array, else a copy. */
  public Payload compact() {
    return length == array.length ? this : Payload.of(toByteArray());
  }

  /** SHA-256 of the bytes, in hexadecimal digits. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(array, offset, length);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot digest: every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Payload that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    CRC32 crc = new CRC32();
    crc.update(array, offset, length);
    return "%d bytes, crc32 %08x".formatted(length, crc.getValue());
  }
}
