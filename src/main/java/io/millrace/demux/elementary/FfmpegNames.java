package io.millrace.demux.elementary;

import io.millrace.media.Codec;
import io.millrace.media.Track;
import java.util.Map;

/**
 * FFmpeg's names of codecs that only encoders read, by the words that containers have for them. A
 * track that FFmpeg's own demuxers found has the name itself.
 */
final class FfmpegNames {
  private static final Map<Codec, String> BY_CODEC =
      Map.of(
          Codec.VP8, "vp8",
          Codec.MPEG2_VIDEO, "mpeg2video",
          Codec.MP2, "mp2",
          Codec.VORBIS, "vorbis",
          Codec.DTS, "dts");

  private static final Map<String, String> BY_WORD =
      Map.ofEntries(
          // Matroska codec mappings
          Map.entry("V_MPEG1", "mpeg1video"),
          Map.entry("V_MPEG4/ISO/SP", "mpeg4"),
          Map.entry("V_MPEG4/ISO/ASP", "mpeg4"),
          Map.entry("V_MPEG4/ISO/AP", "mpeg4"),
          Map.entry("V_MPEG4/MS/V3", "msmpeg4v3"),
          Map.entry("V_THEORA", "theora"),
          Map.entry("V_FFV1", "ffv1"),
          Map.entry("V_MJPEG", "mjpeg"),
          Map.entry("V_MS/VFW/FOURCC XVID", "mpeg4"),
          Map.entry("V_MS/VFW/FOURCC DIVX", "mpeg4"),
          Map.entry("V_MS/VFW/FOURCC DX50", "mpeg4"),
          Map.entry("V_MS/VFW/FOURCC FMP4", "mpeg4"),
          Map.entry("V_MS/VFW/FOURCC MP4V", "mpeg4"),
          Map.entry("V_MS/VFW/FOURCC MP43", "msmpeg4v3"),
          Map.entry("V_MS/VFW/FOURCC DIV3", "msmpeg4v3"),
          Map.entry("V_MS/VFW/FOURCC MJPG", "mjpeg"),
          Map.entry("A_TRUEHD", "truehd"),
          Map.entry("A_MLP", "mlp"),
          Map.entry("A_TTA1", "tta"),
          Map.entry("A_PCM/INT/LIT 8", "pcm_u8"),
          Map.entry("A_PCM/INT/LIT 16", "pcm_s16le"),
          Map.entry("A_PCM/INT/LIT 24", "pcm_s24le"),
          Map.entry("A_PCM/INT/LIT 32", "pcm_s32le"),
          Map.entry("A_PCM/INT/BIG 16", "pcm_s16be"),
          Map.entry("A_PCM/INT/BIG 24", "pcm_s24be"),
          Map.entry("A_PCM/INT/BIG 32", "pcm_s32be"),
          Map.entry("A_PCM/FLOAT/IEEE 32", "pcm_f32le"),
          Map.entry("A_PCM/FLOAT/IEEE 64", "pcm_f64le"),
          Map.entry("A_MS/ACM 0x0002", "adpcm_ms"),
          Map.entry("A_MS/ACM 0x0011", "adpcm_ima_wav"),
          Map.entry("A_MS/ACM 0x0160", "wmav1"),
          Map.entry("A_MS/ACM 0x0161", "wmav2"),
          Map.entry("A_MS/ACM 0x0162", "wmapro"),
          // Sample entries of MP4 and QuickTime, with the object type of MPEG-4
          Map.entry("mp4v.20", "mpeg4"),
          Map.entry("mp4v.6a", "mpeg1video"),
          Map.entry("mp4v.6c", "mjpeg"),
          Map.entry("s263", "h263"),
          Map.entry("h263", "h263"),
          Map.entry("jpeg", "mjpeg"),
          Map.entry("mp4a.dd", "vorbis"),
          Map.entry("samr", "amr_nb"),
          Map.entry("sawb", "amr_wb"),
          // MPEG-TS
          Map.entry("stream_type 0x10", "mpeg4"),
          Map.entry("stream_type 0xea", "vc1"),
          Map.entry("stream_type 0x83", "truehd"),
          // FLV
          Map.entry("CodecID 2 (Sorenson H.263)", "flv1"),
          Map.entry("CodecID 4 (VP6)", "vp6f"),
          Map.entry("SoundFormat 11 (Speex)", "speex"));

  private FfmpegNames() {}

  /** Of the codec of {@code track}; empty if nobody knows one. */
  static String of(Track track) {
    String codec = BY_CODEC.get(track.codec());
    String word = codec == null ? BY_WORD.get(track.codecId()) : codec;
    if (word != null) {
      return word;
    }
    boolean isName = track.codecId().matches("[a-z0-9_]{2,32}");
    return isName ? track.codecId() : "";
  }
}
