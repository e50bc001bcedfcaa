package io.millrace.cmaf;

import io.millrace.isobmff.Box;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Ftyp;
import io.millrace.isobmff.Mvhd;
import io.millrace.isobmff.Stco;
import io.millrace.isobmff.Stsc;
import io.millrace.isobmff.Stsz;
import io.millrace.isobmff.Stts;
import io.millrace.isobmff.Trex;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.util.ArrayList;
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
  private static final List<Box> NO_SAMPLES =
      List.of(
          new Stts(List.of()), new Stsc(List.of()), new Stsz(0, 0, List.of()), new Stco(List.of()));

  static InitSegment of(TrackFormat format, Timescale timescale) {
    Payload bytes = Box.bytes(List.of(ftyp(format), moov(format, timescale)));
    return new InitSegment(bytes, bytes.sha256().substring(0, RECIPE_DIGITS));
  }

  private static Ftyp ftyp(TrackFormat format) {
    List<String> brands = new ArrayList<>(List.of("iso6", "cmfc"));
    MediaProfile.of(format).ifPresent(brands::add);
    return new Ftyp("iso6", 0, brands);
  }

  private static Container moov(TrackFormat format, Timescale timescale) {
    boolean video = format.codec().type() == MediaType.VIDEO;
    int flags = video ? SampleFlags.NON_SYNC : SampleFlags.SYNC;
    return Box.container(
        "moov",
        new Mvhd(timescale.ticksPerSecond(), 0, TRACK_ID + 1),
        TrackBox.of(TRACK_ID, List.of(format), TrackBox.Times.inFragments(timescale), NO_SAMPLES),
        Box.container("mvex", new Trex(TRACK_ID, 1, 0, 0, flags)));
  }
}
