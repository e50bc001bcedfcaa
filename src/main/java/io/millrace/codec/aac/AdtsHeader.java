package io.millrace.codec.aac;

import io.millrace.bits.BitReader;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The header before each AAC frame in a transport stream. ISO/IEC 14496-3, 1.A.2.2.
 *
 * @param objectType audio object type, 1 to 4
 * @param sampleRate Hz
 * @param channelConfiguration 0 where the first raw_data_block begins with its layout
 * @param headerBytes 7, or 9 with a checksum
 * @param frameBytes of header and data together
 * @param rawDataBlocks access units in the frame, 1 to 4
 */
public record AdtsHeader(
    int objectType,
    int sampleRate,
    int channelConfiguration,
    int headerBytes,
    int frameBytes,
    int rawDataBlocks) {

  /** Bytes that {@link #parse} needs. */
  public static final int MIN_BYTES = 7;

  private static final int ID_PCE = 5;

  /** Whether a syncword of MPEG-2 or MPEG-4 with layer 0 stands at {@code index}. */
  public static boolean isSyncword(byte[] bytes, int index) {
    return index >= 0
        && index + 1 < bytes.length
        && bytes[index] == (byte) 0xff
        && (bytes[index + 1] & 0xf6) == 0xf0;
  }

  /** Reads the header at the start of {@code bytes}, of which at least 7 are there. */
  public static AdtsHeader parse(Payload bytes, long byteOffset) {
    BitReader in = BitReader.of("ADTS", bytes, byteOffset);
    if (in.bits(12) != 0xfff) {
      throw new MediaException.Malformed(byteOffset, "ADTS: no syncword");
    }
    in.skip(1); // ID: MPEG-4 or MPEG-2, the same for AAC
    if (in.bits(2) != 0) {
      throw new MediaException.Malformed(byteOffset, "ADTS: layer is not 0");
    }
    boolean protectionAbsent = in.flag();
    int objectType = in.bits(2) + 1;
    int sampleRate = SamplingFrequency.ofIndex(in.bits(4), byteOffset);
    in.skip(1);
    int channelConfiguration = in.bits(3);
    in.skip(4);
    int frameBytes = in.bits(13);
    in.skip(11);
    int rawDataBlocks = in.bits(2) + 1;
    int headerBytes = protectionAbsent ? 7 : 9;
    if (frameBytes < headerBytes) {
      throw new MediaException.Malformed(
          byteOffset, "ADTS: aac_frame_length %d, the header is %d", frameBytes, headerBytes);
    }
    return new AdtsHeader(
        objectType, sampleRate, channelConfiguration, headerBytes, frameBytes, rawDataBlocks);
  }

  /** Whether an access unit of {@code next} needs no other decoder than one of this header. */
  public boolean hasConfigurationOf(AdtsHeader next) {
    return objectType == next.objectType
        && sampleRate == next.sampleRate
        && channelConfiguration == next.channelConfiguration;
  }

  /**
   * The configuration of this frame.
   *
   * @param rawDataBlock the frame's first access unit, which holds the layout where the header does
   *     not
   * @throws MediaException.Unsupported if neither says it
   */
  public AudioSpecificConfig configuration(Payload rawDataBlock, long byteOffset) {
    if (channelConfiguration != 0) {
      return AudioSpecificConfig.of(objectType, sampleRate, channelConfiguration);
    }
    BitReader in = BitReader.of("raw_data_block", rawDataBlock, byteOffset);
    if (in.bits(3) != ID_PCE) {
      throw new MediaException.Unsupported(
          byteOffset, "ADTS: channel_configuration 0 without a program_config_element");
    }
    ProgramConfig program = ProgramConfig.read(in, 0);
    return AudioSpecificConfig.of(objectType, sampleRate, program, byteOffset);
  }

  /** Writes the header for {@link #load}. */
  public void save(DataOutput out) throws IOException {
    out.writeInt(objectType);
    out.writeInt(sampleRate);
    out.writeInt(channelConfiguration);
    out.writeInt(headerBytes);
    out.writeInt(frameBytes);
    out.writeInt(rawDataBlocks);
  }

  /** Reads what {@link #save} wrote. */
  public static AdtsHeader load(DataInput in) throws IOException {
    return new AdtsHeader(
        in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
  }
}
