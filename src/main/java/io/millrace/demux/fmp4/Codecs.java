package io.millrace.demux.fmp4;

import io.millrace.media.Codec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Types of sample entries and object types of MPEG-4 in our words. */
final class Codecs {
  /** ISO/IEC 14496-15; Dolby Vision; AV1 and VP Codec ISO media bindings; the MP4 registry. */
  private static final Map<String, Codec> VIDEO =
      Map.ofEntries(
          Map.entry("avc1", Codec.H264),
          Map.entry("avc2", Codec.H264),
          Map.entry("avc3", Codec.H264),
          Map.entry("avc4", Codec.H264),
          Map.entry("dva1", Codec.H264),
          Map.entry("dvav", Codec.H264),
          Map.entry("hvc1", Codec.H265),
          Map.entry("hev1", Codec.H265),
          Map.entry("dvh1", Codec.H265),
          Map.entry("dvhe", Codec.H265),
          Map.entry("av01", Codec.AV1),
          Map.entry("dav1", Codec.AV1),
          Map.entry("vp08", Codec.VP8),
          Map.entry("vp09", Codec.VP9));

  /** Annexes of ETSI TS 102 366; Opus and FLAC in ISO base media; QuickTime's names of MP3. */
  private static final Map<String, Codec> AUDIO =
      Map.ofEntries(
          Map.entry("ac-3", Codec.AC3),
          Map.entry("sac3", Codec.AC3),
          Map.entry("ec-3", Codec.EAC3),
          Map.entry("Opus", Codec.OPUS),
          Map.entry("fLaC", Codec.FLAC),
          Map.entry(".mp3", Codec.MPEG_AUDIO),
          Map.entry("mp3 ", Codec.MPEG_AUDIO),
          Map.entry("ms\0U", Codec.MPEG_AUDIO),
          Map.entry("dtsc", Codec.DTS),
          Map.entry("dtsh", Codec.DTS),
          Map.entry("dtsl", Codec.DTS),
          Map.entry("dtse", Codec.DTS));

  private Codecs() {}

  static @Nullable Codec video(String type) {
    return VIDEO.get(type);
  }

  static @Nullable Codec audio(String type) {
    return AUDIO.get(type);
  }

  /** objectTypeIndication of ISO/IEC 14496-1, 7.2.6.6, and of its registration authority. */
  static @Nullable Codec ofObjectType(int objectType) {
    return switch (objectType) {
      case 0x40, 0x66, 0x67, 0x68 -> Codec.AAC;
      case 0x60, 0x61, 0x62, 0x63, 0x64, 0x65 -> Codec.MPEG2_VIDEO;
      case 0x69, 0x6b -> Codec.MPEG_AUDIO;
      case 0xa5 -> Codec.AC3;
      case 0xa6 -> Codec.EAC3;
      case 0xa9, 0xaa, 0xab, 0xac -> Codec.DTS;
      default -> null;
    };
  }

  /** JPEG and PNG: a picture and no programme. */
  static boolean isPicture(int objectType) {
    return objectType == 0x6c || objectType == 0x6d || objectType == 0x6e;
  }
}
