package io.millrace.demux.mpegts;

import io.millrace.codec.opus.OpusHead;
import io.millrace.codec.opus.OpusPacket;
import io.millrace.demux.framing.Ac3Syntax;
import io.millrace.demux.framing.AdtsSyntax;
import io.millrace.demux.framing.MpegAudioSyntax;
import io.millrace.demux.framing.VideoSyntax;
import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a stream_type with its descriptors means. ISO/IEC 13818-1, table 2-34 and 2.6; ETSI EN 300
 * 468, 6.2; ATSC A/52, A/53; SCTE 35.
 */
final class StreamTypes {
  static final int LATM = 0x11;

  private static final int PRIVATE_SECTIONS = 0x05;
  private static final int PRIVATE_DATA = 0x06;
  private static final int SCTE_35 = 0x86;

  private static final int REGISTRATION = 0x05;
  private static final int ISO_639_LANGUAGE = 0x0a;
  private static final int TELETEXT = 0x56;
  private static final int SUBTITLING = 0x59;
  private static final int AC_3 = 0x6a;
  private static final int ENHANCED_AC_3 = 0x7a;
  private static final int DTS = 0x7b;
  private static final int EXTENSION = 0x7f;

  /** The extension descriptor that tells the channels of Opus. "OpusTS" of the Xiph wiki. */
  private static final int OPUS = 0x80;

  private static final int MAX_OPUS_CHANNELS = 8;

  private StreamTypes() {}

  static Codec codec(Pmt.Stream stream) {
    return switch (stream.streamType()) {
      case 0x01, 0x02 -> Codec.MPEG2_VIDEO;
      case 0x03, 0x04 -> Codec.MPEG_AUDIO;
      case 0x0f, LATM -> Codec.AAC;
      case 0x1b -> Codec.H264;
      case 0x24 -> Codec.H265;
      case 0x81, 0xc1 -> Codec.AC3;
      case 0x84, 0x87, 0xc2 -> Codec.EAC3;
      case 0x82, 0x85, 0x8a -> Codec.DTS;
      case 0x10, 0x1e, 0x20, 0x21, 0x33, 0x42, 0xd1, 0xd2, 0xea -> Codec.OTHER_VIDEO;
      case 0x1c, 0x2d, 0x2e, 0x83 -> Codec.OTHER_AUDIO;
      case PRIVATE_DATA -> privateData(stream.descriptors());
      default -> Codec.DATA;
    };
  }

  private static Codec privateData(Payload descriptors) {
    Codec registered = registered(descriptors);
    if (registered != Codec.DATA) {
      return registered;
    }
    if (find(descriptors, AC_3) >= 0) {
      return Codec.AC3;
    }
    if (find(descriptors, ENHANCED_AC_3) >= 0) {
      return Codec.EAC3;
    }
    if (find(descriptors, DTS) >= 0) {
      return Codec.DTS;
    }
    boolean isText = find(descriptors, TELETEXT) >= 0 || find(descriptors, SUBTITLING) >= 0;
    return isText ? Codec.SUBTITLE : Codec.DATA;
  }

  private static Codec registered(Payload descriptors) {
    int at = find(descriptors, REGISTRATION);
    if (at < 0 || descriptors.unsignedAt(at + 1) < 4) {
      return Codec.DATA;
    }
    return switch (text(descriptors, at + 2, 4)) {
      case "AC-3" -> Codec.AC3;
      case "EAC3" -> Codec.EAC3;
      case "DTS1", "DTS2", "DTS3" -> Codec.DTS;
      case "HEVC" -> Codec.H265;
      case "AV01" -> Codec.AV1;
      case "Opus" -> Codec.OPUS;
      default -> Codec.DATA;
    };
  }

  /** Whether the PID carries sections, not PES packets. */
  static boolean isSections(Pmt.Stream stream) {
    int type = stream.streamType();
    return type == PRIVATE_SECTIONS || type == SCTE_35 || type >= 0x0a && type <= 0x0d;
  }

  /** The reader of the access units of a stream of {@code codec}. */
  static UnitReader reader(Codec codec, int streamType) {
    return switch (codec) {
      case H264 -> new VideoUnits(VideoSyntax.H264);
      case H265 -> new VideoUnits(VideoSyntax.H265);
      case MPEG2_VIDEO -> new VideoUnits(VideoSyntax.MPEG2);
      case AAC -> new AudioUnits(streamType == LATM ? new LoasSyntax() : new AdtsSyntax());
      case AC3, EAC3 -> new AudioUnits(new Ac3Syntax());
      case MPEG_AUDIO, MP2 -> new AudioUnits(new MpegAudioSyntax());
      case OPUS -> new OpusUnits();
      case AV1, VP8, VP9, OTHER_VIDEO -> WholePesUnits.withRandomAccess();
      case VORBIS, FLAC, DTS, OTHER_AUDIO, SUBTITLE, DATA -> WholePesUnits.independent();
    };
  }

  /** Whether the format of the track is known only from its frames. */
  static boolean isFramedAudio(Codec codec) {
    return switch (codec) {
      case AAC, AC3, EAC3, MPEG_AUDIO, MP2 -> true;
      default -> false;
    };
  }

  /** The track as the map declares it. */
  static Track track(Pmt.Stream stream) {
    Codec codec = codec(stream);
    // OBUs stand behind start codes too, which no file at hand shows: told apart, not served.
    boolean isAv1 = codec == Codec.AV1;
    boolean isAnnexB = codec == Codec.H264 || codec == Codec.H265 || isAv1;
    OpusHead opus = codec == Codec.OPUS ? OpusHead.of(opusChannels(stream.descriptors())) : null;
    return new Track(
        stream.pid(),
        codec,
        String.format(Locale.ROOT, "stream_type 0x%02x", stream.streamType()),
        opus == null ? Payload.EMPTY : opus.header(),
        isAnnexB ? Track.Framing.ANNEX_B : Track.Framing.RAW,
        Timescale.MPEG_TS,
        null,
        0,
        0,
        opus == null ? 0 : OpusPacket.SAMPLE_RATE,
        opus == null ? 0 : opus.channels(),
        Display.UNDECLARED,
        language(stream.descriptors()),
        isAv1 ? Track.Use.UNREADABLE : Track.Use.PROGRAMME,
        true);
  }

  /** The usual orders have the number of their channels as code; stereo where it is another. */
  private static int opusChannels(Payload descriptors) {
    int at = find(descriptors, EXTENSION);
    boolean told = at >= 0 && descriptors.unsignedAt(at + 1) >= 2;
    int code = told && descriptors.unsignedAt(at + 2) == OPUS ? descriptors.unsignedAt(at + 3) : 0;
    return code >= 1 && code <= MAX_OPUS_CHANNELS ? code : 2;
  }

  private static String language(Payload descriptors) {
    int at = find(descriptors, ISO_639_LANGUAGE);
    if (at < 0 || descriptors.unsignedAt(at + 1) < 3) {
      return "und";
    }
    String code = text(descriptors, at + 2, 3).toLowerCase(Locale.ROOT);
    boolean isCode = code.chars().allMatch(c -> c >= 'a' && c <= 'z');
    return isCode ? code : "und";
  }

  /** Where the first whole descriptor with this tag starts, or -1. */
  private static int find(Payload descriptors, int tag) {
    int at = 0;
    while (at + 2 <= descriptors.length()) {
      int end = at + 2 + descriptors.unsignedAt(at + 1);
      if (end <= descriptors.length() && descriptors.unsignedAt(at) == tag) {
        return at;
      }
      at = end;
    }
    return -1;
  }

  private static String text(Payload bytes, int at, int length) {
    return new String(bytes.slice(at, length).toByteArray(), StandardCharsets.ISO_8859_1);
  }
}
