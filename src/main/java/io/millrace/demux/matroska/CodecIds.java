package io.millrace.demux.matroska;

import io.millrace.codec.vp9.VpConfiguration;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.SoundBlocks;
import io.millrace.media.Track.Framing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** CodecID and CodecPrivate in our words. RFC 9559, 5.1.4.1.21; the Matroska codec mappings. */
final class CodecIds {
  static final int VIDEO = 1;
  static final int AUDIO = 2;
  static final int LOGO = 16;
  static final int SUBTITLE = 17;

  /** BITMAPINFOHEADER, which stands before the codec's own data in V_MS/VFW/FOURCC. */
  private static final int BITMAP_HEADER_BYTES = 40;

  /** Marker and version of av1C. AV1 Codec ISO Media File Format Binding, 2.3.3. */
  private static final int AV1C_VERSION = 0x81;

  /** WAVEFORMATEX, which stands before the codec's own data in A_MS/ACM. */
  private static final int WAVE_HEADER_BYTES = 18;

  /** Beginnings of CodecID. */
  private static final Map<String, Codec> CODECS = new LinkedHashMap<>();

  static {
    CODECS.put("V_MPEG4/ISO/AVC", Codec.H264);
    CODECS.put("V_MPEGH/ISO/HEVC", Codec.H265);
    CODECS.put("V_AV1", Codec.AV1);
    CODECS.put("V_VP8", Codec.VP8);
    CODECS.put("V_VP9", Codec.VP9);
    CODECS.put("V_MPEG2", Codec.MPEG2_VIDEO);
    CODECS.put("A_AAC", Codec.AAC);
    CODECS.put("A_AC3", Codec.AC3);
    CODECS.put("A_EAC3", Codec.EAC3);
    CODECS.put("A_OPUS", Codec.OPUS);
    CODECS.put("A_VORBIS", Codec.VORBIS);
    CODECS.put("A_FLAC", Codec.FLAC);
    CODECS.put("A_MPEG/L3", Codec.MPEG_AUDIO);
    CODECS.put("A_MPEG/", Codec.MP2);
    CODECS.put("A_DTS", Codec.DTS);
    CODECS.put("D_WEBVTT/SUBTITLES", Codec.SUBTITLE);
    CODECS.put("D_WEBVTT/CAPTIONS", Codec.SUBTITLE);
  }

  private CodecIds() {}

  /**
   * A codec, and its configuration without the headers of other systems.
   *
   * @param detail what CodecID leaves open, in the words of those systems: a FourCC, a format tag
   * @param blocks what those headers say of sound
   */
  record Coding(Codec codec, Payload configuration, String detail, SoundBlocks blocks) {
    Coding(Codec codec, Payload configuration) {
      this(codec, configuration, "", SoundBlocks.UNDECLARED);
    }

    /**
     * Without a CodecPrivate that is not the codec's configuration record: AV1 had the sequence
     * header before it had av1C, and what some write for codecs that need none means nothing. The
     * bitstream says it all.
     */
    Coding withoutForeignRecord() {
      boolean own =
          switch (codec) {
            case VP8, AC3, EAC3, MPEG_AUDIO, MP2 -> false;
            case AV1 -> !configuration.isEmpty() && configuration.unsignedAt(0) == AV1C_VERSION;
            case H264, H265, VP9, MPEG2_VIDEO, OTHER_VIDEO, AAC, OPUS, VORBIS, FLAC, DTS -> true;
            case OTHER_AUDIO, SUBTITLE, DATA -> true;
          };
      return own ? this : new Coding(codec, Payload.EMPTY, detail, blocks);
    }

    /** NAL units are behind lengths if the configuration is an avcC or hvcC, which say so. */
    Framing framing() {
      if (codec != Codec.H264 && codec != Codec.H265) {
        return Framing.RAW;
      }
      boolean startCode =
          configuration.length() >= 3
              && configuration.at(0) == 0
              && configuration.at(1) == 0
              && configuration.unsignedAt(2) <= 1;
      return configuration.isEmpty() || startCode ? Framing.ANNEX_B : Framing.LENGTH_PREFIXED;
    }
  }

  static Coding coding(int trackType, String codecId, Payload codecPrivate) {
    Coding coding =
        switch (codecId) {
          case "V_MS/VFW/FOURCC" -> videoForWindows(codecPrivate);
          case "A_MS/ACM" -> audioCompressionManager(codecPrivate);
          case "V_VP9" -> new Coding(Codec.VP9, vp9(codecPrivate));
          default -> new Coding(codec(trackType, codecId), codecPrivate);
        };
    Codec other = other(trackType);
    return coding.codec().type() == other.type()
        ? coding.withoutForeignRecord()
        : new Coding(other, codecPrivate);
  }

  /** WebM has a form of its own for what other containers say in a vpcC. */
  private static Payload vp9(Payload codecPrivate) {
    VpConfiguration declared = VpConfiguration.ofWebm(codecPrivate);
    return declared == null ? Payload.EMPTY : declared.payload();
  }

  private static Codec codec(int trackType, String codecId) {
    for (Map.Entry<String, Codec> entry : CODECS.entrySet()) {
      if (codecId.startsWith(entry.getKey())) {
        return entry.getValue();
      }
    }
    return other(trackType);
  }

  private static Codec other(int trackType) {
    return switch (trackType) {
      case VIDEO, LOGO -> Codec.OTHER_VIDEO;
      case AUDIO -> Codec.OTHER_AUDIO;
      case SUBTITLE -> Codec.SUBTITLE;
      default -> Codec.DATA;
    };
  }

  private static Coding videoForWindows(Payload header) {
    if (header.length() < BITMAP_HEADER_BYTES) {
      return new Coding(Codec.OTHER_VIDEO, header);
    }
    String fourCc =
        new String(header.slice(16, 4).toByteArray(), StandardCharsets.ISO_8859_1)
            .toUpperCase(Locale.ROOT);
    Codec codec =
        switch (fourCc) {
          case "H264", "X264", "AVC1" -> Codec.H264;
          case "HEVC", "HVC1", "HEV1", "H265" -> Codec.H265;
          case "MPG2" -> Codec.MPEG2_VIDEO;
          default -> Codec.OTHER_VIDEO;
        };
    return new Coding(codec, behind(header, BITMAP_HEADER_BYTES), fourCc, SoundBlocks.UNDECLARED);
  }

  private static Coding audioCompressionManager(Payload header) {
    if (header.length() < WAVE_HEADER_BYTES) {
      return new Coding(Codec.OTHER_AUDIO, header);
    }
    ByteBuffer fields = header.buffer().order(ByteOrder.LITTLE_ENDIAN);
    int formatTag = fields.getShort(0) & 0xffff;
    Codec codec =
        switch (formatTag) {
          case 0x50 -> Codec.MP2;
          case 0x55 -> Codec.MPEG_AUDIO;
          case 0xff -> Codec.AAC;
          case 0x2000 -> Codec.AC3;
          case 0x2001 -> Codec.DTS;
          default -> Codec.OTHER_AUDIO;
        };
    Payload behind = behind(header, WAVE_HEADER_BYTES);
    return codec == Codec.OTHER_AUDIO
        ? new Coding(codec, behind, String.format(Locale.ROOT, "0x%04x", formatTag), blocks(fields))
        : new Coding(codec, behind);
  }

  private static SoundBlocks blocks(ByteBuffer waveFormat) {
    long bitRate = 8 * (waveFormat.getInt(8) & 0xffff_ffffL);
    return new SoundBlocks(
        waveFormat.getShort(12) & 0xffff,
        bitRate > Integer.MAX_VALUE ? 0 : (int) bitRate,
        waveFormat.getShort(14) & 0xffff);
  }

  private static Payload behind(Payload bytes, int length) {
    return bytes.slice(length, bytes.length() - length);
  }
}
