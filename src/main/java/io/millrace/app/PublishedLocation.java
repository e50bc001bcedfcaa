package io.millrace.app;

import io.millrace.publish.StoreSettings;
import io.millrace.publish.Stores;
import io.millrace.verify.DirectoryObjects;
import io.millrace.verify.HttpObjects;
import io.millrace.verify.PublishedObjects;
import io.millrace.verify.PublishedStreams;
import io.millrace.verify.StoreObjects;
import io.millrace.verify.UnreadableException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a person names as published: a directory, a URL, a bucket, or a playlist in one of them.
 *
 * @param objects where it is read from
 * @param playlists in it, at least one
 */
record PublishedLocation(PublishedObjects objects, List<String> playlists)
    implements AutoCloseable {
  private static final String PLAYLIST = ".m3u8";

  /**
   * Opens {@code location}.
   *
   * @param store how to reach S3; its URI is not looked at
   * @throws CommandException if nothing published is there
   */
  static PublishedLocation open(String location, StoreSettings store) {
    try {
      PublishedObjects objects = objects(directory(location), store);
      try {
        String file = file(location);
        return new PublishedLocation(
            objects, file.isEmpty() ? PublishedStreams.playlists(objects) : List.of(file));
      } catch (UnreadableException | RuntimeException e) {
        objects.close();
        throw e;
      }
    } catch (UnreadableException e) {
      throw new CommandException(
          location, e.reason(), "name a playlist, or the directory of a stream or of streams");
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new CommandException(
          location,
          String.valueOf(e.getMessage()),
          "name a directory, file:, http:, https: or s3:");
    }
  }

  private static PublishedObjects objects(String directory, StoreSettings store)
      throws UnreadableException {
    if (directory.startsWith("http:") || directory.startsWith("https:")) {
      return HttpObjects.open(directory);
    }
    if (directory.startsWith("s3:")) {
      return new StoreObjects(
          Stores.open(
              new StoreSettings(
                  directory,
                  store.endpoint(),
                  store.region(),
                  store.accessKey(),
                  store.secretKey(),
                  store.sessionToken())));
    }
    try {
      boolean uri = directory.startsWith("file:");
      return DirectoryObjects.open(uri ? Path.of(URI.create(directory)) : Path.of(directory));
    } catch (InvalidPathException e) {
      throw UnreadableException.of(directory, "is no path");
    }
  }

  private static boolean isPlaylist(String location) {
    return location.replaceAll("[?#].*", "").endsWith(PLAYLIST)
        && !(isPath(location) && Files.isDirectory(Path.of(location)));
  }

  private static boolean isPath(String location) {
    return !location.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*");
  }

  /** The part before the playlist's name, or all of it with a slash at its end. */
  private static String directory(String location) {
    if (!isPlaylist(location)) {
      return isPath(location) || location.endsWith("/") ? location : location + "/";
    }
    String directory = location.substring(0, slash(location) + 1);
    return directory.isEmpty() ? "." : directory;
  }

  private static String file(String location) {
    return isPlaylist(location) ? location.substring(slash(location) + 1) : "";
  }

  /** The last slash of the path; a query may have more. */
  private static int slash(String location) {
    return location.replaceAll("[?#].*", "").lastIndexOf('/');
  }

  @Override
  public void close() {
    objects.close();
  }
}
