package io.millrace.codec.aac;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.codec.aac.ChannelElement.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * program_config_element: which elements stand where, for layouts without a number. ISO/IEC
 * 14496-3, 4.4.1.1. Mix-down hints, coupling channels and the comment are read over.
 *
 * @param objectType as its two bits say, one less than an audio object type
 */
public record ProgramConfig(
    int instanceTag,
    int objectType,
    int samplingFrequencyIndex,
    List<ChannelElement> front,
    List<ChannelElement> side,
    List<ChannelElement> back,
    List<ChannelElement> lowFrequency) {

  public ProgramConfig {
    front = List.copyOf(front);
    side = List.copyOf(side);
    back = List.copyOf(back);
    lowFrequency = List.copyOf(lowFrequency);
  }

  /**
   * Reads the element behind its {@code id_syn_ele}.
   *
   * @param startBit where the alignment inside counts from
   */
  static ProgramConfig read(BitReader in, long startBit) {
    int instanceTag = in.bits(4);
    int objectType = in.bits(2);
    int samplingFrequencyIndex = in.bits(4);
    int[] counts = {in.bits(4), in.bits(4), in.bits(4), in.bits(2)};
    int associatedData = in.bits(3);
    int coupling = in.bits(4);
    skipMixDown(in);
    List<ChannelElement> front = elements(in, counts[0]);
    List<ChannelElement> side = elements(in, counts[1]);
    List<ChannelElement> back = elements(in, counts[2]);
    List<ChannelElement> lowFrequency = new ArrayList<>();
    for (int i = 0; i < counts[3]; i++) {
      lowFrequency.add(new ChannelElement(Kind.LOW_FREQUENCY, in.bits(4)));
    }
    in.skip(4L * associatedData + 5L * coupling);
    in.skip(startBit - in.bitPosition() & 7);
    in.skip(8L * in.bits(8));
    return new ProgramConfig(
        instanceTag, objectType, samplingFrequencyIndex, front, side, back, lowFrequency);
  }

  private static void skipMixDown(BitReader in) {
    if (in.flag()) {
      in.skip(4);
    }
    if (in.flag()) {
      in.skip(4);
    }
    if (in.flag()) {
      in.skip(3);
    }
  }

  private static List<ChannelElement> elements(BitReader in, int count) {
    List<ChannelElement> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Kind kind = in.flag() ? Kind.CHANNEL_PAIR : Kind.SINGLE_CHANNEL;
      elements.add(new ChannelElement(kind, in.bits(4)));
    }
    return elements;
  }

  /** Writes it into a record that starts at the first bit of {@code out}. */
  void write(BitWriter out) {
    out.bits(4, instanceTag).bits(2, objectType).bits(4, samplingFrequencyIndex);
    out.bits(4, front.size()).bits(4, side.size()).bits(4, back.size());
    out.bits(2, lowFrequency.size()).bits(3, 0).bits(4, 0).bits(3, 0);
    writeElements(out, front);
    writeElements(out, side);
    writeElements(out, back);
    for (ChannelElement element : lowFrequency) {
      out.bits(4, element.instanceTag());
    }
    out.align().bits(8, 0);
  }

  private static void writeElements(BitWriter out, List<ChannelElement> elements) {
    for (ChannelElement element : elements) {
      out.flag(element.kind() == Kind.CHANNEL_PAIR).bits(4, element.instanceTag());
    }
  }

  /** All elements with sound, in the order of a raw_data_block. */
  List<ChannelElement> elements() {
    List<ChannelElement> all = new ArrayList<>(front);
    all.addAll(side);
    all.addAll(back);
    all.addAll(lowFrequency);
    return List.copyOf(all);
  }
}
