package io.millrace.codec.aac;

import io.millrace.codec.aac.ChannelElement.Kind;
import java.util.ArrayList;
import java.util.List;

/** Elements behind each channelConfiguration. ISO/IEC 14496-3, table 1.19. */
final class ChannelLayout {
  private static final Kind S = Kind.SINGLE_CHANNEL;
  private static final Kind P = Kind.CHANNEL_PAIR;
  private static final Kind L = Kind.LOW_FREQUENCY;

  private static final List<List<Kind>> KINDS =
      List.of(
          List.of(),
          List.of(S),
          List.of(P),
          List.of(S, P),
          List.of(S, P, S),
          List.of(S, P, P),
          List.of(S, P, P, L),
          List.of(S, P, P, P, L),
          List.of(),
          List.of(),
          List.of(),
          List.of(S, P, P, S, L),
          List.of(S, P, P, P, L),
          List.of(),
          List.of(S, P, P, L, P));

  private ChannelLayout() {}

  /** The elements in their order in a raw_data_block; empty where the table has none. */
  static List<ChannelElement> of(int channelConfiguration) {
    if (channelConfiguration >= KINDS.size()) {
      return List.of();
    }
    List<ChannelElement> elements = new ArrayList<>();
    int[] nextTag = new int[Kind.values().length];
    for (Kind kind : KINDS.get(channelConfiguration)) {
      elements.add(new ChannelElement(kind, nextTag[kind.ordinal()]++));
    }
    return List.copyOf(elements);
  }

  static int channels(List<ChannelElement> elements) {
    int channels = 0;
    for (ChannelElement element : elements) {
      channels += element.kind().channels();
    }
    return channels;
  }
}
