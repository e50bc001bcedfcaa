package io.millrace.verify;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** From a URI in a playlist to the name of an object. RFC 3986, 5. */
final class References {
  private static final int MAX_NAME = 4_096;

  /** Stands for the place of all that is looked at. */
  private static final String ROOT = "http://root.invalid/";

  private References() {}

  /**
   * The object that {@code uri} in {@code playlist} names; null if it is no relative reference, or
   * leads out of what is looked at.
   */
  static @Nullable String resolve(String playlist, String uri) {
    if (uri.isEmpty() || uri.startsWith("/") || uri.length() > MAX_NAME) {
      return null;
    }
    try {
      URI reference = new URI(uri);
      if (reference.isAbsolute()) {
        return null;
      }
      String whole = new URI(ROOT + playlist).resolve(reference).normalize().toString();
      boolean inside = whole.startsWith(ROOT) && !whole.startsWith(ROOT + "..");
      return inside && whole.length() > ROOT.length() ? whole.substring(ROOT.length()) : null;
    } catch (URISyntaxException | IllegalArgumentException e) {
      return null;
    }
  }

  /** The part of a name before its last slash, with it; empty without one. */
  static String directory(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  /** The part of a name behind its last slash. */
  static String file(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
