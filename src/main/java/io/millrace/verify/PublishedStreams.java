package io.millrace.verify;

import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import io.millrace.playlist.hls.MultivariantListing;
import io.millrace.playlist.hls.MultivariantListing.ListedPlaylist;
import io.millrace.playlist.hls.PlaylistText;
import io.millrace.storage.ObjectName;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which streams there are, and which objects they consist of. */
public final class PublishedStreams {
  private static final String MULTIVARIANT = "main.m3u8";
  private static final String MEDIA = "index.m3u8";
  private static final int MAX_NAMES = 5_000_000;

  private PublishedStreams() {}

  /**
   * The playlist of one stream, of one rendition, or those of all streams below; what names no
   * streams is asked for one.
   *
   * @throws UnreadableException if there is none
   */
  public static List<String> playlists(PublishedObjects objects) throws UnreadableException {
    for (String name : List.of(MULTIVARIANT, MEDIA)) {
      if (objects.exists(name)) {
        return List.of(name);
      }
    }
    List<String> found =
        objects.isListable()
            ? objects.list("").stream().filter(name -> name.endsWith("/" + MULTIVARIANT)).toList()
            : List.of();
    if (found.isEmpty()) {
      throw UnreadableException.of(
          objects.toString(), "no %s and no %s there".formatted(MULTIVARIANT, MEDIA));
    }
    return found;
  }

  /**
   * Names of all objects, in order: those that are stored, or, where nobody can list them, those
   * that playlists name.
   *
   * @param playlists where to begin then
   * @throws UnreadableException if they cannot be listed
   */
  static SortedSet<String> objects(PublishedObjects objects, List<String> playlists)
      throws UnreadableException {
    if (objects.isListable()) {
      SortedSet<String> listed = new TreeSet<>(objects.list(""));
      listed.removeIf(ObjectName::isWriterClaim); // who writes is no function of the input
      return listed;
    }
    SortedSet<String> names = new TreeSet<>();
    Findings unheard = new Findings();
    ObjectReader reader = new ObjectReader(objects, unheard, VerifyListener.SILENT);
    playlists.forEach(name -> addReachable(reader, name, names));
    return names;
  }

  private static void addReachable(ObjectReader reader, String name, SortedSet<String> names) {
    PlaylistText text = names.add(name) ? reader.playlist(name) : null;
    if (text == null || names.size() > MAX_NAMES) {
      return;
    }
    if (text.isMultivariant()) {
      for (ListedPlaylist each : MultivariantListing.read(text).playlists()) {
        String playlist = References.resolve(name, each.uri());
        if (playlist != null) {
          addReachable(reader, playlist, names);
        }
      }
      return;
    }
    for (ListedSegment segment : MediaListing.read(text).segments()) {
      String map = References.resolve(name, segment.map());
      String media = References.resolve(name, segment.uri());
      if (map != null) {
        names.add(map);
      }
      if (media != null && !segment.gap()) {
        names.add(media);
      }
    }
  }
}
