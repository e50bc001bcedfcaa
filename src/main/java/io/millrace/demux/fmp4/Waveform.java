package io.millrace.demux.fmp4;

import io.millrace.isobmff.BoxCursor;
import io.millrace.media.Payload;
import io.millrace.media.SoundBlocks;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sample entry of sound whose samples in the tables may be those of the waveform: PCM, and the
 * codecs of fixed blocks that QuickTime has. QuickTime File Format, "Sound Sample Descriptions";
 * ISO/IEC 23003-5.
 */
final class Waveform {
  private static final int VERSION_1_FIELDS = 28;
  private static final int VERSION_2_FIELDS = 32;
  private static final int VERSION_2_END = 64;
  private static final int FLOAT = 1;
  private static final int BIG_ENDIAN = 2;
  private static final int SIGNED = 4;
  private static final Set<Integer> BITS = Set.of(8, 16, 24, 32, 64);

  /** FFmpeg's names of codecs of fixed blocks. */
  private static final Map<String, String> BLOCK_CODECS =
      Map.of(
          "ima4", "adpcm_ima_qt",
          "ms\0\2", "adpcm_ms",
          "ms\0\21", "adpcm_ima_wav",
          "MAC3", "mace3",
          "MAC6", "mace6");

  /** A sample of what they code, after the version that is for two sources of it. */
  private static final int ADPCM_BITS = 4;

  private static final int IMA_SAMPLES = 64;
  private static final int IMA_BYTES = 34;
  private static final int MAX_BLOCK_BYTES = 1 << 16;

  private final String type;
  private final int channels;
  private final int version;
  private final Payload fields;
  private int bits;
  private boolean littleEndian;

  /**
   * Of an entry.
   *
   * @param fields payload of the entry
   * @param version of a sound entry of QuickTime, else 0
   */
  Waveform(String type, Payload fields, int version, int channels) {
    this.type = type;
    this.fields = fields;
    this.version = version;
    this.channels = channels;
    this.bits = BigEndian.u16(fields, 18);
    if (version == 2 && fields.length() >= VERSION_2_END) {
      bits = (int) Math.min(Integer.MAX_VALUE, BigEndian.u32(fields, VERSION_2_FIELDS + 16));
    }
  }

  /** Reads a box of the entry, as far as it says how samples are written. */
  void read(BoxCursor box) {
    Payload payload = box.payload();
    if (box.type().equals("enda") && payload.length() >= 2) {
      littleEndian = BigEndian.u16(payload, 0) == 1;
    } else if (box.type().equals("pcmC") && payload.length() >= 6) {
      littleEndian = (payload.at(4) & 1) != 0;
      bits = payload.unsignedAt(5);
    }
  }

  /** FFmpeg's name of what is coded so; null if it is something else. */
  @Nullable String codec() {
    String blocks = BLOCK_CODECS.get(type);
    return blocks == null ? pcm() : blocks;
  }

  private @Nullable String pcm() {
    return switch (type) {
      case "sowt" -> linear('s', bits, true);
      case "twos" -> linear('s', bits, false);
      case "raw ", "NONE" -> bits == 16 ? linear('s', 16, false) : "pcm_u8";
      case "in24" -> linear('s', 24, littleEndian);
      case "in32" -> linear('s', 32, littleEndian);
      case "fl32" -> linear('f', 32, littleEndian);
      case "fl64" -> linear('f', 64, littleEndian);
      case "ipcm" -> linear('s', bits, littleEndian);
      case "fpcm" -> linear('f', bits, littleEndian);
      case "lpcm" -> version == 2 && fields.length() >= VERSION_2_END ? flagged() : null;
      case "alaw" -> "pcm_alaw";
      case "ulaw" -> "pcm_mulaw";
      default -> null;
    };
  }

  private @Nullable String flagged() {
    long flags = BigEndian.u32(fields, VERSION_2_FIELDS + 20);
    char kind = (flags & FLOAT) != 0 ? 'f' : (flags & SIGNED) != 0 ? 's' : 'u';
    return linear(kind, bits, (flags & BIG_ENDIAN) == 0);
  }

  private static @Nullable String linear(char kind, int bits, boolean littleEndian) {
    if (!BITS.contains(bits) || kind == 'f' && bits < 32) {
      return null;
    }
    String order = bits == 8 ? "" : littleEndian ? "le" : "be";
    return String.format(Locale.ROOT, "pcm_%c%d%s", kind, bits, order);
  }

  /** How samples stand together; null where each is an access unit. */
  @Nullable Packing packing() {
    String name = codec();
    if (name == null || channels < 1) {
      return null;
    }
    if (BLOCK_CODECS.containsKey(type)) {
      return blockSamples() < 1 || blockBytes() < 1
          ? null
          : new Packing(blockSamples(), blockBytes(), blockSamples());
    }
    return new Packing(1, channels * sampleBytes(name), Packing.MOST_SAMPLES);
  }

  /** Bytes of a sample of PCM. */
  private static int sampleBytes(String name) {
    String digits = name.replaceAll("\\D", "");
    return digits.isEmpty() ? 1 : Integer.parseInt(digits) / 8;
  }

  /** What a decoder must be told. */
  SoundBlocks blocks() {
    return BLOCK_CODECS.containsKey(type)
        ? new SoundBlocks(blockBytes(), 0, ADPCM_BITS)
        : SoundBlocks.UNDECLARED;
  }

  private int blockSamples() {
    return version == 1 ? bounded(VERSION_1_FIELDS) : type.equals("ima4") ? IMA_SAMPLES : 0;
  }

  private int blockBytes() {
    if (version == 1) {
      return bounded(VERSION_1_FIELDS + 8);
    }
    return type.equals("ima4") ? IMA_BYTES * channels : 0;
  }

  private int bounded(int at) {
    long value = fields.length() < at + 4 ? 0 : BigEndian.u32(fields, at);
    return value > MAX_BLOCK_BYTES ? 0 : (int) value;
  }
}
