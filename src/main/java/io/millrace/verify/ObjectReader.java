package io.millrace.verify;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.playlist.hls.PlaylistText;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads objects that playlists name, and tells where they do not come. */
final class ObjectReader {
  static final int MAX_INIT_BYTES = 16 << 20;
  static final int MAX_SEGMENT_BYTES = 512 << 20;

  private static final Set<String> PLAYLIST_TYPES =
      Set.of("application/vnd.apple.mpegurl", "audio/mpegurl", "application/x-mpegurl");
  private static final Set<String> MEDIA_TYPES =
      Set.of("video/mp4", "audio/mp4", "application/mp4", "video/iso.segment", "audio/iso.segment");

  private final PublishedObjects objects;
  private final Findings findings;
  private final VerifyListener listener;
  private long count;

  ObjectReader(PublishedObjects objects, Findings findings, VerifyListener listener) {
    this.objects = objects;
    this.findings = findings;
    this.listener = listener;
  }

  /** Objects that were read. */
  long count() {
    return count;
  }

  /**
   * The name that a URI stands for; null after a finding.
   *
   * @param line of the URI in {@code playlist}
   */
  @Nullable String resolve(String playlist, String uri, int line) {
    String name = References.resolve(playlist, uri);
    findings
        .about(playlist)
        .check(
            Rule.P_36,
            name != null,
            MediaPlaylistCheck.line(line),
            "'%s' is no relative reference to an object beside or below",
            uri);
    return name;
  }

  /** An init or media segment; null after a finding. */
  @Nullable Payload media(String name, int maxBytes) {
    PublishedObject object = read(name, maxBytes, MEDIA_TYPES);
    return object == null ? null : object.bytes();
  }

  /** A playlist; null after a finding. */
  @Nullable PlaylistText playlist(String name) {
    PublishedObject object = read(name, PlaylistText.MAX_BYTES, PLAYLIST_TYPES);
    if (object == null) {
      return null;
    }
    try {
      return PlaylistText.read(object.bytes());
    } catch (MediaException e) {
      findings.about(name).unread(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable PublishedObject read(String name, int maxBytes, Set<String> types) {
    listener.onObject(name, count);
    Findings.About about = findings.about(name);
    try {
      PublishedObject object = objects.read(name, maxBytes);
      count++;
      about.check(Rule.P_19, true, "", "");
      about.check(Rule.P_36, object.redirects() == 0, "", "%d redirects", object.redirects());
      boolean typed = object.contentType().isEmpty() || types.contains(object.contentType());
      about.check(Rule.P_36, typed, "", "Content-Type %s", object.contentType());
      return object;
    } catch (UnreadableException e) {
      about.check(Rule.P_19, false, "", "%s", e.reason());
      return null;
    }
  }

  /** Whether a gap's object is there all the same. */
  boolean exists(String name) {
    try {
      return objects.exists(name);
    } catch (UnreadableException e) {
      return false; // then no player finds it either
    }
  }
}
