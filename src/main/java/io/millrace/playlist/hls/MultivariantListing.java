package io.millrace.playlist.hls;

import java.util.ArrayList;
import java.util.List;

/**
 * What a multivariant playlist says, read back from its text. RFC 8216, 4.3.4.
 *
 * @param independent EXT-X-INDEPENDENT-SEGMENTS
 * @param variants EXT-X-STREAM-INF, in order
 * @param media EXT-X-MEDIA, in order
 */
public record MultivariantListing(
    boolean independent,
    List<ListedPlaylist> variants,
    List<ListedPlaylist> media,
    List<PlaylistFault> faults) {
  public MultivariantListing {
    variants = List.copyOf(variants);
    media = List.copyOf(media);
    faults = List.copyOf(faults);
  }

  /**
   * A tag that names a media playlist.
   *
   * @param line of the tag
   * @param uri empty without one
   */
  public record ListedPlaylist(int line, String uri, AttributeList attributes) {}

  public static MultivariantListing read(PlaylistText text) {
    List<PlaylistFault> faults = new ArrayList<>();
    List<ListedPlaylist> variants = new ArrayList<>();
    List<ListedPlaylist> media = new ArrayList<>();
    boolean independent = false;
    PlaylistLine open = null;
    for (PlaylistLine line : text.lines()) {
      if (open != null) {
        variants.add(
            new ListedPlaylist(
                open.number(), line.isUri() ? line.value() : "", AttributeList.read(open, faults)));
        open = null;
        if (line.isUri()) {
          continue;
        }
      }
      switch (line.tag()) {
        case "#EXT-X-STREAM-INF" -> open = line;
        case "#EXT-X-MEDIA" -> {
          AttributeList attributes = AttributeList.read(line, faults);
          media.add(new ListedPlaylist(line.number(), attributes.get("URI", ""), attributes));
        }
        case "#EXT-X-INDEPENDENT-SEGMENTS" -> independent = true;
        case "" -> PlaylistText.addFault(faults, PlaylistFault.of(line, "a URI without a tag"));
        default -> {} // names no playlist
      }
    }
    if (open != null) {
      variants.add(new ListedPlaylist(open.number(), "", AttributeList.read(open, faults)));
    }
    return new MultivariantListing(independent, variants, media, faults);
  }

  /** All that names a playlist, renditions first. */
  public List<ListedPlaylist> playlists() {
    List<ListedPlaylist> all = new ArrayList<>(media);
    all.addAll(variants);
    all.removeIf(each -> each.uri().isEmpty());
    return all;
  }
}
