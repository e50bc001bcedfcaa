package io.millrace.isobmff;

import io.millrace.media.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * Sample entry of an audio track: {@code mp4a} and others. ISO/IEC 14496-12, 12.2.3. Contained in
 * stsd.
 *
 * @param sampleSize bits; 16 where the codec has none
 * @param sampleRate Hz, 0 if the field's 16 bits cannot say it
 */
public record AudioSampleEntry(
    String type, int channelCount, int sampleSize, int sampleRate, List<Box> boxes) implements Box {
  static final Set<String> TYPES =
      Set.of("mp4a", "ac-3", "ec-3", "Opus", "fLaC", "enca", "alac", ".mp3");
  static final int PREFIX = 28;

  private static final int VERSION_AT = 8;
  private static final int NO_SAMPLE_SIZE = 16;

  public AudioSampleEntry {
    Fields.checkFourCc(type);
    Fields.unsigned16(type + " channel count", channelCount);
    Fields.unsigned16(type + " sample size", sampleSize);
    Fields.unsigned16(type + " sample rate", sampleRate);
    boxes = List.copyOf(boxes);
  }

  /** An entry of a codec whose decoder chooses the sample size. */
  public AudioSampleEntry(String type, int channelCount, int sampleRate, List<Box> boxes) {
    this(type, channelCount, NO_SAMPLE_SIZE, sampleRate, boxes);
  }

  /** Bytes before the boxes; versions 1 and 2 of QuickTime have more of them. */
  static int prefix(BoxHeader header, Payload payload) {
    BoxInput in = new BoxInput(header.type(), payload, header.payloadOffset());
    in.skip(VERSION_AT);
    int version = in.u16();
    int prefix = PREFIX + (version == 1 ? 16 : version == 2 ? 36 : 0);
    in.skip(prefix - VERSION_AT - 2);
    return prefix;
  }

  static AudioSampleEntry read(String type, BoxInput in, List<Box> boxes) {
    in.skip(16);
    int channelCount = in.u16();
    int sampleSize = in.u16();
    in.skip(4);
    return new AudioSampleEntry(type, channelCount, sampleSize, (int) (in.u32() >> 16), boxes);
  }

  @Override
  public int payloadSize() {
    return PREFIX + Box.size(boxes);
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putZeros(out, 6);
    out.putShort((short) 1); // data reference
    Fields.putZeros(out, 8);
    out.putShort((short) channelCount).putShort((short) sampleSize);
    Fields.putZeros(out, 4);
    out.putInt(sampleRate << 16);
    boxes.forEach(box -> box.write(out));
  }
}
