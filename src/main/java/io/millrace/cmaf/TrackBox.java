package io.millrace.cmaf;

import io.millrace.isobmff.Box;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Dref;
import io.millrace.isobmff.Elst;
import io.millrace.isobmff.Hdlr;
import io.millrace.isobmff.Matrix;
import io.millrace.isobmff.Mdhd;
import io.millrace.isobmff.Smhd;
import io.millrace.isobmff.Stsd;
import io.millrace.isobmff.Tkhd;
import io.millrace.isobmff.Url;
import io.millrace.isobmff.Vmhd;
import io.millrace.media.Language;
import io.millrace.media.MediaException;
import io.millrace.media.PixelAspect;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code trak} of a track, whether its samples are in fragments or in tables of its own.
 * ISO/IEC 14496-12, 8.3.1.
 */
final class TrackBox {
  private static final int MAX_SIZE = 0xffff;
  private static final int FULL_VOLUME = 0x100;

  private TrackBox() {}

  /**
   * The times of a track.
   *
   * @param timescale of the media
   * @param duration of the media, ticks of {@code timescale}
   * @param movieDuration of the track with its edits, ticks of the movie's timescale
   * @param edits empty if the media begins with the movie
   */
  record Times(Timescale timescale, long duration, long movieDuration, List<Elst.Edit> edits) {
    Times {
      edits = List.copyOf(edits);
    }

    /** Of a track whose samples are in fragments. */
    static Times inFragments(Timescale timescale) {
      return new Times(timescale, 0, 0, List.of());
    }
  }

  /**
   * A {@code trak}.
   *
   * @param formats one sample entry each, all of one media type; the first one names size and
   *     language
   * @param tables the boxes of {@code stbl} behind {@code stsd}
   * @throws MediaException.Unsupported if a format has no sample entry here
   */
  static Container of(int trackId, List<TrackFormat> formats, Times times, List<Box> tables) {
    Media media = media(formats);
    List<Box> boxes = new ArrayList<>();
    boxes.add(
        new Tkhd(
            Tkhd.ENABLED | Tkhd.IN_MOVIE,
            trackId,
            times.movieDuration(),
            media.volume(),
            Matrix.rotated(media.rotation(), media.width(), media.height()),
            media.width(),
            media.height()));
    if (!times.edits().isEmpty()) {
      boxes.add(Box.container("edts", new Elst(times.edits())));
    }
    boxes.add(mdia(media, times, formats.get(0).language(), tables));
    return new Container("trak", boxes);
  }

  /** What differs between the boxes of a video and of an audio track. */
  private record Media(
      List<Box> sampleEntries,
      Box mediaHeader,
      Hdlr handler,
      int volume,
      int rotation,
      long width,
      long height) {}

  private static Container mdia(Media media, Times times, String language, List<Box> tables) {
    List<Box> stbl = new ArrayList<>();
    stbl.add(new Stsd(media.sampleEntries()));
    stbl.addAll(tables);
    return Box.container(
        "mdia",
        new Mdhd(times.timescale().ticksPerSecond(), times.duration(), Language.code(language)),
        media.handler(),
        Box.container(
            "minf",
            media.mediaHeader(),
            Box.container("dinf", new Dref(List.of(new Url("")))),
            new Container("stbl", stbl)));
  }

  private static Media media(List<TrackFormat> formats) {
    // Not a pattern switch: Java 17 has none.
    return formats.get(0) instanceof TrackFormat.Video first
        ? video(first, formats.stream().map(each -> videoEntry((TrackFormat.Video) each)).toList())
        : audio(formats.stream().map(each -> audioEntry((TrackFormat.Audio) each)).toList());
  }

  private static Box videoEntry(TrackFormat.Video format) {
    int width = format.width();
    int height = format.height();
    if (width < 1 || height < 1 || width > MAX_SIZE || height > MAX_SIZE) {
      throw new MediaException.Unsupported(
          0, "%s: picture of %dx%d", format.codecs(), width, height);
    }
    return SampleEntries.video(format);
  }

  private static Media video(TrackFormat.Video format, List<Box> sampleEntries) {
    return new Media(
        sampleEntries,
        new Vmhd(),
        new Hdlr("vide", "VideoHandler"),
        0,
        format.rotation(),
        displayWidth(format.width(), format.pixelAspect()),
        (long) format.height() << 16);
  }

  /** 16.16 fixed point; the coded width where the aspect is too wide to be meant. */
  private static long displayWidth(int width, PixelAspect aspect) {
    long fixed = ((long) width << 16) * aspect.horizontal() / aspect.vertical();
    return fixed < 0x1_0000 || fixed > 0xffff_ffffL ? (long) width << 16 : fixed;
  }

  private static Box audioEntry(TrackFormat.Audio format) {
    if (format.channels() < 1 || format.channels() > 0xff || format.sampleRate() < 1) {
      throw new MediaException.Unsupported(
          0, "%s: %d channels at %d Hz", format.codecs(), format.channels(), format.sampleRate());
    }
    return SampleEntries.audio(format);
  }

  private static Media audio(List<Box> sampleEntries) {
    return new Media(
        sampleEntries, new Smhd(), new Hdlr("soun", "SoundHandler"), FULL_VOLUME, 0, 0, 0);
  }
}
