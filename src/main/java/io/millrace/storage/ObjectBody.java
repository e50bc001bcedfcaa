package io.millrace.storage;

import io.millrace.media.Payload;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** The bytes of an object that is to be written: its parts, one behind the other. */
public final class ObjectBody {
  private final List<Payload> parts;
  private final long bytes;
  private final String digest;

  private ObjectBody(List<Payload> parts) {
    CRC32C crc = new CRC32C();
    long size = 0;
    for (Payload part : parts) {
      crc.update(part.array(), part.arrayOffset(), part.length());
      size += part.length();
    }
    this.parts = List.copyOf(parts);
    this.bytes = size;
    this.digest = HexFormat.of().toHexDigits((int) crc.getValue()) + "-" + size;
  }

  /** The body that {@code parts} make; they are not copied. */
  public static ObjectBody of(List<Payload> parts) {
    return new ObjectBody(parts);
  }

  /** The body that {@code bytes} are; they are not copied and must not be changed afterwards. */
  public static ObjectBody of(byte[] bytes) {
    return of(List.of(Payload.of(bytes)));
  }

  public List<Payload> parts() {
    return parts;
  }

  /** Size of all parts together. */
  public long bytes() {
    return bytes;
  }

  /**
   * CRC-32C (RFC 3720, 12.1) and size: {@code e3069283-9}. Counted once, for whoever publishes
   * tells it with the object, and a directory makes its ETag of it.
   */
  public String digest() {
    return digest;
  }
}
