package io.millrace.cmaf;

import io.millrace.codec.flac.StreamInfo;
import io.millrace.isobmff.AudioSampleEntry;
import io.millrace.isobmff.Av1C;
import io.millrace.isobmff.AvcC;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.Clli;
import io.millrace.isobmff.Colr;
import io.millrace.isobmff.DOps;
import io.millrace.isobmff.Dac3;
import io.millrace.isobmff.Dec3;
import io.millrace.isobmff.DfLa;
import io.millrace.isobmff.Esds;
import io.millrace.isobmff.HvcC;
import io.millrace.isobmff.Mdcv;
import io.millrace.isobmff.Pasp;
import io.millrace.isobmff.VisualSampleEntry;
import io.millrace.isobmff.VpcC;
import io.millrace.media.Colour;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * The sample entry of each codec that passes through, with its configuration box. ISO/IEC 14496-12,
 * 8.5.2; the clause of each codec's own stands at its box.
 */
final class SampleEntries {
  private SampleEntries() {}

  /**
   * The sample entry of {@code format}.
   *
   * @throws MediaException.Unsupported if the codec has none here, or its configuration is empty
   */
  static Box video(TrackFormat.Video format) {
    return switch (format.codec()) {
      case H264 -> visual(sampleEntry(format), format, new AvcC(configuration(format)));
      case H265 -> visual(sampleEntry(format), format, new HvcC(configuration(format)));
      case AV1 -> visual("av01", format, new Av1C(configuration(format)));
      case VP9 -> visual("vp09", format, new VpcC(configuration(format)));
      case VP8, MPEG2_VIDEO, OTHER_VIDEO -> throw unsupported(format);
      case AAC, AC3, EAC3, OPUS, VORBIS, FLAC, MPEG_AUDIO, MP2, DTS, OTHER_AUDIO, SUBTITLE, DATA ->
          throw unsupported(format);
    };
  }

  /**
   * The sample entry of {@code format}.
   *
   * @throws MediaException.Unsupported if the codec has none here, or its configuration is empty
   */
  static Box audio(TrackFormat.Audio format) {
    return switch (format.codec()) {
      // Bit rates are measured later; 0 is "unknown" and better than a guess.
      case AAC -> sound("mp4a", format, new Esds(Esds.AAC, 0, 0, configuration(format)));
      case MPEG_AUDIO -> sound("mp4a", format, new Esds(mpegAudio(format), 0, 0, Payload.EMPTY));
      case AC3 -> sound("ac-3", format, new Dac3(configuration(format)));
      case EAC3 -> sound("ec-3", format, new Dec3(configuration(format)));
      case OPUS -> sound("Opus", format, new DOps(configuration(format)));
      case FLAC -> flac(format);
      case MP2, VORBIS, DTS, OTHER_AUDIO -> throw unsupported(format);
      case H264, H265, AV1, VP8, VP9, MPEG2_VIDEO, OTHER_VIDEO, SUBTITLE, DATA ->
          throw unsupported(format);
    };
  }

  /** The codecs string begins with it: {@code avc1} or {@code avc3}. RFC 6381, 3.3. */
  private static String sampleEntry(TrackFormat.Video format) {
    return format.codecs().substring(0, 4);
  }

  private static VisualSampleEntry visual(
      String type, TrackFormat.Video format, Box configuration) {
    PixelAspect aspect = format.pixelAspect();
    List<Box> boxes = new ArrayList<>();
    boxes.add(configuration);
    if (isSpecified(format.colour())) {
      boxes.add(new Colr(format.colour()));
    }
    boxes.add(new Pasp(aspect.horizontal(), aspect.vertical()));
    if (format.hdr().mastering() != null) {
      boxes.add(new Mdcv(format.hdr().mastering()));
    }
    if (format.hdr().lightLevel() != null) {
      boxes.add(new Clli(format.hdr().lightLevel()));
    }
    return new VisualSampleEntry(type, format.width(), format.height(), boxes);
  }

  private static boolean isSpecified(Colour colour) {
    return colour.primaries() != Colour.UNSPECIFIED.primaries()
        || colour.transfer() != Colour.UNSPECIFIED.transfer()
        || colour.matrix() != Colour.UNSPECIFIED.matrix()
        || colour.fullRange();
  }

  private static AudioSampleEntry sound(String type, TrackFormat.Audio format, Box configuration) {
    // 16 bits cannot say 88.2 kHz and more; the AudioSpecificConfig does. ISO/IEC 14496-14, 5.6.1.
    int sampleRate = format.sampleRate() > 0xffff ? 0 : format.sampleRate();
    return new AudioSampleEntry(type, format.channels(), sampleRate, List.of(configuration));
  }

  private static int mpegAudio(TrackFormat.Audio format) {
    return format.codecs().equals("mp4a.6B") ? Esds.MPEG_1_AUDIO : Esds.MPEG_2_AUDIO;
  }

  /** Encapsulation of FLAC in ISO Base Media File Format, 3.3.1. */
  private static AudioSampleEntry flac(TrackFormat.Audio format) {
    StreamInfo info = StreamInfo.parse(configuration(format), 0);
    int divisor = 1;
    while (info.sampleRate() / divisor > 0xffff || info.sampleRate() % divisor != 0) {
      divisor++; // the greatest part of the rate that 16 bits can say; 1 Hz is one
    }
    return new AudioSampleEntry(
        "fLaC",
        info.channels(),
        info.bitsPerSample(),
        info.sampleRate() / divisor,
        List.of(new DfLa(format.configuration())));
  }

  private static Payload configuration(TrackFormat format) {
    if (format.configuration().isEmpty()) {
      throw new MediaException.Unsupported(0, "%s: no decoder configuration", format.codecs());
    }
    return format.configuration();
  }

  private static MediaException unsupported(TrackFormat format) {
    return new MediaException.Unsupported(
        0, "%s: no CMAF track of %s here", format.codecs(), format.codec());
  }
}
