package io.millrace.demux.mpegts;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The fields of a transport packet's header, taken from its first four bytes as one number. ISO/IEC
 * 13818-1, 2.4.3.2.
 */
final class TransportPacket {
  static final int BYTES = PacketSplitter.PACKET_BYTES;
  static final int HEADER_BYTES = 4;
  static final int NULL_PID = 0x1fff;
  static final int PIDS = 0x2000;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private TransportPacket() {}

  static int header(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  static boolean transportError(int header) {
    return (header & 0x80_0000) != 0;
  }

  static boolean payloadUnitStart(int header) {
    return (header & 0x40_0000) != 0;
  }

  static int pid(int header) {
    return header >>> 8 & 0x1fff;
  }

  static boolean scrambled(int header) {
    return (header & 0xc0) != 0;
  }

  static boolean hasAdaptationField(int header) {
    return (header & 0x20) != 0;
  }

  static boolean hasPayload(int header) {
    return (header & 0x10) != 0;
  }

  static int continuityCounter(int header) {
    return header & 0x0f;
  }

  /** Bytes of the adaptation field with its length byte; may be more than the packet has. */
  static int adaptationFieldBytes(byte[] bytes, int at) {
    return 1 + (bytes[at + HEADER_BYTES] & 0xff);
  }

  /** The flags byte of an adaptation field; 0 if the field is empty. */
  static int adaptationFlags(byte[] bytes, int at) {
    return bytes[at + HEADER_BYTES] == 0 ? 0 : bytes[at + HEADER_BYTES + 1] & 0xff;
  }

  static boolean discontinuity(int adaptationFlags) {
    return (adaptationFlags & 0x80) != 0;
  }

  static boolean randomAccess(int adaptationFlags) {
    return (adaptationFlags & 0x40) != 0;
  }
}
