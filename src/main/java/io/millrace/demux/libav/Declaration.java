package io.millrace.demux.libav;

import io.millrace.libav.ContainerTrack;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.Display;
import io.millrace.media.Hdr;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.SoundBlocks;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import io.millrace.media.Track.Use;

/** What FFmpeg says of a track, in the words of Millrace. */
final class Declaration {
  /** Header of a metadata block with nothing behind it and STREAMINFO in it. RFC 9639, 8.1. */
  private static final Payload STREAMINFO_HEADER =
      Payload.of(new byte[] {(byte) 0x80, 0, 0, Declaration.STREAMINFO_BYTES});

  private static final int STREAMINFO_BYTES = 34;

  /** First byte of an avcC, hvcC or vvcC: configurationVersion. ISO/IEC 14496-15, 5.3.3.1. */
  private static final int RECORD_VERSION = 1;

  /** First byte of an av1C: marker and version. */
  private static final byte AV1_RECORD = (byte) 0x81;

  private Declaration() {}

  static Track of(ContainerTrack source) {
    Codec codec = codec(source);
    return new Track(
        source.id(),
        codec,
        source.codec(),
        configuration(codec, source.configuration()),
        framing(codec, source.configuration()),
        ticks(source).timescale(),
        source.type() == MediaType.VIDEO ? source.frameRate() : null,
        source.width(),
        source.height(),
        source.sampleRate(),
        source.channels(),
        codec == Codec.OTHER_AUDIO ? source.blocks() : SoundBlocks.UNDECLARED,
        new Display(source.pixelAspect(), Colour.UNSPECIFIED, Hdr.UNKNOWN, source.rotation()),
        source.language(),
        source.attached() ? Use.AUXILIARY : Use.PROGRAMME,
        source.preferred());
  }

  static Ticks ticks(ContainerTrack source) {
    return source.type() == MediaType.AUDIO
        ? Ticks.ofSound(source.unit(), source.sampleRate())
        : Ticks.ofPictures(source.unit());
  }

  private static Codec codec(ContainerTrack source) {
    return switch (source.type()) {
      case VIDEO -> videoCodec(source.codec());
      case AUDIO -> audioCodec(source.codec());
      case SUBTITLE -> Codec.SUBTITLE;
      case DATA -> Codec.DATA;
    };
  }

  private static Codec videoCodec(String name) {
    return switch (name) {
      case "h264" -> Codec.H264;
      case "hevc" -> Codec.H265;
      case "av1" -> Codec.AV1;
      case "vp8" -> Codec.VP8;
      case "vp9" -> Codec.VP9;
      case "mpeg2video" -> Codec.MPEG2_VIDEO;
      default -> Codec.OTHER_VIDEO;
    };
  }

  private static Codec audioCodec(String name) {
    return switch (name) {
      case "aac" -> Codec.AAC;
      case "ac3" -> Codec.AC3;
      case "eac3" -> Codec.EAC3;
      case "opus" -> Codec.OPUS;
      case "vorbis" -> Codec.VORBIS;
      case "flac" -> Codec.FLAC;
      case "mp3" -> Codec.MPEG_AUDIO;
      case "mp1", "mp2" -> Codec.MP2;
      case "dts" -> Codec.DTS;
      default -> Codec.OTHER_AUDIO;
    };
  }

  private static Framing framing(Codec codec, Payload extradata) {
    if (codec != Codec.H264 && codec != Codec.H265) {
      return Framing.RAW;
    }
    boolean isRecord = !extradata.isEmpty() && extradata.at(0) == RECORD_VERSION;
    return isRecord ? Framing.LENGTH_PREFIXED : Framing.ANNEX_B;
  }

  /** As the other containers have it: what FFmpeg has made of it by itself is undone. */
  private static Payload configuration(Codec codec, Payload extradata) {
    return switch (codec) {
      case FLAC ->
          extradata.length() == STREAMINFO_BYTES
              ? Payload.concat(STREAMINFO_HEADER, extradata)
              : extradata;
      case AV1 -> !extradata.isEmpty() && extradata.at(0) == AV1_RECORD ? extradata : Payload.EMPTY;
      case VP9 -> Payload.EMPTY;
      default -> extradata;
    };
  }
}
