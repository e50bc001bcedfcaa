package io.millrace.codec.opus;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What an Opus decoder must know beforehand, in both its forms: the identification header of RFC
 * 7845, 5.1, little endian behind a magic signature, and the payload of the {@code dOps} box of
 * "Encapsulation of Opus in ISO Base Media File Format", 4.3.2, big endian.
 *
 * @param channels of the output, 1 to 255
 * @param preSkip samples at 48 kHz that the decoder makes first and nobody should hear
 * @param inputSampleRate of what was encoded, Hz; 0 if unknown. For people: decoders ignore it
 * @param outputGain as a Q7.8 number of decibels
 * @param mappingFamily 0 for mono and stereo, 1 for Vorbis' order of up to 8 channels, others
 * @param streams in a packet
 * @param coupledStreams of those, stereo; they come first
 * @param mapping of each output channel, an index of a decoded channel or 255 for silence
 */
public record OpusHead(
    int channels,
    int preSkip,
    long inputSampleRate,
    int outputGain,
    int mappingFamily,
    int streams,
    int coupledStreams,
    Payload mapping) {
  private static final byte[] MAGIC = "OpusHead".getBytes(StandardCharsets.US_ASCII);
  private static final int FIXED_BYTES = 10;
  private static final int MAX_MAJOR_VERSION = 0x0f;

  /** Streams, coupled streams and mapping of 1 to 8 channels in family 1. RFC 7845, 5.1.1.2. */
  private static final int[][] VORBIS_ORDER = {
    {1, 0, 0},
    {1, 1, 0, 1},
    {2, 1, 0, 2, 1},
    {2, 2, 0, 1, 2, 3},
    {3, 2, 0, 4, 1, 2, 3},
    {4, 2, 0, 4, 1, 2, 3, 5},
    {4, 3, 0, 4, 1, 2, 3, 5, 6},
    {5, 3, 0, 6, 1, 2, 3, 4, 5, 7},
  };

  public OpusHead {
    String wrong = wrong(channels, mappingFamily, streams, coupledStreams, mapping);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException("Invalid Opus configuration: " + wrong);
    }
  }

  /**
   * The configuration of {@code channels} in the usual order, without pre-skip: all that MPEG-TS
   * tells.
   *
   * @param channels 1 to 8
   */
  public static OpusHead of(int channels) {
    int[] layout = VORBIS_ORDER[channels - 1];
    byte[] mapping = new byte[channels];
    for (int i = 0; i < channels; i++) {
      mapping[i] = (byte) layout[2 + i];
    }
    int family = channels <= 2 ? 0 : 1;
    Payload map = Payload.of(mapping);
    return new OpusHead(channels, 0, OpusPacket.SAMPLE_RATE, 0, family, layout[0], layout[1], map);
  }

  /**
   * Reads either form; the magic signature tells them apart.
   *
   * @throws MediaException.Unsupported for a version that is not known
   */
  public static OpusHead parse(Payload bytes, long byteOffset) {
    boolean isHeader =
        bytes.length() >= MAGIC.length && Payload.of(MAGIC).equals(bytes.slice(0, MAGIC.length));
    int at = isHeader ? MAGIC.length : 0;
    if (bytes.length() - at < FIXED_BYTES + 1) {
      throw new MediaException.Malformed(
          byteOffset, "Opus configuration: ends early, %d bytes", bytes.length());
    }
    int version = bytes.unsignedAt(at);
    if (isHeader ? version > MAX_MAJOR_VERSION : version != 0) {
      throw new MediaException.Unsupported(byteOffset, "Opus configuration: version %d", version);
    }
    ByteBuffer in = bytes.slice(at + 1, bytes.length() - at - 1).buffer();
    in.order(isHeader ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return read(in, byteOffset);
  }

  private static OpusHead read(ByteBuffer in, long byteOffset) {
    int channels = in.get() & 0xff;
    int preSkip = in.getShort() & 0xffff;
    long inputSampleRate = in.getInt() & 0xffff_ffffL;
    int outputGain = in.getShort();
    int family = in.get() & 0xff;
    int streams = 1;
    int coupled = Math.max(0, channels - 1);
    byte[] mapping = new byte[channels];
    if (family == 0) {
      for (int i = 0; i < channels; i++) {
        mapping[i] = (byte) i;
      }
    } else {
      if (in.remaining() < 2 + channels) {
        throw new MediaException.Malformed(
            byteOffset, "Opus configuration: no mapping of %d channels", channels);
      }
      streams = in.get() & 0xff;
      coupled = in.get() & 0xff;
      in.get(mapping);
    }
    Payload map = Payload.of(mapping);
    String wrong = wrong(channels, family, streams, coupled, map);
    if (!wrong.isEmpty()) {
      throw new MediaException.Malformed(byteOffset, "Opus configuration: %s", wrong);
    }
    return new OpusHead(
        channels, preSkip, inputSampleRate, outputGain, family, streams, coupled, map);
  }

  /** What breaks the rules of RFC 7845, 5.1.1; empty if nothing does. */
  private static String wrong(int channels, int family, int streams, int coupled, Payload mapping) {
    if (channels < 1 || channels > (family == 0 ? 2 : family == 1 ? 8 : 255)) {
      return "%d channels in mapping family %d".formatted(channels, family);
    }
    if (streams < 1 || coupled < 0 || coupled > streams || streams + coupled > 255) {
      return "%d streams, %d of them coupled".formatted(streams, coupled);
    }
    boolean complete = mapping.length() == channels;
    for (int i = 0; i < mapping.length(); i++) {
      int index = mapping.unsignedAt(i);
      complete &= index < streams + coupled || index == 255;
    }
    return complete ? "" : "mapping of channels that there are not";
  }

  /** The payload of the {@code dOps} box. */
  public Payload dops() {
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + 1 + tableBytes());
    write(out.put((byte) 0));
    return Payload.of(out.array());
  }

  /** The identification header, of version 1. */
  public Payload header() {
    ByteBuffer out = ByteBuffer.allocate(MAGIC.length + FIXED_BYTES + 1 + tableBytes());
    write(out.order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).put((byte) 1));
    return Payload.of(out.array());
  }

  private int tableBytes() {
    return mappingFamily == 0 ? 0 : 2 + channels;
  }

  private void write(ByteBuffer out) {
    out.put((byte) channels).putShort((short) preSkip).putInt((int) inputSampleRate);
    out.putShort((short) outputGain).put((byte) mappingFamily);
    if (mappingFamily != 0) {
      out.put((byte) streams).put((byte) coupledStreams).put(mapping.buffer());
    }
  }
}
