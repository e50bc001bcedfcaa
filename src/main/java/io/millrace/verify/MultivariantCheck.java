package io.millrace.verify;

import io.millrace.playlist.hls.AttributeList;
import io.millrace.playlist.hls.MultivariantListing;
import io.millrace.playlist.hls.MultivariantListing.ListedPlaylist;
import io.millrace.playlist.hls.PlaylistFault;
import io.millrace.playlist.hls.PlaylistLine;
import io.millrace.playlist.hls.PlaylistText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A multivariant playlist against the rules V, by its text alone. RFC 8216, 4.3.4. */
final class MultivariantCheck {
  private static final Set<String> ANYWHERE =
      Set.of(
          "#EXTM3U",
          "#EXT-X-VERSION",
          "#EXT-X-INDEPENDENT-SEGMENTS",
          "#EXT-X-START",
          "#EXT-X-DEFINE");
  private static final Set<String> TYPES = Set.of("AUDIO", "VIDEO", "SUBTITLES", "CLOSED-CAPTIONS");
  private static final List<String> GROUPS =
      List.of("AUDIO", "VIDEO", "SUBTITLES", "CLOSED-CAPTIONS");
  private static final Pattern FRAME_RATE = Pattern.compile("\\d{1,4}\\.\\d{3}");
  private static final Pattern RESOLUTION = Pattern.compile("\\d{1,5}x\\d{1,5}");

  private final Findings.About about;
  private final PlaylistText text;
  private final MultivariantListing listing;

  private MultivariantCheck(Findings.About about, PlaylistText text, MultivariantListing listing) {
    this.about = about;
    this.text = text;
    this.listing = listing;
  }

  static void check(Findings.About about, PlaylistText text, MultivariantListing listing) {
    MultivariantCheck check = new MultivariantCheck(about, text, listing);
    MediaPlaylistCheck.checkText(about, text);
    check.checkTags();
    listing.variants().forEach(check::checkVariant);
    check.checkMedia();
    check.checkGroups();
  }

  private static String line(int number) {
    return MediaPlaylistCheck.line(number);
  }

  private void checkTags() {
    for (PlaylistFault fault : listing.faults()) {
      Rule rule = fault.tag().equals("#EXT-X-MEDIA") ? Rule.V_08 : Rule.V_01;
      about.check(rule, false, line(fault.line()), "%s", fault.message());
    }
    for (PlaylistLine line : text.lines()) {
      boolean belongs =
          line.isUri()
              || ANYWHERE.contains(line.tag())
              || PlaylistText.isMultivariantTag(line.tag())
              || !isOfMedia(line.tag());
      about.check(Rule.V_13, belongs, line(line.number()), "%s", line.tag());
    }
    about.check(Rule.V_01, !listing.variants().isEmpty(), "", "no EXT-X-STREAM-INF");
  }

  private static boolean isOfMedia(String tag) {
    return switch (tag) {
      case "#EXTINF",
          "#EXT-X-TARGETDURATION",
          "#EXT-X-MEDIA-SEQUENCE",
          "#EXT-X-DISCONTINUITY-SEQUENCE",
          "#EXT-X-DISCONTINUITY",
          "#EXT-X-ENDLIST",
          "#EXT-X-PLAYLIST-TYPE",
          "#EXT-X-I-FRAMES-ONLY",
          "#EXT-X-BYTERANGE",
          "#EXT-X-KEY",
          "#EXT-X-MAP",
          "#EXT-X-PROGRAM-DATE-TIME",
          "#EXT-X-GAP",
          "#EXT-X-BITRATE",
          "#EXT-X-DATERANGE",
          "#EXT-X-PART",
          "#EXT-X-PART-INF",
          "#EXT-X-SERVER-CONTROL",
          "#EXT-X-SKIP" ->
          true;
      default -> false;
    };
  }

  private void checkVariant(ListedPlaylist variant) {
    String place = line(variant.line());
    AttributeList attributes = variant.attributes();
    about.check(Rule.V_01, !variant.uri().isEmpty(), place, "no URI behind it");
    about.check(Rule.V_01, attributes.number("BANDWIDTH") > 0, place, "no BANDWIDTH");
    about.check(
        Rule.V_04, attributes.number("AVERAGE-BANDWIDTH") > 0, place, "no AVERAGE-BANDWIDTH");
    about.check(Rule.V_02, !attributes.get("CODECS", "").isEmpty(), place, "no CODECS");
    String rate = attributes.get("FRAME-RATE", "0.000");
    about.check(
        Rule.V_03,
        FRAME_RATE.matcher(rate).matches(),
        place,
        "FRAME-RATE %s, not three decimals",
        rate);
    String size = attributes.get("RESOLUTION", "0x0");
    about.check(Rule.V_03, RESOLUTION.matcher(size).matches(), place, "RESOLUTION %s", size);
    for (String type : GROUPS) {
      String group = attributes.get(type, "NONE");
      boolean found = group.equals("NONE") || hasGroup(type, group);
      about.check(Rule.V_07, found, place, "%s=\"%s\", and no such group", type, group);
    }
  }

  private boolean hasGroup(String type, String group) {
    return listing.media().stream()
        .map(ListedPlaylist::attributes)
        .anyMatch(a -> a.get("TYPE", "").equals(type) && a.get("GROUP-ID", "").equals(group));
  }

  private void checkMedia() {
    Set<String> names = new HashSet<>();
    Map<String, Integer> defaults = new HashMap<>();
    for (ListedPlaylist media : listing.media()) {
      AttributeList attributes = media.attributes();
      String place = line(media.line());
      String type = attributes.get("TYPE", "");
      String group = attributes.get("GROUP-ID", "");
      String name = attributes.get("NAME", "");
      about.check(
          Rule.V_08,
          TYPES.contains(type) && !group.isEmpty() && !name.isEmpty(),
          place,
          "TYPE %s, GROUP-ID %s, NAME %s",
          type,
          group,
          name);
      String key = type + "\n" + group;
      about.check(Rule.V_08, names.add(key + "\n" + name), place, "NAME %s twice in a group", name);
      boolean chosen = attributes.get("DEFAULT", "NO").equals("YES");
      int count = defaults.merge(key, chosen ? 1 : 0, Integer::sum);
      about.check(Rule.V_08, count < 2, place, "a second DEFAULT=YES in a group");
      about.check(
          Rule.V_08,
          !chosen || attributes.get("AUTOSELECT", "YES").equals("YES"),
          place,
          "DEFAULT=YES, and AUTOSELECT=NO");
      checkAttributes(attributes, type, place);
    }
  }

  /** RFC 8216, 4.3.4.1.1: a player may change the group, and then wants the same NAME. */
  private void checkGroups() {
    Map<String, Map<String, Set<String>>> types = new HashMap<>();
    for (ListedPlaylist media : listing.media()) {
      AttributeList attributes = media.attributes();
      types
          .computeIfAbsent(attributes.get("TYPE", ""), type -> new TreeMap<>())
          .computeIfAbsent(attributes.get("GROUP-ID", ""), group -> new HashSet<>())
          .add(attributes.get("NAME", ""));
    }
    types.forEach(
        (type, groups) -> {
          boolean same = new HashSet<>(groups.values()).size() == 1;
          about.check(Rule.V_11, same, "", "%s groups %s differ", type, groups.keySet());
        });
  }

  private void checkAttributes(AttributeList attributes, String type, String place) {
    boolean captions = type.equals("CLOSED-CAPTIONS");
    about.check(
        Rule.V_08,
        captions == attributes.has("INSTREAM-ID") && !(captions && attributes.has("URI")),
        place,
        "TYPE %s with %s",
        type,
        attributes.has("URI") ? "URI" : "INSTREAM-ID");
    about.check(
        Rule.V_08,
        type.equals("SUBTITLES") || !attributes.has("FORCED"),
        place,
        "FORCED, and TYPE %s",
        type);
    about.check(
        Rule.V_10, !type.equals("AUDIO") || attributes.has("CHANNELS"), place, "no CHANNELS");
    about.check(
        Rule.V_09, type.equals("VIDEO") || attributes.has("LANGUAGE"), place, "no LANGUAGE");
  }
}
