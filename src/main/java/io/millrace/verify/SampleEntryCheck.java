package io.millrace.verify;

import io.millrace.isobmff.AudioSampleEntry;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Dref;
import io.millrace.isobmff.Hdlr;
import io.millrace.isobmff.Mdhd;
import io.millrace.isobmff.Smhd;
import io.millrace.isobmff.Stsd;
import io.millrace.isobmff.Tkhd;
import io.millrace.isobmff.Trex;
import io.millrace.isobmff.Url;
import io.millrace.isobmff.VisualSampleEntry;
import io.millrace.isobmff.Vmhd;
import io.millrace.media.MediaException;
import io.millrace.media.Timescale;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of an init segment that tells what is coded how. ISO/IEC 14496-12, 8.4 and 8.5. */
final class SampleEntryCheck {
  private static final String[] STSD = {"moov", "trak", "mdia", "minf", "stbl", "stsd"};

  private static final Set<String> AVC = Set.of("avc1", "avc3");
  private static final Set<String> HEVC = Set.of("hvc1", "hev1");

  /** Sample entries that a media profile is for. ISO/IEC 23000-19, A. */
  private static final Map<String, Set<String>> PROFILES =
      Map.of(
          "cfsd", AVC,
          "cfhd", AVC,
          "chdf", AVC,
          "chhd", HEVC,
          "chh1", HEVC,
          "cud8", HEVC,
          "cud1", HEVC,
          "chd1", HEVC,
          "clg1", HEVC,
          "caac", Set.of("mp4a"));

  private final Findings.About about;
  private final BoxPlaces places;

  SampleEntryCheck(Findings.About about, BoxPlaces places) {
    this.about = about;
    this.places = places;
  }

  /**
   * A track as its header tells.
   *
   * @param media the boxes of mdia
   */
  record Track(
      Tkhd tkhd, Mdhd mdhd, List<Box> media, List<String> brands, Trex defaults, boolean edited) {
    Timescale timescale() {
      return new Timescale((int) mdhd.timescale());
    }
  }

  @Nullable TrackHeader read(Track track) {
    Container minf = InitCheck.container(track.media(), "minf");
    Container stbl = minf == null ? null : InitCheck.container(minf.boxes(), "stbl");
    Stsd stsd = stbl == null ? null : InitCheck.first(stbl.boxes(), Stsd.class);
    if (minf == null || stbl == null || stsd == null) {
      about.check(Rule.I_13, false, places.find("moov", "trak"), "no stsd");
      return null;
    }
    InitCheck.checkTables(stbl.boxes(), about, places);
    checkReferences(minf);
    int entries = stsd.boxes().size();
    if (!about.check(Rule.I_13, entries == 1, places.find(STSD), "%d sample entries", entries)) {
      return null;
    }
    Box entry = stsd.boxes().get(0);
    if (!checkTypes(track, minf, entry)) {
      return null;
    }
    checkProfiles(track, entry);
    try {
      if (entry instanceof VisualSampleEntry visual) {
        return new VideoEntryCheck(about, place(entry)).read(track, visual);
      }
      return entry instanceof AudioSampleEntry audio
          ? new AudioEntryCheck(about, place(entry)).read(track, audio)
          : null;
    } catch (MediaException e) {
      about.check(
          Rule.I_13,
          false,
          place(entry),
          "configuration cannot be read: %s",
          String.valueOf(e.getMessage()));
      return null;
    }
  }

  private String place(Box entry) {
    return places.find("moov", "trak", "mdia", "minf", "stbl", "stsd", entry.type());
  }

  private void checkReferences(Container minf) {
    Container dinf = InitCheck.container(minf.boxes(), "dinf");
    Dref dref = dinf == null ? null : InitCheck.first(dinf.boxes(), Dref.class);
    List<Box> entries = dref == null ? List.of() : dref.boxes();
    boolean inside =
        entries.size() == 1 && entries.get(0) instanceof Url url && url.location().isEmpty();
    about.check(
        Rule.I_11,
        inside,
        places.find("moov", "trak", "mdia", "minf", "dinf", "dref"),
        "%d data references, or media elsewhere",
        entries.size());
  }

  private boolean checkTypes(Track track, Container minf, Box entry) {
    Hdlr hdlr = InitCheck.first(track.media(), Hdlr.class);
    String handler = hdlr == null ? "none" : hdlr.handlerType();
    boolean video = entry instanceof VisualSampleEntry && has(minf, Vmhd.class);
    boolean sound = entry instanceof AudioSampleEntry && has(minf, Smhd.class);
    return about.check(
        Rule.I_12,
        (video && handler.equals("vide")) || (sound && handler.equals("soun")),
        places.find("moov", "trak", "mdia", "hdlr"),
        "handler %s, sample entry %s",
        handler,
        entry.type());
  }

  private static boolean has(Container minf, Class<? extends Box> type) {
    return InitCheck.first(minf.boxes(), type) != null;
  }

  private void checkProfiles(Track track, Box entry) {
    for (String brand : track.brands()) {
      Set<String> entries = PROFILES.get(brand);
      about.check(
          Rule.I_03,
          entries == null || entries.contains(entry.type()),
          places.find("ftyp"),
          "brand %s is not for %s",
          brand,
          entry.type());
    }
  }
}
