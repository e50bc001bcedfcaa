package io.millrace.verify;

import io.millrace.isobmff.Box;
import io.millrace.isobmff.BoxReader;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Elst;
import io.millrace.isobmff.Ftyp;
import io.millrace.isobmff.Mdhd;
import io.millrace.isobmff.Mvhd;
import io.millrace.isobmff.Stco;
import io.millrace.isobmff.Stsc;
import io.millrace.isobmff.Stss;
import io.millrace.isobmff.Stsz;
import io.millrace.isobmff.Stts;
import io.millrace.isobmff.Tkhd;
import io.millrace.isobmff.Trex;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An init segment against the rules I. ISO/IEC 23000-19, 7.3.1. */
final class InitCheck {
  /** Recipe of the bytes in the object's name. */
  private static final Pattern NAME = Pattern.compile("init-([0-9a-f]{12})\\.mp4");

  private static final Set<String> ISO6_OR_LATER =
      Set.of("iso6", "iso7", "iso8", "iso9", "isoa", "isob", "isoc");

  private final Findings.About about;
  private final BoxPlaces places;
  private final String name;
  private final Payload bytes;
  private boolean cmf2;

  private InitCheck(String name, Payload bytes, Findings findings) {
    this.name = name;
    this.bytes = bytes;
    this.about = findings.about(name);
    this.places = BoxPlaces.of(bytes);
  }

  /** What the segment says of its track; null if it says too little to look at media with. */
  static @Nullable TrackHeader check(String name, Payload bytes, Findings findings) {
    InitCheck check = new InitCheck(name, bytes, findings);
    check.checkName();
    try {
      return check.read(BoxReader.read(bytes, 0));
    } catch (MediaException e) {
      check.about.check(
          Rule.I_01,
          false,
          "byte " + e.byteOffset(),
          "no whole boxes: %s",
          String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void checkName() {
    Matcher recipe = NAME.matcher(References.file(name));
    if (recipe.matches()) {
      String digest = bytes.sha256().substring(0, recipe.group(1).length());
      about.check(
          Rule.I_25, digest.equals(recipe.group(1)), "", "SHA-256 of its bytes begins %s", digest);
    }
  }

  private @Nullable TrackHeader read(List<Box> boxes) {
    List<String> types = boxes.stream().map(Box::type).toList();
    int moov = types.indexOf("moov");
    boolean ordered =
        moov > 0
            && types.get(0).equals("ftyp")
            && types.lastIndexOf("ftyp") == 0
            && types.lastIndexOf("moov") == moov
            && !types.contains("mdat")
            && !types.contains("moof");
    about.check(Rule.I_01, ordered, "", "boxes %s, not ftyp and moov", shown(types));
    boolean bare = !types.contains("meta") && !types.contains("udta");
    about.check(Rule.I_21, bare, "", "boxes %s", shown(types));
    if (!ordered) {
      return null;
    }
    List<String> brands = brands((Ftyp) boxes.get(0));
    Container movie = (Container) boxes.get(moov);
    return readMovie(movie.boxes(), brands);
  }

  private static List<String> shown(List<String> types) {
    return types.size() > 12 ? types.subList(0, 12) : types;
  }

  private List<String> brands(Ftyp ftyp) {
    List<String> brands = new ArrayList<>(ftyp.compatibleBrands());
    brands.add(ftyp.majorBrand());
    String place = places.find("ftyp");
    about.check(
        Rule.I_02,
        brands.stream().anyMatch(ISO6_OR_LATER::contains),
        place,
        "brands %s, none of iso6 or later",
        shown(brands));
    cmf2 = brands.contains("cmf2");
    about.check(
        Rule.I_03, cmf2 || brands.contains("cmfc"), place, "brands %s, not cmfc", shown(brands));
    return brands;
  }

  private @Nullable TrackHeader readMovie(List<Box> movie, List<String> brands) {
    List<Container> tracks = containers(movie, "trak");
    boolean one =
        about.check(Rule.I_04, tracks.size() == 1, places.find("moov"), "%d tracks", tracks.size());
    Mvhd mvhd = first(movie, Mvhd.class);
    Tkhd tkhd = one ? first(tracks.get(0).boxes(), Tkhd.class) : null;
    Container mdia = one ? container(tracks.get(0).boxes(), "mdia") : null;
    Mdhd mdhd = mdia == null ? null : first(mdia.boxes(), Mdhd.class);
    if (!one || mvhd == null || tkhd == null || mdia == null || mdhd == null) {
      about.check(Rule.I_01, !one, places.find("moov"), "mvhd, tkhd or mdhd is missing");
      return null;
    }
    checkHeaders(mvhd, tkhd);
    boolean edited = checkEdits(tracks.get(0));
    Trex trex = trex(movie, tkhd.trackId());
    boolean counted =
        about.check(
            Rule.I_10,
            mdhd.timescale() > 0 && mdhd.timescale() <= Integer.MAX_VALUE,
            places.find("moov", "trak", "mdia", "mdhd"),
            "timescale %d",
            mdhd.timescale());
    if (trex == null || !counted) {
      return null;
    }
    SampleEntryCheck.Track track =
        new SampleEntryCheck.Track(tkhd, mdhd, mdia.boxes(), brands, trex, edited);
    return new SampleEntryCheck(about, places).read(track);
  }

  private void checkHeaders(Mvhd mvhd, Tkhd tkhd) {
    String place = places.find("moov", "trak", "tkhd");
    about.check(
        Rule.I_06,
        mvhd.duration() == 0 && tkhd.duration() == 0,
        mvhd.duration() == 0 ? place : places.find("moov", "mvhd"),
        "durations: mvhd %d, tkhd %d",
        mvhd.duration(),
        tkhd.duration());
    about.check(
        Rule.I_08,
        tkhd.trackId() > 0 && tkhd.trackId() < mvhd.nextTrackId(),
        place,
        "track id %d, next_track_ID %d",
        tkhd.trackId(),
        mvhd.nextTrackId());
    int wanted = Tkhd.ENABLED | Tkhd.IN_MOVIE;
    about.check(
        Rule.I_09, (tkhd.flags() & wanted) == wanted, place, "tkhd flags 0x%x", tkhd.flags());
  }

  private boolean checkEdits(Container track) {
    Container edts = container(track.boxes(), "edts");
    Elst elst = edts == null ? null : first(edts.boxes(), Elst.class);
    List<Elst.Edit> edits = elst == null ? List.of() : elst.edits();
    boolean allowed = edits.size() == 1 && edits.get(0).mediaTime() >= 0 && !cmf2;
    about.check(
        Rule.I_22,
        edits.isEmpty() || allowed,
        places.find("moov", "trak", "edts", "elst"),
        "%d edits",
        edits.size());
    return !edits.isEmpty();
  }

  private @Nullable Trex trex(List<Box> movie, long trackId) {
    List<String> types = movie.stream().map(Box::type).toList();
    Container mvex = container(movie, "mvex");
    List<Trex> all = mvex == null ? List.of() : all(mvex.boxes(), Trex.class);
    boolean one = all.size() == 1 && all.get(0).trackId() == trackId;
    boolean behind = types.indexOf("mvex") > types.lastIndexOf("trak");
    about.check(
        Rule.I_05,
        one && behind,
        places.find("moov", "mvex"),
        "%d trex%s, %s",
        all.size(),
        all.isEmpty() ? "" : " for track " + all.get(0).trackId(),
        behind ? "behind trak" : "not behind trak");
    return one ? all.get(0) : null;
  }

  /** ISO/IEC 14496-12, 8.6 and 8.7: tables that describe nothing. */
  static void checkTables(List<Box> stbl, Findings.About about, BoxPlaces places) {
    boolean empty =
        all(stbl, Stts.class).stream().allMatch(stts -> stts.runs().isEmpty())
            && all(stbl, Stsc.class).stream().allMatch(stsc -> stsc.runs().isEmpty())
            && all(stbl, Stsz.class).stream().allMatch(stsz -> stsz.sampleCount() == 0)
            && all(stbl, Stco.class).stream().allMatch(stco -> stco.chunkOffsets().isEmpty())
            && all(stbl, Stss.class).isEmpty();
    about.check(
        Rule.I_07,
        empty,
        places.find("moov", "trak", "mdia", "minf", "stbl"),
        "tables describe samples");
  }

  static <T extends Box> List<T> all(List<Box> boxes, Class<T> type) {
    return boxes.stream().filter(type::isInstance).map(type::cast).toList();
  }

  static <T extends Box> @Nullable T first(List<Box> boxes, Class<T> type) {
    List<T> all = all(boxes, type);
    return all.isEmpty() ? null : all.get(0);
  }

  private static List<Container> containers(List<Box> boxes, String type) {
    return all(boxes, Container.class).stream().filter(box -> box.type().equals(type)).toList();
  }

  static @Nullable Container container(List<Box> boxes, String type) {
    List<Container> all = containers(boxes, type);
    return all.isEmpty() ? null : all.get(0);
  }
}
