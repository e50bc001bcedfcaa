package io.millrace.cmaf;

import io.millrace.isobmff.Box;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Dref;
import io.millrace.isobmff.Ftyp;
import io.millrace.isobmff.Hdlr;
import io.millrace.isobmff.Mdhd;
import io.millrace.isobmff.Mvhd;
import io.millrace.isobmff.Smhd;
import io.millrace.isobmff.Stco;
import io.millrace.isobmff.Stsc;
import io.millrace.isobmff.Stsd;
import io.millrace.isobmff.Stsz;
import io.millrace.isobmff.Stts;
import io.millrace.isobmff.Tkhd;
import io.millrace.isobmff.Trex;
import io.millrace.isobmff.Url;
import io.millrace.isobmff.Vmhd;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A CMAF header: {@code ftyp} and {@code moov} of one track. ISO/IEC 23000-19, 7.3.1. All durations
 * are zero, because the samples are in fragments: RFC 8216, 3.3.
 *
 * @param recipe first 12 hexadecimal digits of the SHA-256 of {@code bytes}
 */
record InitSegment(Payload bytes, String recipe) {
  static final int TRACK_ID = 1;

  private static final int RECIPE_DIGITS = 12;
  private static final int MAX_SIZE = 0xffff;
  private static final int FULL_VOLUME = 0x100;

  static InitSegment of(TrackFormat format, Timescale timescale) {
    // Not a pattern switch: Java 17 has none.
    Media media =
        format instanceof TrackFormat.Video video
            ? video(video)
            : audio((TrackFormat.Audio) format);
    Payload bytes = Box.bytes(List.of(ftyp(format), moov(media, format, timescale)));
    return new InitSegment(bytes, recipe(bytes));
  }

  /** What differs between the moov of a video and of an audio track. */
  private record Media(
      Box sampleEntry,
      Box mediaHeader,
      Hdlr handler,
      int volume,
      long width,
      long height,
      int defaultSampleFlags) {}

  private static Ftyp ftyp(TrackFormat format) {
    List<String> brands = new ArrayList<>(List.of("iso6", "cmfc"));
    MediaProfile.of(format).ifPresent(brands::add);
    return new Ftyp("iso6", 0, brands);
  }

  private static Container moov(Media media, TrackFormat format, Timescale timescale) {
    int ticks = timescale.ticksPerSecond();
    return Box.container(
        "moov",
        new Mvhd(ticks, 0, TRACK_ID + 1),
        Box.container("trak", tkhd(media), mdia(media, ticks, format.language())),
        Box.container("mvex", new Trex(TRACK_ID, 1, 0, 0, media.defaultSampleFlags())));
  }

  private static Tkhd tkhd(Media media) {
    int flags = Tkhd.ENABLED | Tkhd.IN_MOVIE;
    return new Tkhd(flags, TRACK_ID, 0, media.volume(), media.width(), media.height());
  }

  private static Container mdia(Media media, int ticksPerSecond, String language) {
    Box dinf = Box.container("dinf", new Dref(List.of(new Url(""))));
    Box stbl =
        Box.container(
            "stbl",
            new Stsd(List.of(media.sampleEntry())),
            new Stts(List.of()),
            new Stsc(List.of()),
            new Stsz(0, 0, List.of()),
            new Stco(List.of()));
    return Box.container(
        "mdia",
        new Mdhd(ticksPerSecond, 0, Iso639.code(language)),
        media.handler(),
        Box.container("minf", media.mediaHeader(), dinf, stbl));
  }

  private static Media video(TrackFormat.Video format) {
    int width = format.width();
    int height = format.height();
    if (width < 1 || height < 1 || width > MAX_SIZE || height > MAX_SIZE) {
      throw new MediaException.Unsupported(
          0, "%s: picture of %dx%d", format.codecs(), width, height);
    }
    return new Media(
        SampleEntries.video(format),
        new Vmhd(),
        new Hdlr("vide", "VideoHandler"),
        0,
        displayWidth(width, format.pixelAspect()),
        (long) height << 16,
        SampleFlags.NON_SYNC);
  }

  /** 16.16 fixed point; the coded width where the aspect is too wide to be meant. */
  private static long displayWidth(int width, PixelAspect aspect) {
    long fixed = ((long) width << 16) * aspect.horizontal() / aspect.vertical();
    return fixed < 0x1_0000 || fixed > 0xffff_ffffL ? (long) width << 16 : fixed;
  }

  private static Media audio(TrackFormat.Audio format) {
    if (format.channels() < 1 || format.channels() > 0xff || format.sampleRate() < 1) {
      throw new MediaException.Unsupported(
          0, "%s: %d channels at %d Hz", format.codecs(), format.channels(), format.sampleRate());
    }
    return new Media(
        SampleEntries.audio(format),
        new Smhd(),
        new Hdlr("soun", "SoundHandler"),
        FULL_VOLUME,
        0,
        0,
        SampleFlags.SYNC);
  }

  private static String recipe(Payload bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
      return HexFormat.of().formatHex(digest).substring(0, RECIPE_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot name an init segment: no SHA-256", e);
    }
  }
}
