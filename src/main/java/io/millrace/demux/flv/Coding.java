package io.millrace.demux.flv;

import io.millrace.media.Codec;
import io.millrace.media.MediaType;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a track is coded, in FLV's words and in ours.
 *
 * @param codecId {@code CodecID 7}, {@code SoundFormat 10}, or a FourCC: {@code hvc1}
 * @param declared a sequence header comes before the coded frames
 */
record Coding(Codec codec, String codecId, boolean declared) {
  /** Adobe Flash Video File Format Specification 10.1, E.4.3.1; from 8 on what others added. */
  private static final Map<Integer, String> VIDEO_NAMES =
      Map.of(
          1, "JPEG",
          2, "Sorenson H.263",
          3, "Screen video",
          4, "VP6",
          5, "VP6 with alpha",
          6, "Screen video 2",
          9, "MPEG-4 part 2",
          14, "VVC");

  /** Adobe Flash Video File Format Specification 10.1, E.4.2.1. */
  private static final Map<Integer, String> AUDIO_NAMES =
      Map.of(
          0, "PCM",
          1, "ADPCM",
          3, "PCM, little endian",
          4, "Nellymoser at 16 kHz",
          5, "Nellymoser at 8 kHz",
          6, "Nellymoser",
          7, "G.711 A-law",
          8, "G.711 mu-law",
          11, "Speex",
          15, "device-specific");

  private static final Map<String, Codec> VIDEO_FOURCC =
      Map.of(
          "avc1", Codec.H264,
          "hvc1", Codec.H265,
          "av01", Codec.AV1,
          "vp09", Codec.VP9,
          "vp08", Codec.VP8);

  private static final Map<String, Codec> AUDIO_FOURCC =
      Map.of(
          "mp4a", Codec.AAC,
          "Opus", Codec.OPUS,
          "fLaC", Codec.FLAC,
          "ac-3", Codec.AC3,
          "ec-3", Codec.EAC3,
          ".mp3", Codec.MPEG_AUDIO);

  /** Of each CodecID and SoundFormat: asked for every tag, so made once. */
  private static final List<Coding> VIDEO =
      IntStream.range(0, 16).mapToObj(Coding::makeVideo).toList();

  private static final List<Coding> AUDIO =
      IntStream.range(0, 16).mapToObj(Coding::makeAudio).toList();

  /** CodecID of VideoTagHeader, 0 to 15. */
  static Coding ofVideo(int codecId) {
    return VIDEO.get(codecId);
  }

  /** SoundFormat of AudioTagHeader, 0 to 15. */
  static Coding ofAudio(int soundFormat) {
    return AUDIO.get(soundFormat);
  }

  /** 12 and 13 are what Chinese services agreed on. */
  private static Coding makeVideo(int codecId) {
    String id = "CodecID " + codecId;
    return switch (codecId) {
      case 7 -> new Coding(Codec.H264, id, true);
      case 12 -> new Coding(Codec.H265, id, true);
      case 13 -> new Coding(Codec.AV1, id, true);
      default -> new Coding(Codec.OTHER_VIDEO, named(id, VIDEO_NAMES.get(codecId)), false);
    };
  }

  private static Coding makeAudio(int soundFormat) {
    String id = "SoundFormat " + soundFormat;
    return switch (soundFormat) {
      case 2, 14 -> new Coding(Codec.MPEG_AUDIO, id, false);
      case 10 -> new Coding(Codec.AAC, id, true);
      default -> new Coding(Codec.OTHER_AUDIO, named(id, AUDIO_NAMES.get(soundFormat)), false);
    };
  }

  private static String named(String id, @Nullable String name) {
    return name == null ? id : "%s (%s)".formatted(id, name);
  }

  /** FourCC of a tag of {@code type} in Enhanced RTMP v2. */
  static Coding ofFourCc(MediaType type, String fourCc) {
    boolean video = type == MediaType.VIDEO;
    Codec codec =
        video
            ? VIDEO_FOURCC.getOrDefault(fourCc, Codec.OTHER_VIDEO)
            : AUDIO_FOURCC.getOrDefault(fourCc, Codec.OTHER_AUDIO);
    return new Coding(codec, fourCc, isDeclared(codec));
  }

  private static boolean isDeclared(Codec codec) {
    return switch (codec) {
      case H264, H265, AV1, VP9, AAC, OPUS, FLAC -> true;
      case VP8, MPEG2_VIDEO, OTHER_VIDEO, AC3, EAC3, VORBIS, MPEG_AUDIO, MP2, DTS -> false;
      case OTHER_AUDIO, SUBTITLE, DATA -> false;
    };
  }
}
