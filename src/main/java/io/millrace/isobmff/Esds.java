package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;

/**
 * Elementary stream descriptor box of an audio track. ISO/IEC 14496-14, 5.6; descriptors of
 * 14496-1, 7.2.6. Contained in mp4a.
 *
 * @param objectType objectTypeIndication, 14496-1, table 5
 * @param maxBitrate bits per second, 0 if unknown
 * @param averageBitrate bits per second, 0 if unknown
 * @param decoderSpecificInfo AudioSpecificConfig of 14496-3, 1.6.2.1; empty for MPEG-1/2 audio
 */
public record Esds(
    int objectType, long maxBitrate, long averageBitrate, Payload decoderSpecificInfo)
    implements Box {
  public static final int AAC = 0x40;

  /** Audio of ISO/IEC 13818-3: MPEG-2, and the lower rates. */
  public static final int MPEG_2_AUDIO = 0x69;

  /** Audio of ISO/IEC 11172-3: MPEG-1. */
  public static final int MPEG_1_AUDIO = 0x6b;

  private static final int ES = 3;
  private static final int DECODER_CONFIG = 4;
  private static final int DECODER_SPECIFIC_INFO = 5;
  private static final int SL_CONFIG = 6;

  /** One byte of tag and four of length. */
  private static final int DESCRIPTOR_HEADER = 5;

  private static final int DECODER_CONFIG_SIZE = 13;
  private static final int AUDIO_STREAM = 5 << 2 | 1;
  private static final int MAX_INFO_BYTES = 1 << 20;

  public Esds {
    Fields.unsigned32("esds maximum bit rate", maxBitrate);
    Fields.unsigned32("esds average bit rate", averageBitrate);
    if (objectType < 0 || objectType > 0xff || decoderSpecificInfo.length() > MAX_INFO_BYTES) {
      throw new IllegalArgumentException(
          "Invalid esds: object type %d, decoder specific info of %s"
              .formatted(objectType, decoderSpecificInfo));
    }
  }

  static Esds read(BoxInput in) {
    in.fullBox(0);
    descend(in, ES);
    in.skip(2);
    skipOptional(in, in.u8());
    descend(in, DECODER_CONFIG);
    int objectType = in.u8();
    in.skip(4);
    long maxBitrate = in.u32();
    long averageBitrate = in.u32();
    boolean hasInfo = in.remaining() > 0 && in.u8() == DECODER_SPECIFIC_INFO;
    Payload info = hasInfo ? in.bytes(length(in)) : Payload.EMPTY;
    return new Esds(objectType, maxBitrate, averageBitrate, info);
  }

  private static void skipOptional(BoxInput in, int flags) {
    if ((flags & 0x80) != 0) {
      in.skip(2); // depends on another stream
    }
    if ((flags & 0x40) != 0) {
      in.skip(in.u8()); // URL
    }
    if ((flags & 0x20) != 0) {
      in.skip(2); // clock of another stream
    }
  }

  private static void descend(BoxInput in, int tag) {
    int found = in.u8();
    if (found != tag) {
      throw in.malformed("descriptor %d where %d belongs", found, tag);
    }
    length(in);
  }

  /**
   * An expandable length: seven bits a byte, at most four bytes, within the box. 14496-1, 8.3.3.
   */
  private static int length(BoxInput in) {
    int length = 0;
    int bytes = 0;
    int next;
    do {
      next = in.u8();
      length = length << 7 | next & 0x7f;
    } while (next >= 0x80 && ++bytes < 4);
    if (length > in.remaining()) {
      throw in.malformed("descriptor of %d bytes in %d bytes", length, in.remaining());
    }
    return length;
  }

  private int infoSize() {
    return decoderSpecificInfo.isEmpty() ? 0 : DESCRIPTOR_HEADER + decoderSpecificInfo.length();
  }

  private int configSize() {
    return DECODER_CONFIG_SIZE + infoSize();
  }

  private int streamSize() {
    return 3 + DESCRIPTOR_HEADER + configSize() + DESCRIPTOR_HEADER + 1;
  }

  @Override
  public String type() {
    return "esds";
  }

  @Override
  public int payloadSize() {
    return 4 + DESCRIPTOR_HEADER + streamSize();
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putFullBox(out, 0, 0);
    putDescriptor(out, ES, streamSize());
    out.putShort((short) 0).put((byte) 0); // ES_ID 0: the track id says it
    putDescriptor(out, DECODER_CONFIG, configSize());
    out.put((byte) objectType).put((byte) AUDIO_STREAM);
    Fields.putZeros(out, 3); // buffer size unknown
    out.putInt((int) maxBitrate).putInt((int) averageBitrate);
    if (!decoderSpecificInfo.isEmpty()) {
      putDescriptor(out, DECODER_SPECIFIC_INFO, decoderSpecificInfo.length());
      out.put(decoderSpecificInfo.buffer());
    }
    putDescriptor(out, SL_CONFIG, 1);
    out.put((byte) 2); // the values of MP4 files
  }

  /** A tag and a length of always four bytes, so that no size depends on a value. */
  private static void putDescriptor(ByteBuffer out, int tag, int length) {
    out.put((byte) tag);
    for (int shift = 21; shift > 0; shift -= 7) {
      out.put((byte) (length >> shift & 0x7f | 0x80));
    }
    out.put((byte) (length & 0x7f));
  }
}
