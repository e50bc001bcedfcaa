package io.millrace.codec.aac;

import io.millrace.bits.BitReader;
import io.millrace.bits.BitWriter;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an AAC decoder must know beforehand. ISO/IEC 14496-3, 1.6.2.1. Served are the object types
 * Main, LC, SSR and LTP, with spectral band replication and parametric stereo above them.
 *
 * @param objectType audioObjectType of the core, 1 to 4
 * @param sampleRate of the core, Hz; an access unit has {@link #samplesPerFrame} at this rate
 * @param channelConfiguration of table 1.19; 0 where {@code program} says it
 * @param samplesPerFrame 1024 or 960, per channel of the core
 * @param extension declared above the core; a stream may carry SBR without declaring it
 * @param extensionSampleRate Hz of the output with SBR; 0 without
 * @param program layout of a channelConfiguration 0, otherwise null
 */
public record AudioSpecificConfig(
    int objectType,
    int sampleRate,
    int channelConfiguration,
    int samplesPerFrame,
    Extension extension,
    int extensionSampleRate,
    @Nullable ProgramConfig program) {

  /** What stands above the core. ISO/IEC 14496-3, 1.6.5 and 1.6.6. */
  public enum Extension {
    NONE,
    /** Spectral band replication: HE-AAC. */
    SBR,
    /** SBR and parametric stereo: HE-AAC v2. */
    SBR_AND_PS
  }

  private static final int LC = 2;
  private static final int LTP = 4;
  private static final int SBR = 5;
  private static final int PS = 29;
  private static final int ESCAPE = 31;
  private static final int SYNC_EXTENSION_SBR = 0x2b7;
  private static final int SYNC_EXTENSION_PS = 0x548;
  private static final int MAX_BYTES = 1024;
  private static final int MAX_CHANNELS = 8;

  public AudioSpecificConfig {
    if (objectType < 1 || objectType > LTP) {
      throw new IllegalArgumentException(
          "Invalid AAC configuration: audio object type %d".formatted(objectType));
    }
    if (sampleRate < 1 || sampleRate >= 1 << 24) {
      throw new IllegalArgumentException("Invalid AAC configuration: %d Hz".formatted(sampleRate));
    }
  }

  /** An AAC-LC configuration of {@code channelConfiguration} 1 to 7. */
  public static AudioSpecificConfig lc(int sampleRate, int channelConfiguration) {
    return of(LC, sampleRate, channelConfiguration);
  }

  /** A configuration with nothing above the core, as an ADTS header says it. */
  public static AudioSpecificConfig of(int objectType, int sampleRate, int channelConfiguration) {
    if (ChannelLayout.of(channelConfiguration).isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid AAC configuration: channelConfiguration %d".formatted(channelConfiguration));
    }
    return new AudioSpecificConfig(
        objectType, sampleRate, channelConfiguration, 1024, Extension.NONE, 0, null);
  }

  /** A configuration whose layout has no number. */
  static AudioSpecificConfig of(
      int objectType, int sampleRate, ProgramConfig program, long byteOffset) {
    AudioSpecificConfig config =
        new AudioSpecificConfig(objectType, sampleRate, 0, 1024, Extension.NONE, 0, program);
    config.checkChannels(byteOffset);
    return config;
  }

  /**
   * Reads a whole record, with the extension that may follow the core's part.
   *
   * @throws MediaException.Unsupported for other object types, more than 8 channels, or a scalable
   *     core
   */
  public static AudioSpecificConfig parse(Payload bytes, long byteOffset) {
    if (bytes.length() > MAX_BYTES) {
      throw new MediaException.Unsupported(
          byteOffset, "AudioSpecificConfig: %d bytes, at most %d", bytes.length(), MAX_BYTES);
    }
    BitReader in = BitReader.of("AudioSpecificConfig", bytes, byteOffset);
    AudioSpecificConfig core = read(in);
    return core.extension == Extension.NONE ? core.withSyncExtension(in) : core;
  }

  /**
   * Reads a record whose end nobody has told, as in a StreamMuxConfig: up to its last field,
   * without the extension that only the length of the record reveals.
   */
  public static AudioSpecificConfig read(BitReader in) {
    long startBit = in.bitPosition();
    long byteOffset = in.byteOffset();
    int declared = readObjectType(in);
    int sampleRate = SamplingFrequency.read(in);
    int channelConfiguration = in.bits(4);
    Extension extension = extensionOf(declared);
    int extensionSampleRate = 0;
    int objectType = declared;
    if (extension != Extension.NONE) {
      extensionSampleRate = SamplingFrequency.read(in);
      objectType = readObjectType(in);
    }
    if (objectType < 1 || objectType > LTP) {
      throw new MediaException.Unsupported(
          byteOffset,
          "AudioSpecificConfig: audio object type %d, served are AAC Main, LC, SSR and LTP",
          objectType);
    }
    int samplesPerFrame = readFrameLength(in);
    boolean extensionFlag = in.flag();
    ProgramConfig program = channelConfiguration == 0 ? ProgramConfig.read(in, startBit) : null;
    if (extensionFlag) {
      in.skip(1); // extensionFlag3
    }
    AudioSpecificConfig config =
        new AudioSpecificConfig(
            objectType,
            sampleRate,
            channelConfiguration,
            samplesPerFrame,
            extension,
            extensionSampleRate,
            program);
    config.checkChannels(byteOffset);
    return config;
  }

  private static Extension extensionOf(int objectType) {
    return switch (objectType) {
      case SBR -> Extension.SBR;
      case PS -> Extension.SBR_AND_PS;
      default -> Extension.NONE;
    };
  }

  private static int readObjectType(BitReader in) {
    int objectType = in.bits(5);
    return objectType == ESCAPE ? 32 + in.bits(6) : objectType;
  }

  private static int readFrameLength(BitReader in) {
    int samplesPerFrame = in.flag() ? 960 : 1024;
    if (in.flag()) {
      in.skip(14); // coreCoderDelay
    }
    return samplesPerFrame;
  }

  private void checkChannels(long byteOffset) {
    int channels = channels();
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new MediaException.Unsupported(
          byteOffset,
          "AudioSpecificConfig: channelConfiguration %d with %d channels, served are 1 to %d",
          channelConfiguration,
          channels,
          MAX_CHANNELS);
    }
  }

  /** ISO/IEC 14496-3, 1.6.2.1: the signalling that old decoders do not see. */
  private AudioSpecificConfig withSyncExtension(BitReader in) {
    if (in.bitsLeft() < 16 || in.bits(11) != SYNC_EXTENSION_SBR || readObjectType(in) != SBR) {
      return this;
    }
    if (in.bitsLeft() < 5 || !in.flag()) {
      return this;
    }
    int rate = SamplingFrequency.read(in);
    boolean ps = in.bitsLeft() >= 12 && in.bits(11) == SYNC_EXTENSION_PS && in.flag();
    return with(ps ? Extension.SBR_AND_PS : Extension.SBR, rate);
  }

  /** This core with an extension above it that decodes to {@code outputRate} Hz. */
  public AudioSpecificConfig with(Extension above, int outputRate) {
    return new AudioSpecificConfig(
        objectType, sampleRate, channelConfiguration, samplesPerFrame, above, outputRate, program);
  }

  /** The record as bytes; an extension is signalled in front, so that every decoder sees it. */
  public Payload payload() {
    BitWriter out = new BitWriter();
    if (extension == Extension.NONE) {
      out.bits(5, objectType);
    } else {
      out.bits(5, extension == Extension.SBR ? SBR : PS);
    }
    SamplingFrequency.write(out, sampleRate);
    out.bits(4, channelConfiguration);
    if (extension != Extension.NONE) {
      SamplingFrequency.write(out, extensionSampleRate);
      out.bits(5, objectType);
    }
    out.flag(samplesPerFrame == 960).bits(2, 0);
    if (program != null) {
      program.write(out);
    }
    return out.payload();
  }

  /** The elements of an access unit in their order. */
  public List<ChannelElement> elements() {
    return program == null ? ChannelLayout.of(channelConfiguration) : program.elements();
  }

  /** Channels of the core; parametric stereo makes two of one in the decoder. */
  public int channels() {
    return ChannelLayout.channels(elements());
  }

  /** RFC 6381, 3.3: {@code mp4a.40.2}. */
  public String codecs() {
    return switch (extension) {
      case NONE -> "mp4a.40." + objectType;
      case SBR -> "mp4a.40." + SBR;
      case SBR_AND_PS -> "mp4a.40." + PS;
    };
  }
}
