package io.millrace.codec.aac;

import io.millrace.bits.BitWriter;
import io.millrace.codec.aac.ChannelElement.Kind;
import io.millrace.media.Payload;

/**
 * An access unit that decodes to digital silence: every element of the layout, with no scale factor
 * band in it. ISO/IEC 14496-3, 4.4.2.
 */
public final class SilentFrame {
  private static final int ID_END = 7;

  private SilentFrame() {}

  /** A raw_data_block for decoders of {@code config}. */
  public static Payload of(AudioSpecificConfig config) {
    BitWriter out = new BitWriter();
    for (ChannelElement element : config.elements()) {
      out.bits(3, element.kind().id()).bits(4, element.instanceTag());
      if (element.kind() == Kind.CHANNEL_PAIR) {
        channelPair(out);
      } else {
        globalGain(out);
        icsInfo(out);
        toolFlags(out);
      }
    }
    return out.bits(3, ID_END).align().payload();
  }

  private static void channelPair(BitWriter out) {
    out.flag(true); // common_window
    icsInfo(out);
    out.bits(2, 0); // ms_mask_present
    globalGain(out);
    toolFlags(out);
    globalGain(out);
    toolFlags(out);
  }

  private static void globalGain(BitWriter out) {
    out.bits(8, 0);
  }

  /** Reserved bit, ONLY_LONG_SEQUENCE, sine window, max_sfb 0, no prediction. */
  private static void icsInfo(BitWriter out) {
    out.bits(1 + 2 + 1 + 6 + 1, 0);
  }

  /** No pulse data, no temporal noise shaping, no gain control. */
  private static void toolFlags(BitWriter out) {
    out.bits(3, 0);
  }
}
