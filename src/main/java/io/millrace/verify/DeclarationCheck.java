package io.millrace.verify;

import io.millrace.media.FrameRate;
import io.millrace.playlist.hls.AttributeList;
import io.millrace.playlist.hls.MultivariantListing;
import io.millrace.playlist.hls.MultivariantListing.ListedPlaylist;
import io.millrace.playlist.hls.VideoRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a multivariant playlist says of its renditions against what they are. Rules V. */
final class DeclarationCheck {
  private final Findings.About about;
  private final MultivariantListing listing;
  private final Map<String, Rendition> renditions;

  /**
   * @param renditions by the URI that the playlist has for them
   */
  DeclarationCheck(
      Findings.About about, MultivariantListing listing, Map<String, Rendition> renditions) {
    this.about = about;
    this.listing = listing;
    this.renditions = renditions;
  }

  void check() {
    boolean wide =
        renditions.values().stream()
            .flatMap(each -> each.headers().stream())
            .anyMatch(header -> range(header) != VideoRange.SDR);
    for (ListedPlaylist variant : listing.variants()) {
      Rendition main = renditions.get(variant.uri());
      if (main != null && !main.headers().isEmpty()) {
        check(variant, main, group(variant), wide);
      }
    }
    listing.media().forEach(this::checkChannels);
    checkIndependence();
  }

  /** Joint object coding has objects above its channels: {@code 16/JOC}. */
  private void checkChannels(ListedPlaylist media) {
    Rendition rendition = renditions.get(media.uri());
    String told = media.attributes().get("CHANNELS", "");
    if (rendition == null || rendition.headers().isEmpty() || told.contains("/")) {
      return;
    }
    TrackHeader newest = rendition.headers().get(rendition.headers().size() - 1);
    if (newest.sound() != null && !told.isEmpty()) {
      String found = Integer.toString(newest.sound().channels());
      String place = MediaPlaylistCheck.line(media.line());
      about.check(Rule.V_10, told.equals(found), place, "CHANNELS %s, found %s", told, found);
    }
  }

  private List<Rendition> group(ListedPlaylist variant) {
    String id = variant.attributes().get("AUDIO", "");
    List<Rendition> members = new ArrayList<>();
    for (ListedPlaylist media : listing.media()) {
      Rendition member = renditions.get(media.uri());
      boolean belongs =
          media.attributes().get("TYPE", "").equals("AUDIO")
              && media.attributes().get("GROUP-ID", "").equals(id);
      if (belongs && member != null && !media.uri().equals(variant.uri())) {
        members.add(member);
      }
    }
    return members;
  }

  private void check(ListedPlaylist variant, Rendition main, List<Rendition> group, boolean wide) {
    String place = MediaPlaylistCheck.line(variant.line());
    AttributeList attributes = variant.attributes();
    List<Rendition> all = new ArrayList<>(group);
    all.add(main);
    if (all.stream().allMatch(Rendition::isWhole)) {
      checkCodecs(attributes, all, place);
      checkBandwidth(attributes, main, group, place);
    }
    TrackHeader newest = main.headers().get(main.headers().size() - 1);
    if (newest.video() != null) {
      checkPicture(attributes, main, newest.video(), place);
      String told = attributes.get("VIDEO-RANGE", wide ? "none" : "SDR");
      String found = range(newest).name();
      about.check(Rule.V_06, told.equals(found), place, "VIDEO-RANGE %s, found %s", told, found);
    }
  }

  private static VideoRange range(TrackHeader header) {
    TrackHeader.Video video = header.video();
    return video == null ? VideoRange.SDR : VideoRange.of(video.transfer());
  }

  private void checkCodecs(AttributeList attributes, List<Rendition> all, String place) {
    Set<String> found = new TreeSet<>();
    for (Rendition each : all) {
      each.headers().forEach(header -> found.add(header.codecs().toLowerCase(Locale.ROOT)));
    }
    if (found.contains("") || !attributes.has("CODECS")) {
      return;
    }
    Set<String> told = new TreeSet<>();
    for (String codec : attributes.get("CODECS", "").split(",", -1)) {
      told.add(codec.strip().toLowerCase(Locale.ROOT));
    }
    about.check(Rule.V_02, told.equals(found), place, "CODECS %s, found %s", told, found);
  }

  private void checkBandwidth(
      AttributeList attributes, Rendition main, List<Rendition> group, String place) {
    long peak = main.bandwidth().peakOrAverage();
    long average = main.bandwidth().average();
    peak += group.stream().mapToLong(each -> each.bandwidth().peakOrAverage()).max().orElse(0);
    average += group.stream().mapToLong(each -> each.bandwidth().average()).max().orElse(0);
    long told = attributes.number("BANDWIDTH");
    boolean live = !main.listing().ended();
    about.check(
        Rule.V_05,
        told < 0 || (live ? peak / 5 * 4 <= told : peak <= told),
        place,
        "BANDWIDTH %d, the peak is %d",
        told,
        peak);
    long toldAverage = attributes.number("AVERAGE-BANDWIDTH");
    about.check(
        Rule.V_04,
        toldAverage < 0 || average / 11 * 10 <= toldAverage,
        place,
        "AVERAGE-BANDWIDTH %d, the average is %d",
        toldAverage,
        average);
  }

  private void checkPicture(
      AttributeList attributes, Rendition main, TrackHeader.Video video, String place) {
    String size = "%dx%d".formatted(video.width(), video.height());
    String told = attributes.get("RESOLUTION", "none");
    about.check(Rule.V_03, told.equals(size), place, "RESOLUTION %s, found %s", told, size);
    SegmentFacts typical = main.typical();
    if (typical == null) {
      return;
    }
    BigDecimal rate = rate(attributes.get("FRAME-RATE"));
    if (rate != null) {
      about.check(
          Rule.V_03,
          isRate(typical, rate),
          place,
          "FRAME-RATE %s, most pictures last %d ticks of 1/%d s",
          rate,
          typical.usual(),
          typical.timescale().ticksPerSecond());
      return;
    }
    boolean constant =
        main.segments().values().stream().allMatch(each -> each.longest() == typical.usual());
    FrameRate declared = video.frameRate();
    boolean known =
        constant && declared != null && isRate(typical, new BigDecimal(declared.decimal()));
    about.check(
        Rule.V_03, !known, place, "no FRAME-RATE, the pictures have %s", String.valueOf(declared));
  }

  /** Pictures stand on whole ticks, so those of a constant rate differ by one. */
  private static boolean isRate(SegmentFacts facts, BigDecimal rate) {
    BigDecimal ticks = BigDecimal.valueOf(facts.timescale().ticksPerSecond());
    BigDecimal least = BigDecimal.valueOf(facts.usual() - 1).multiply(rate);
    BigDecimal most = BigDecimal.valueOf(facts.usual() + 1).multiply(rate);
    return least.compareTo(ticks) <= 0 && most.compareTo(ticks) >= 0;
  }

  private static @Nullable BigDecimal rate(@Nullable String text) {
    return text != null && text.matches("\\d{1,4}(\\.\\d{1,6})?") ? new BigDecimal(text) : null;
  }

  /** Said for a stream from its start: segments that are gone may have been others. */
  private void checkIndependence() {
    boolean all =
        !renditions.isEmpty()
            && renditions.values().stream()
                .allMatch(
                    each ->
                        each.listing().mediaSequence() == 0
                            && each.isWhole()
                            && !each.segments().isEmpty()
                            && each.isIndependent());
    about.check(Rule.V_12, listing.independent() || !all, "", "no EXT-X-INDEPENDENT-SEGMENTS");
  }
}
