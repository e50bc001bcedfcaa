package io.millrace.chaos;

import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import io.millrace.playlist.hls.MultivariantListing;
import io.millrace.playlist.hls.PlaylistText;
import io.millrace.verify.Finding;
import io.millrace.verify.PlaylistChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds the history of a store against what the library alone makes of the same records: every
 * object by its bytes, every version of a playlist against the golden one that accounts for as many
 * segments and against the version before it, and every name in a playlist against what stood in
 * the store at that time.
 */
final class Differences {
  private final Map<String, Version> goldenMedia = new HashMap<>();

  /** By playlist and end. */
  private final Map<String, Map<Long, Version>> goldenPlaylists = new HashMap<>();

  /** How far the playlists of its stream must list before an object may be deleted. */
  private final Map<String, Long> goldenDeletions = new HashMap<>();

  private final Map<String, Version> standing = new HashMap<>();
  private final List<String> found = new ArrayList<>();

  private Differences(List<Version> golden) {
    Map<String, Version> stood = new HashMap<>();
    for (Version version : golden) {
      if (!version.isPut()) {
        goldenDeletions.put(version.name(), listed(stood, Version.stream(version.name())));
        stood.remove(version.name());
      } else {
        stood.put(version.name(), version);
        if (Version.isPlaylist(version.name())) {
          goldenPlaylists
              .computeIfAbsent(version.name(), name -> new HashMap<>())
              .put(version.end(), version);
        } else {
          goldenMedia.put(version.name(), version);
        }
      }
    }
  }

  /** Each difference as one line; none if all is as it has to be. */
  static List<String> between(StoreHistory golden, StoreHistory actual) {
    Differences differences = new Differences(golden.versions());
    actual.versions().forEach(differences::follow);
    differences.compareEnds(golden.standing());
    return differences.found;
  }

  private static long listed(Map<String, Version> objects, String stream) {
    return objects.values().stream()
        .filter(version -> Version.isMediaPlaylist(version.name()))
        .filter(version -> Version.stream(version.name()).equals(stream))
        .mapToLong(Version::end)
        .min()
        .orElse(0);
  }

  private void follow(Version version) {
    if (!version.isPut()) {
      followDeletion(version);
      return;
    }
    if (!Version.isPlaylist(version.name())) {
      compareMedia(version);
    } else if (version.metadata().containsKey("millrace-end")) {
      comparePlaylist(version);
      checkAllIsThere(version);
      Version before = standing.get(version.name());
      if (before != null) {
        compareWithPredecessor(before, version);
      }
    } else {
      found.add("%s: no millrace-end".formatted(version));
    }
    standing.put(version.name(), version);
  }

  private void compareMedia(Version version) {
    Version expected = goldenMedia.get(version.name());
    if (expected == null) {
      found.add("%s: should not be there".formatted(version));
    } else if (!expected.sha256().equals(version.sha256())) {
      found.add(
          "%s: other bytes (%d), expected %s (%d)"
              .formatted(version, version.bytes(), expected, expected.bytes()));
    } else if (!expected.contentType().equals(version.contentType())) {
      found.add("%s: %s, expected %s".formatted(version, version.contentType(), expected));
    }
  }

  private void comparePlaylist(Version version) {
    Version expected = goldenPlaylists.getOrDefault(version.name(), Map.of()).get(version.end());
    if (expected == null) {
      found.add("%s: no version that ends there".formatted(version));
    } else if (!expected.text().equals(version.text())) {
      found.add(
          "%s: other text:%n%s%nexpected:%n%s".formatted(version, version.text(), expected.text()));
    }
  }

  private void checkAllIsThere(Version version) {
    String folder = version.name().substring(0, version.name().lastIndexOf('/') + 1);
    for (String uri : listed(PlaylistText.of(version.text()))) {
      if (!standing.containsKey(folder + uri)) {
        found.add("%s: lists %s, which is not there".formatted(version, uri));
      }
    }
  }

  /** What a player would fetch. */
  private static Set<String> listed(PlaylistText text) {
    Set<String> uris = new LinkedHashSet<>();
    if (text.isMultivariant()) {
      MultivariantListing.read(text).playlists().forEach(playlist -> uris.add(playlist.uri()));
      return uris;
    }
    for (ListedSegment segment : MediaListing.read(text).segments()) {
      uris.add(segment.map());
      if (!segment.gap()) {
        uris.add(segment.uri());
      }
    }
    return uris;
  }

  private void compareWithPredecessor(Version before, Version after) {
    if (after.epoch() < before.epoch()) {
      found.add("%s: by claim %d, after %d".formatted(after, after.epoch(), before.epoch()));
    }
    if (after.end() == before.end() && after.text().equals(before.text())) {
      return;
    }
    if (after.end() <= before.end()) {
      found.add("%s: goes back from %s".formatted(after, before));
    }
    if (Version.isMediaPlaylist(after.name())) {
      for (Finding finding : PlaylistChange.between(after.name(), before.text(), after.text())) {
        found.add("%s behind %s: %s".formatted(after, before, finding));
      }
    }
  }

  private void followDeletion(Version version) {
    String name = version.name();
    Long least = goldenDeletions.get(name);
    long listed = listed(standing, Version.stream(name));
    if (least == null) {
      found.add("%s: deleted, and must stay".formatted(version));
    } else if (listed < least) {
      found.add(
          "%s: deleted when playlists end at %d, not before %d".formatted(version, listed, least));
    }
    standing.remove(name);
  }

  private void compareEnds(Map<String, Version> golden) {
    Set<String> names = new TreeSet<>(golden.keySet());
    names.addAll(standing.keySet());
    for (String name : names) {
      if (!standing.containsKey(name)) {
        found.add(name + ": is missing at the end");
      } else if (!golden.containsKey(name)) {
        found.add(name + ": still there at the end, and was to be deleted");
      } else if (!golden.get(name).sha256().equals(standing.get(name).sha256())) {
        found.add("%s at the end, expected %s".formatted(standing.get(name), golden.get(name)));
      }
    }
  }
}
