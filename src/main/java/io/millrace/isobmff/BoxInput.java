package io.millrace.isobmff;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.nio.charset.StandardCharsets;

/** Reads the payload of one box, field by field, never past its end. */
final class BoxInput {
  private final String type;
  private final Payload payload;
  private final long byteOffset;
  private int position;
  private int version;
  private int flags;

  /**
   * @param byteOffset of the payload's first byte, for messages
   */
  BoxInput(String type, Payload payload, long byteOffset) {
    this.type = type;
    this.payload = payload;
    this.byteOffset = byteOffset;
  }

  /** The first field of a full box. ISO/IEC 14496-12, 4.2.2. */
  BoxInput fullBox(int newestVersion) {
    version = u8();
    flags = u8() << 16 | u16();
    if (version > newestVersion) {
      throw new MediaException.Unsupported(
          byteOffset, "%s: version %d, newest known is %d", name(), version, newestVersion);
    }
    return this;
  }

  int version() {
    return version;
  }

  int flags() {
    return flags;
  }

  boolean flag(int mask) {
    return (flags & mask) != 0;
  }

  int u8() {
    require(1);
    return payload.unsignedAt(position++);
  }

  int u16() {
    return u8() << 8 | u8();
  }

  int s32() {
    return u16() << 16 | u16();
  }

  long u32() {
    return s32() & 0xffff_ffffL;
  }

  long s64() {
    return (long) s32() << 32 | u32();
  }

  /** An unsigned field of 64 bits that must fit in 63. */
  long u63() {
    long value = s64();
    if (value < 0) {
      throw malformed("64-bit value %s", Long.toUnsignedString(value));
    }
    return value;
  }

  /** A field of 32 bits in version 0 and of 64 in version 1. */
  long versioned() {
    return version == 0 ? u32() : u63();
  }

  /** Creation and modification time. */
  void skipTimes() {
    skip(version == 0 ? 8 : 16);
  }

  /** A duration, {@link Fields#UNKNOWN} for all ones. */
  long duration() {
    if (version == 0) {
      long duration = u32();
      return duration == 0xffff_ffffL ? Fields.UNKNOWN : duration;
    }
    long duration = s64();
    if (duration < Fields.UNKNOWN) {
      throw malformed("duration %s", Long.toUnsignedString(duration));
    }
    return duration;
  }

  String fourCc() {
    return new String(bytes(4).toByteArray(), StandardCharsets.ISO_8859_1);
  }

  /** A number of entries of {@code bytesEach}, which the rest of the box must hold. */
  int count(int bytesEach) {
    long count = u32();
    if (count * bytesEach > remaining()) {
      throw malformed("%d entries of %d bytes in %d bytes", count, bytesEach, remaining());
    }
    return (int) count;
  }

  /** UTF-8 up to a zero or the end of the box. */
  String string() {
    int end = position;
    while (end < payload.length() && payload.at(end) != 0) {
      end++;
    }
    String text = new String(bytes(end - position).toByteArray(), StandardCharsets.UTF_8);
    skip(Math.min(1, remaining()));
    return text;
  }

  Payload bytes(int count) {
    require(count);
    Payload bytes = payload.slice(position, count);
    position += count;
    return bytes;
  }

  Payload rest() {
    return bytes(remaining());
  }

  void skip(int count) {
    require(count);
    position += count;
  }

  int remaining() {
    return payload.length() - position;
  }

  MediaException malformed(String format, Object... args) {
    return new MediaException.Malformed(
        byteOffset + position,
        "%s: %s",
        name(),
        String.format(java.util.Locale.ROOT, format, args));
  }

  private String name() {
    return BoxTree.printable(type);
  }

  private void require(int count) {
    if (count < 0 || count > remaining()) {
      throw malformed("ends %d bytes too early", count - remaining());
    }
  }
}
