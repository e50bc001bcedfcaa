package io.millrace.demux.mpegts;

import io.millrace.bits.BitReader;
import io.millrace.codec.aac.AudioSpecificConfig;
import io.millrace.demux.framing.AudioFormat;
import io.millrace.demux.framing.AudioSyntax;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * AAC in LATM behind LOAS sync words. ISO/IEC 14496-3, 1.7. One program with one layer, as every
 * broadcast has it; frames of other kinds than plain length are not served.
 */
final class LoasSyntax implements AudioSyntax {
  private static final int SYNC_WORD = 0x2b7;
  private static final int HEADER_BYTES = 3;

  /** The StreamMuxConfig in force, from the frame that carried it; empty before the first. */
  private Payload muxFrame = Payload.EMPTY;

  private @Nullable MuxConfig mux;

  /**
   * What a StreamMuxConfig says. ISO/IEC 14496-3, 1.7.3.
   *
   * @param subFrames payloads in an AudioMuxElement, at least 1
   */
  private record MuxConfig(int subFrames, AudioSpecificConfig audio) {}

  @Override
  public int headerBytes() {
    return HEADER_BYTES;
  }

  @Override
  public int frameBytes(byte[] bytes, int at) {
    int header = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
    return header >>> 13 == SYNC_WORD ? HEADER_BYTES + (header & 0x1fff) : 0;
  }

  @Override
  public void read(Payload frame, long byteOffset, Sink sink) {
    BitReader in = BitReader.of("LATM", frame, byteOffset);
    in.skip(8 * HEADER_BYTES);
    boolean useSameStreamMux = in.flag();
    if (!useSameStreamMux) {
      mux = readMuxConfig(in);
      muxFrame = frame;
      sink.onFormat(format(mux.audio));
    }
    if (mux == null) {
      return; // no configuration yet
    }
    int samples = mux.audio.samplesPerFrame();
    for (int i = 0; i < mux.subFrames; i++) {
      Payload data = in.bytes(readPayloadLength(in));
      if (!data.isEmpty()) {
        sink.onUnit(data, samples, mux.audio.sampleRate());
      }
    }
  }

  private static AudioFormat format(AudioSpecificConfig config) {
    int sampleRate = Math.max(config.sampleRate(), config.extensionSampleRate());
    return new AudioFormat(Codec.AAC, sampleRate, config.channels(), config.payload());
  }

  /** StreamMuxConfig. ISO/IEC 14496-3, table 1.42. */
  private static MuxConfig readMuxConfig(BitReader in) {
    boolean audioMuxVersion = in.flag();
    require(!audioMuxVersion || !in.flag(), in, "audioMuxVersionA 1");
    if (audioMuxVersion) {
      latmValue(in); // taraBufferFullness
    }
    require(in.flag(), in, "streams without the same time framing");
    int subFrames = in.bits(6) + 1;
    require(in.bits(4) == 0, in, "several programs");
    require(in.bits(3) == 0, in, "several layers");
    AudioSpecificConfig audio = audioMuxVersion ? sizedConfig(in) : AudioSpecificConfig.read(in);
    require(in.bits(3) == 0, in, "frameLengthType other than 0");
    in.skip(8); // latmBufferFullness
    if (in.flag()) {
      skipOtherDataLength(in, audioMuxVersion);
    }
    if (in.flag()) {
      in.skip(8); // crcCheckSum
    }
    return new MuxConfig(subFrames, audio);
  }

  private static AudioSpecificConfig sizedConfig(BitReader in) {
    long bits = latmValue(in);
    long start = in.bitPosition();
    AudioSpecificConfig config = AudioSpecificConfig.read(in);
    in.skip(start + bits - in.bitPosition());
    return config;
  }

  private static void skipOtherDataLength(BitReader in, boolean audioMuxVersion) {
    if (audioMuxVersion) {
      latmValue(in);
      return;
    }
    boolean more = true;
    while (more) {
      more = in.flag();
      in.skip(8);
    }
  }

  /** LatmGetValue. ISO/IEC 14496-3, table 1.43. */
  private static long latmValue(BitReader in) {
    int bytes = in.bits(2) + 1;
    return in.longBits(8 * bytes);
  }

  /** PayloadLengthInfo. ISO/IEC 14496-3, table 1.44. */
  private static int readPayloadLength(BitReader in) {
    int length = 0;
    int part = 255;
    while (part == 255) {
      part = in.bits(8);
      length += part;
    }
    return length;
  }

  private static void require(boolean served, BitReader in, String what) {
    if (!served) {
      throw new MediaException.Unsupported(in.byteOffset(), "LATM: %s not served", what);
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writePayload(out, muxFrame);
  }

  @Override
  public void load(DataInput in) throws IOException {
    muxFrame = SavedMedia.readPayload(in);
    if (muxFrame.isEmpty()) {
      return;
    }
    try {
      BitReader bits = BitReader.of("LATM", muxFrame, 0);
      bits.skip(8 * HEADER_BYTES + 1);
      mux = readMuxConfig(bits);
    } catch (MediaException e) {
      throw new IOException("Cannot read saved LATM configuration", e);
    }
  }
}
