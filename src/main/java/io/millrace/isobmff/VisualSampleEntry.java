package io.millrace.isobmff;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * Sample entry of a video track: {@code avc1} and others. ISO/IEC 14496-12, 12.1.3. Contained in
 * stsd.
 *
 * @param width pixels after cropping
 * @param height pixels after cropping
 */
public record VisualSampleEntry(String type, int width, int height, List<Box> boxes)
    implements Box {
  static final Set<String> TYPES =
      Set.of("avc1", "avc3", "hvc1", "hev1", "av01", "vp08", "vp09", "encv", "mp4v");
  static final int PREFIX = 78;

  private static final int DPI_72 = 0x48_0000;

  public VisualSampleEntry {
    Fields.checkFourCc(type);
    Fields.unsigned16(type + " width", width);
    Fields.unsigned16(type + " height", height);
    boxes = List.copyOf(boxes);
  }

  static VisualSampleEntry read(String type, BoxInput in, List<Box> boxes) {
    in.skip(24);
    return new VisualSampleEntry(type, in.u16(), in.u16(), boxes);
  }

  @Override
  public int payloadSize() {
    return PREFIX + Box.size(boxes);
  }

  @Override
  public void writePayload(ByteBuffer out) {
    Fields.putZeros(out, 6);
    out.putShort((short) 1); // data reference
    Fields.putZeros(out, 16);
    out.putShort((short) width).putShort((short) height);
    out.putInt(DPI_72).putInt(DPI_72);
    Fields.putZeros(out, 4);
    out.putShort((short) 1); // frames per sample
    Fields.putZeros(out, 32); // no name of a compressor: it would not be the same everywhere
    out.putShort((short) 0x18).putShort((short) -1); // colour without alpha
    boxes.forEach(box -> box.write(out));
  }
}
