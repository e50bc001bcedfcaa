package io.millrace.demux.fmp4;

import io.millrace.demux.fmp4.Fmp4Track.SampleDescription;
import io.millrace.isobmff.BoxCursor;
import io.millrace.isobmff.Elst;
import io.millrace.isobmff.Hdlr;
import io.millrace.isobmff.Mdhd;
import io.millrace.isobmff.Tkhd;
import io.millrace.isobmff.Trex;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a trak. ISO/IEC 14496-12, 8.3. */
final class TrackReader {
  private static final String UNKNOWN_LANGUAGE = "und";
  private static final int STSD_PREFIX = 8;
  private static final int MAX_DESCRIPTIONS = 256;

  private final BoxCursor trak;
  private @Nullable Tkhd header;
  private int rotation;
  private @Nullable Elst edits;
  private @Nullable Mdhd media;
  private String handler = "";
  private String extendedLanguage = "";
  private @Nullable Payload stsd;
  private long stsdOffset;
  private @Nullable SampleTables tables;

  private TrackReader(BoxCursor trak) {
    this.trak = trak;
  }

  /**
   * Reads the track that the cursor is at.
   *
   * @param movieTimescale of mvhd
   * @param defaults by track_ID
   * @throws io.millrace.media.MediaException if it cannot be read
   */
  static Fmp4Track read(BoxCursor trak, long movieTimescale, Map<Integer, Trex> defaults) {
    TrackReader reader = new TrackReader(trak);
    reader.readAll(trak.children());
    return reader.track(movieTimescale, defaults);
  }

  private void readAll(BoxCursor box) {
    while (box.next()) {
      switch (box.type()) {
        case "tkhd" -> {
          header = (Tkhd) box.read();
          rotation = Pictures.rotation(box.payload());
        }
        case "elst" -> edits = (Elst) box.read();
        case "mdhd" -> media = (Mdhd) box.read();
        case "hdlr" -> handler = handler.isEmpty() ? ((Hdlr) box.read()).handlerType() : handler;
        case "elng" -> extendedLanguage = language(box.payload());
        case "stbl" -> readTables(box);
        case "edts", "mdia", "minf" -> readAll(box.children());
        default -> {} // nothing that an access unit depends on
      }
    }
  }

  private void readTables(BoxCursor stbl) {
    tables = SampleTables.read(stbl.children());
    BoxCursor box = stbl.children();
    while (box.next()) {
      if (box.type().equals("stsd") && stsd == null) {
        stsd = box.payload();
        stsdOffset = box.payloadOffset();
      }
    }
  }

  /** Extended language tag. ISO/IEC 14496-12, 8.4.6. */
  private static String language(Payload elng) {
    if (elng.length() < 5) {
      return "";
    }
    byte[] bytes = elng.slice(4, elng.length() - 4).toByteArray();
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("\0", "");
    return text.matches("[A-Za-z0-9-]{2,35}") ? text : "";
  }

  private Fmp4Track track(long movieTimescale, Map<Integer, Trex> defaults) {
    if (header == null || media == null || tables == null) {
      throw trak.malformed("no tkhd, no mdhd or no stbl");
    }
    int id = checked(header.trackId());
    Timescale timescale = timescale(media);
    List<SampleDescription> descriptions = descriptions(id, timescale, header, media, tables);
    checkDescriptions(tables, descriptions.size());
    Trex trex = defaults.getOrDefault(id, new Trex(id, 1, 0, 0, 0));
    return new Fmp4Track(id, descriptions, tables, trex, shift(movieTimescale, timescale, edits));
  }

  private int checked(long id) {
    if (id < 1 || id > Integer.MAX_VALUE) {
      throw trak.malformed("track_ID %d", id);
    }
    return (int) id;
  }

  private Timescale timescale(Mdhd mdhd) {
    if (mdhd.timescale() == 0) {
      throw new Malformed(trak.offset(), "mdhd: timescale 0");
    }
    if (mdhd.timescale() > Integer.MAX_VALUE) {
      throw new Unsupported(trak.offset(), "mdhd: timescale %d", mdhd.timescale());
    }
    return new Timescale((int) mdhd.timescale());
  }

  private List<SampleDescription> descriptions(
      int id, Timescale timescale, Tkhd tkhd, Mdhd mdhd, SampleTables stbl) {
    SampleEntryReader.Context context =
        new SampleEntryReader.Context(
            id,
            handler,
            timescale,
            frameRate(timescale, stbl),
            rotation,
            extendedLanguage.isEmpty() ? language(mdhd) : extendedLanguage,
            (tkhd.flags() & Tkhd.ENABLED) != 0);
    List<SampleDescription> read = new ArrayList<>();
    Payload payload = stsd == null ? Payload.EMPTY : stsd;
    if (payload.length() > STSD_PREFIX) {
      // Version 0 is QuickTime's as well, whose sound entries may be longer.
      boolean quickTime = payload.at(0) == 0;
      Payload entries = payload.slice(STSD_PREFIX, payload.length() - STSD_PREFIX);
      BoxCursor entry = new BoxCursor(entries, stsdOffset + STSD_PREFIX);
      while (entry.next()) {
        if (read.size() == MAX_DESCRIPTIONS) {
          throw new Unsupported(entry.offset(), "stsd: more than %d entries", MAX_DESCRIPTIONS);
        }
        read.add(SampleEntryReader.read(entry, context, quickTime));
      }
    }
    return read.isEmpty() ? List.of(SampleEntryReader.nothing(context)) : read;
  }

  /** A rate that all samples keep; null if none is declared. */
  private static @Nullable FrameRate frameRate(Timescale timescale, SampleTables tables) {
    boolean constant = tables.durations().count() == 1 && tables.sampleCount() > 1;
    long duration = constant ? tables.durations().u32(0, 4) : 0;
    return duration < 1 || duration > Integer.MAX_VALUE
        ? null
        : new FrameRate(timescale.ticksPerSecond(), (int) duration);
  }

  /** ISO 639-2 in five bits a letter; QuickTime's own numbers are no letters. */
  private static String language(Mdhd mdhd) {
    return mdhd.language().matches("[a-z]{3}") ? mdhd.language() : UNKNOWN_LANGUAGE;
  }

  private void checkDescriptions(SampleTables stbl, int count) {
    for (int i = 0; !stbl.isEmpty() && i < stbl.chunkRuns().count(); i++) {
      long index = stbl.chunkRuns().u32(i, 8);
      if (index < 1 || index > count) {
        throw trak.malformed("sample description %d of %d", index, count);
      }
    }
  }

  /**
   * What an edit list moves the media by. ISO/IEC 14496-12, 8.6.6. Empty edits in front delay it,
   * the first media edit brings its media time to the front; what such an edit leaves out is not
   * cut off, since decoding begins there, and later edits are not followed.
   */
  private static long shift(long movieTimescale, Timescale timescale, @Nullable Elst edits) {
    long delay = 0;
    for (Elst.Edit edit : edits == null ? List.<Elst.Edit>of() : edits.edits()) {
      if (edit.mediaTime() >= 0) {
        return bounded(delay, timescale) - bounded(edit.mediaTime(), timescale);
      }
      boolean known = movieTimescale > 0 && movieTimescale <= Integer.MAX_VALUE;
      long limit = known ? Ticks.max((int) movieTimescale) : 0;
      if (known && edit.segmentDuration() <= limit) {
        Timescale movie = new Timescale((int) movieTimescale);
        delay = bounded(delay + movie.rescale(edit.segmentDuration(), timescale), timescale);
      }
    }
    return bounded(delay, timescale);
  }

  /** An edit that leads past all times is none. */
  private static long bounded(long ticks, Timescale timescale) {
    return ticks > Ticks.max(timescale.ticksPerSecond()) ? 0 : ticks;
  }
}
