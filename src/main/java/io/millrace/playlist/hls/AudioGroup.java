package io.millrace.playlist.hls;

import io.millrace.media.Language;
import io.millrace.playlist.StoredTrack;
import io.millrace.playlist.hls.MultivariantPlaylist.AudioRendition;
import io.millrace.playlist.hls.MultivariantPlaylist.Measured;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A group of alternative audio renditions: {@code EXT-X-MEDIA} of one GROUP-ID. A player chooses a
 * variant by all codecs of its group, so there is one group for each family of codecs.
 *
 * <p>All groups of a playlist have to have the same members (RFC 8216, 4.3.4.1.1). What a family
 * does not have is taken from one that more players decode; never the other way, since that would
 * keep the group from players that it is meant for.
 *
 * @param id GROUP-ID
 * @param members by NAME, the default one first
 * @param languages of the members, by NAME, the same in all groups
 */
record AudioGroup(String id, Map<String, Measured> members, Map<String, String> languages) {
  private static final String ID = "audio";

  /** The groups of {@code audio}, those first that most players decode. */
  static List<AudioGroup> of(List<Measured> audio) {
    Map<AudioFamily, List<Measured>> families = new EnumMap<>(AudioFamily.class);
    for (Measured each : audio) {
      families
          .computeIfAbsent(AudioFamily.of(each.track().codecs()), family -> new ArrayList<>())
          .add(each);
    }
    Map<Measured, String> names = names(families.values(), audio.size());
    Map<String, String> languages = new LinkedHashMap<>();
    audio.forEach(each -> languages.putIfAbsent(names.get(each), each.track().language()));
    List<AudioGroup> groups = new ArrayList<>();
    Map<String, Measured> known = new HashMap<>();
    families.forEach(
        (family, own) -> {
          Map<String, Measured> better = new HashMap<>(known);
          own.forEach(each -> better.put(names.get(each), each));
          own.forEach(each -> known.putIfAbsent(names.get(each), each));
          Map<String, Measured> members = new LinkedHashMap<>();
          for (String name : languages.keySet()) {
            if (better.containsKey(name)) {
              members.put(name, better.get(name));
            }
          }
          String id = families.size() == 1 ? ID : ID + "-" + family.id();
          groups.add(new AudioGroup(id, members, languages));
        });
    return groups;
  }

  /** A NAME for each, unique in its family: language, then channels, then a number. */
  private static Map<Measured, String> names(Collection<List<Measured>> families, int count) {
    Map<Measured, String> names = new HashMap<>();
    for (List<Measured> family : families) {
      Set<String> taken = new LinkedHashSet<>();
      for (Measured each : family) {
        StoredTrack track = each.track();
        String name = count == 1 ? track.rendition() : name(track, family);
        String unique = name;
        for (int number = 2; !taken.add(unique); number++) {
          unique = name + " " + number;
        }
        names.put(each, unique);
      }
    }
    return names;
  }

  private static String name(StoredTrack track, List<Measured> family) {
    boolean channelsTell = false;
    for (Measured other : family) {
      boolean sameLanguage = Language.areSame(other.track().language(), track.language());
      channelsTell |= sameLanguage && other.track().channels() != track.channels();
    }
    String language = Language.name(track.language());
    String base = language.isEmpty() ? "Audio" : language;
    return channelsTell ? "%s (%s)".formatted(base, layout(track.channels())) : base;
  }

  private static String layout(int channels) {
    return switch (channels) {
      case 1 -> "mono";
      case 2 -> "stereo";
      case 6 -> "5.1";
      case 8 -> "7.1";
      default -> channels + " channels";
    };
  }

  /** The renditions of this group as they are listed. */
  List<AudioRendition> renditions() {
    List<AudioRendition> renditions = new ArrayList<>();
    members.forEach(
        (name, each) ->
            renditions.add(
                new AudioRendition(
                    id,
                    name,
                    languages.getOrDefault(name, Language.UNDETERMINED),
                    each.track().channels(),
                    each.track().objects(),
                    MultivariantPlaylist.uri(each))));
    return renditions;
  }
}
