package io.millrace.verify;

import io.millrace.playlist.hls.MediaListing;
import io.millrace.playlist.hls.MultivariantListing;
import io.millrace.playlist.hls.MultivariantListing.ListedPlaylist;
import io.millrace.playlist.hls.PlaylistText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds what is published against the rules, as it stands at one moment. */
public final class StreamVerifier {
  private static final int MAX_RENDITIONS = 256;
  private static final int MAX_TARGET_DURATION = 60;
  private static final Pattern SEGMENT = Pattern.compile("(\\d{1,18})\\.m4s");

  private final PublishedObjects objects;
  private final Findings findings = new Findings();
  private final ObjectReader reader;

  /** The newest version of each media playlist, by name. */
  private final Map<String, Version> versions = new LinkedHashMap<>();

  /**
   * A version of a media playlist.
   *
   * @param independent whether it, or the playlist above it, says that segments are
   */
  private record Version(String text, MediaListing listing, boolean independent) {}

  /** Lets time go by between two looks at a live stream. */
  @FunctionalInterface
  public interface Pause {
    /**
     * Waits.
     *
     * @return false where it is enough
     */
    boolean await(Duration time) throws InterruptedException;

    /** A monotonic clock. */
    default long nanoTime() {
      return System.nanoTime();
    }
  }

  private StreamVerifier(PublishedObjects objects, VerifyListener listener) {
    this.objects = objects;
    this.reader = new ObjectReader(objects, findings, listener);
  }

  /**
   * Looks at {@code playlists} with all that they name.
   *
   * @param playlists names of multivariant or media playlists
   */
  public static VerifyReport verify(
      PublishedObjects objects, List<String> playlists, VerifyListener listener) {
    StreamVerifier verifier = new StreamVerifier(objects, listener);
    playlists.forEach(verifier::verify);
    return verifier.findings.report(verifier.reader.count());
  }

  /**
   * The same, and then each new version of a media playlist against the one before, with the media
   * that it adds, twice in a target duration until all have ended or {@code pause} says so.
   */
  public static VerifyReport watch(
      PublishedObjects objects, List<String> playlists, VerifyListener listener, Pause pause)
      throws InterruptedException {
    StreamVerifier verifier = new StreamVerifier(objects, listener);
    playlists.forEach(verifier::verify);
    LiveTimes times = new LiveTimes(verifier.findings, verifier.reader, pause.nanoTime());
    while (verifier.isLive() && pause.await(verifier.interval())) {
      verifier.lookAgain(times, pause);
    }
    return verifier.findings.report(verifier.reader.count());
  }

  private boolean isLive() {
    return versions.values().stream().anyMatch(version -> !version.listing().ended());
  }

  private Duration interval() {
    int shortest =
        versions.values().stream()
            .mapToInt(version -> Math.max(1, version.listing().targetDuration()))
            .min()
            .orElse(1);
    return Duration.ofMillis(500L * Math.min(shortest, MAX_TARGET_DURATION));
  }

  private void lookAgain(LiveTimes times, Pause pause) {
    long interval = interval().toNanos();
    for (String name : List.copyOf(versions.keySet())) {
      Version before = versions.get(name);
      PlaylistText text = reader.playlist(name);
      long now = pause.nanoTime();
      if (before == null || text == null) {
        continue;
      }
      if (text.text().equals(before.text())) {
        times.same(name, before.listing(), interval, now);
      } else {
        times.changed(name, before.listing(), lookAt(name, before, text).listing(), now);
      }
    }
    times.looked(interval, pause.nanoTime());
  }

  /** Looks at a new version and what it adds; returns the old one where it is not served here. */
  private Version lookAt(String name, Version before, PlaylistText text) {
    Findings.About about = findings.about(name);
    PlaylistChange.check(about, before.text(), text.text());
    Rendition rendition = media(name, text);
    if (rendition == null) {
      return before;
    }
    // The last known segment too: what is new has to follow it.
    long from = Math.max(0, before.listing().end() - 1);
    new RenditionCheck(reader, findings, rendition, before.independent()).checkFrom(from);
    Version after = new Version(text.text(), rendition.listing(), before.independent());
    versions.put(name, after);
    return after;
  }

  private void verify(String name) {
    PlaylistText text = reader.playlist(name);
    if (text == null) {
      return;
    }
    Map<String, Rendition> renditions = new LinkedHashMap<>();
    if (text.isMultivariant()) {
      MultivariantListing listing = MultivariantListing.read(text);
      MultivariantCheck.check(findings.about(name), text, listing);
      // All playlists first: those of a live stream should be of one moment.
      Map<String, Rendition> byUri = read(name, listing);
      Set<Rendition> seen = new HashSet<>();
      byUri.values().stream().filter(seen::add).forEach(each -> renditions.put(each.name(), each));
      checkAll(renditions.values(), listing.independent());
      new DeclarationCheck(findings.about(name), listing, byUri).check();
    } else {
      Rendition rendition = media(name, text);
      if (rendition != null) {
        renditions.put(name, rendition);
      }
      checkAll(renditions.values(), false);
    }
  }

  private Map<String, Rendition> read(String name, MultivariantListing listing) {
    Map<String, Rendition> byUri = new LinkedHashMap<>();
    Map<String, Rendition> byName = new LinkedHashMap<>();
    for (ListedPlaylist each : listing.playlists()) {
      if (byUri.containsKey(each.uri())) {
        continue;
      }
      if (byName.size() == MAX_RENDITIONS) {
        findings.about(name).unread("more than %d playlists".formatted(MAX_RENDITIONS));
        break;
      }
      String playlist = reader.resolve(name, each.uri(), each.line());
      if (playlist != null && !byName.containsKey(playlist)) {
        PlaylistText text = reader.playlist(playlist);
        Rendition rendition = text == null ? null : media(playlist, text);
        if (rendition != null) {
          byName.put(playlist, rendition);
        }
      }
      Rendition found = playlist == null ? null : byName.get(playlist);
      if (found != null) {
        byUri.put(each.uri(), found);
      }
    }
    return byUri;
  }

  private @Nullable Rendition media(String name, PlaylistText text) {
    MediaListing listing = MediaListing.read(text);
    MediaPlaylistCheck.check(findings.about(name), text, listing);
    String strange = MediaPlaylistCheck.notServed(text);
    if (!strange.isEmpty()) {
      findings
          .about(name)
          .unread("%s is not served here, so its media is not looked at".formatted(strange));
      return null;
    }
    return new Rendition(name, text.text(), listing);
  }

  private void checkAll(Collection<Rendition> renditions, boolean independent) {
    long first =
        renditions.stream().mapToLong(each -> each.listing().mediaSequence()).min().orElse(0);
    for (Rendition each : renditions) {
      boolean slides = first > 0 && each.listing().mediaSequence() == first;
      MediaPlaylistCheck.checkWindow(findings.about(each.name()), each.listing(), slides);
      boolean told = independent || each.listing().independent();
      new RenditionCheck(reader, findings, each, told).check();
      versions.put(each.name(), new Version(each.text(), each.listing(), told));
      checkStored(each);
    }
    new CrossCheck(findings, renditions).check();
  }

  /** Objects that are stored behind those that are listed must follow them without a hole. */
  private void checkStored(Rendition rendition) {
    if (!objects.isListable() || !rendition.isNumbered()) {
      return;
    }
    Findings.About about = findings.about(rendition.name());
    try {
      long next = rendition.listing().end();
      for (long number : stored(References.directory(rendition.name()))) {
        if (number >= rendition.listing().end()) {
          about.check(
              Rule.Z_03, number == next, "", "segment %d is stored, and %d is not", number, next);
          next = number + 1;
        }
      }
    } catch (UnreadableException e) {
      about.unread(e.reason());
    }
  }

  private List<Long> stored(String directory) throws UnreadableException {
    List<Long> numbers = new ArrayList<>();
    for (String name : objects.list(directory)) {
      Matcher matcher = SEGMENT.matcher(References.file(name));
      if (matcher.matches() && References.directory(name).equals(directory)) {
        numbers.add(Long.parseLong(matcher.group(1)));
      }
    }
    numbers.sort(null);
    return numbers;
  }
}
