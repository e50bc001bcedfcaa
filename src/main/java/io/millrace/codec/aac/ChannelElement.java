package io.millrace.codec.aac;

/**
 * A syntactic element of a raw_data_block that carries sound. ISO/IEC 14496-3, 4.4.2.1.
 *
 * @param instanceTag element_instance_tag, 0 to 15
 */
public record ChannelElement(Kind kind, int instanceTag) {
  /** The elements by their {@code id_syn_ele}. ISO/IEC 14496-3, table 4.85. */
  public enum Kind {
    SINGLE_CHANNEL(0, 1),
    CHANNEL_PAIR(1, 2),
    LOW_FREQUENCY(3, 1);

    private final int id;
    private final int channels;

    Kind(int id, int channels) {
      this.id = id;
      this.channels = channels;
    }

    int id() {
      return id;
    }

    public int channels() {
      return channels;
    }
  }

  public ChannelElement {
    if (instanceTag < 0 || instanceTag > 15) {
      throw new IllegalArgumentException("Invalid element_instance_tag: %d".formatted(instanceTag));
    }
  }
}
