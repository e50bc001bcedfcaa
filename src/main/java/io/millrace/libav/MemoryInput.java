package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Bytes in memory as FFmpeg reads a file that cannot be sought in: what lies behind the newest byte
 * is not known, not even whether there is anything.
 */
final class MemoryInput implements AutoCloseable {
  private static final int BUFFER_BYTES = 32 << 10;
  private static final int SEEK_SET = 0;
  private static final long FAR = 1L << 62;

  /** JavaCPP has room for ten callbacks of a kind: one serves all, and the id tells them apart. */
  private static final Map<Long, MemoryInput> OPEN = new ConcurrentHashMap<>();

  private static final AtomicLong LAST_ID = new AtomicLong();

  private static final Read_packet_Pointer_BytePointer_int READ =
      new Read_packet_Pointer_BytePointer_int() {
        @Override
        public int call(Pointer opaque, BytePointer bytes, int size) {
          try {
            MemoryInput input = OPEN.get(opaque.address());
            return input == null ? avutil.AVERROR_EXTERNAL() : input.read(bytes, size);
          } catch (Throwable e) {
            return avutil.AVERROR_EXTERNAL(); // thrown into native code it would end the process
          }
        }
      };

  private static final Seek_Pointer_long_int SEEK =
      new Seek_Pointer_long_int() {
        @Override
        public long call(Pointer opaque, long offset, int whence) {
          try {
            MemoryInput input = OPEN.get(opaque.address());
            return input == null ? avutil.AVERROR_EXTERNAL() : input.sought(offset, whence);
          } catch (Throwable e) {
            return avutil.AVERROR_EXTERNAL(); // as above
          }
        }
      };

  private final long id = LAST_ID.incrementAndGet();
  private final Id opaque = new Id(id);
  private final InputBytes bytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final AVIOContext io;
  private long position;
  private boolean seeking;
  private boolean passedEnd;

  MemoryInput(InputBytes bytes) {
    this.bytes = bytes;
    BytePointer memory =
        check(new BytePointer(avutil.av_malloc(BUFFER_BYTES)), "av_malloc").capacity(BUFFER_BYTES);
    AVIOContext opened =
        avformat.avio_alloc_context(memory, BUFFER_BYTES, 0, opaque, READ, null, SEEK);
    if (opened == null || opened.isNull()) {
      avutil.av_free(memory);
      throw new LibavException("avio_alloc_context failed: no result");
    }
    io = opened;
    io.seekable(0);
    OPEN.put(id, this);
  }

  AVIOContext io() {
    return io;
  }

  /** FFmpeg has asked for more than there is: what it says from now on may be for want of bytes. */
  boolean passedEnd() {
    return passedEnd;
  }

  /**
   * Goes on at {@code offset}, which FFmpeg cannot do by itself. It is led to a place far off
   * first: a short way it would go by reading, through bytes that are not there.
   */
  void seek(long offset) {
    seeking = true;
    io.seekable(avformat.AVIO_SEEKABLE_NORMAL);
    try {
      check((int) Math.min(0, avformat.avio_seek(io, FAR, SEEK_SET)), "avio_seek");
      check((int) Math.min(0, avformat.avio_seek(io, offset, SEEK_SET)), "avio_seek");
    } finally {
      io.seekable(0);
      seeking = false;
    }
    passedEnd = false;
  }

  private int read(BytePointer target, int size) {
    int count = bytes.read(position, buffer, Math.min(size, buffer.length));
    if (count == 0) {
      passedEnd = true;
      return avutil.AVERROR_EOF();
    }
    target.put(buffer, 0, count);
    position += count;
    return count;
  }

  private long sought(long offset, int whence) {
    if (!seeking || whence != SEEK_SET) {
      return avutil.AVERROR_EPIPE();
    }
    position = offset;
    return offset;
  }

  @Override
  public void close() {
    OPEN.remove(id);
    avutil.av_free(io.buffer());
    avformat.avio_context_free(io);
    opaque.setNull();
  }

  /** A number in the clothes of a pointer; nobody follows it. */
  private static final class Id extends Pointer {
    Id(long id) {
      address = id;
    }
  }
}
