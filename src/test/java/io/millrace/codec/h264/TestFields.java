package io.millrace.codec.h264;

import io.millrace.bits.BitWriter;
import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Interlaced H.264 in field pairs, made to measure: 16x32 pixels at 25 frames a second, Main
 * profile. The first field of an intra frame is I_PCM, all others are skipped macroblocks.
 */
public final class TestFields {
  private static final int FRAME_NUM_BITS = 4;
  private static final int LSB_BITS = 6;
  private static final byte[] START_CODE = {0, 0, 0, 1};

  public static final Payload SPS = sps();
  public static final Payload PPS = TestSps.pps(0, 0);

  private TestFields() {}

  private static Payload sps() {
    BitWriter out = new BitWriter().bits(8, 0x67).bits(8, 77).bits(8, 0).bits(8, 30).ue(0);
    out.ue(FRAME_NUM_BITS - 4).ue(0).ue(LSB_BITS - 4).ue(2).bits(1, 0).ue(0).ue(0);
    out.flag(false).flag(false).flag(true).flag(false); // fields, no MBAFF, direct 8x8, no crop
    out.flag(true).bits(4, 0); // VUI
    out.flag(true).bits(32, 1).bits(32, 50).flag(true).bits(4, 0);
    out.flag(true).flag(true).ue(0).ue(0).ue(16).ue(16).ue(0).ue(2);
    return TestSps.nalUnit(out);
  }

  /** An intra field; of an IDR picture or not. */
  public static Payload intra(boolean idr, int frame, boolean bottom) {
    BitWriter out = new BitWriter().bits(8, idr ? 0x65 : 0x61).ue(0).ue(7).ue(0);
    head(out, idr, frame, bottom);
    out.bits(idr ? 2 : 1, 0).se(0).ue(25).align();
    for (int i = 0; i < 384; i++) {
      out.bits(8, 64 + (7L * frame + i) % 128);
    }
    return TestSps.nalUnit(out);
  }

  /** A field that repeats the one before it. */
  public static Payload skipped(int frame, boolean bottom) {
    BitWriter out = new BitWriter().bits(8, 0x41).ue(0).ue(5).ue(0);
    head(out, false, frame, bottom);
    return TestSps.nalUnit(out.bits(3, 0).se(0).ue(1));
  }

  private static void head(BitWriter out, boolean idr, int frame, boolean bottom) {
    out.bits(FRAME_NUM_BITS, frame & 15).flag(true).flag(bottom);
    if (idr) {
      out.ue(0);
    }
    out.bits(LSB_BITS, 2 * frame + (bottom ? 1 : 0) & 63);
  }

  /**
   * The NAL units of each field.
   *
   * @param frames with an IDR picture at every {@code gop}th
   */
  public static List<List<Payload>> fields(int frames, int gop) {
    List<List<Payload>> fields = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      int frame = i % gop;
      fields.add(
          frame == 0 ? List.of(SPS, PPS, intra(true, 0, false)) : List.of(skipped(frame, false)));
      fields.add(List.of(skipped(frame, true)));
    }
    return fields;
  }

  /** NAL units behind start codes. */
  public static byte[] annexB(List<Payload> nalUnits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Payload nalUnit : nalUnits) {
      out.writeBytes(START_CODE);
      out.writeBytes(nalUnit.toByteArray());
    }
    return out.toByteArray();
  }

  /** The byte stream of all fields. */
  public static byte[] byteStream(List<List<Payload>> fields) {
    return annexB(fields.stream().flatMap(List::stream).toList());
  }
}
