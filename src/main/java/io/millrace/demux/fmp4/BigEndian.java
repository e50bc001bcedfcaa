package io.millrace.demux.fmp4;

import io.millrace.media.Payload;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Fields of tables, read where they stand. The caller has checked that they are there. */
final class BigEndian {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  static int s32(Payload bytes, int at) {
    return (int) INTS.get(bytes.array(), bytes.arrayOffset() + at);
  }

  static long u32(Payload bytes, int at) {
    return s32(bytes, at) & 0xffff_ffffL;
  }

  static long s64(Payload bytes, int at) {
    return (long) LONGS.get(bytes.array(), bytes.arrayOffset() + at);
  }

  static int u16(Payload bytes, int at) {
    return bytes.unsignedAt(at) << 8 | bytes.unsignedAt(at + 1);
  }
}
