package io.millrace.verify;

import io.millrace.media.Payload;
import io.millrace.storage.local.FileListing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files below a directory. Nothing is written, no lock is taken: it may be another machine's.
 * Hidden files are not objects.
 */
public final class DirectoryObjects implements PublishedObjects {
  private static final int MAX_NAMES = 5_000_000;

  private final Path root;

  private DirectoryObjects(Path root) {
    this.root = root;
  }

  /**
   * The objects below {@code directory}.
   *
   * @throws UnreadableException if it is none
   */
  public static DirectoryObjects open(Path directory) throws UnreadableException {
    try {
      Path root = directory.toRealPath();
      if (!Files.isDirectory(root)) {
        throw UnreadableException.of(directory.toString(), "is no directory");
      }
      return new DirectoryObjects(root);
    } catch (NoSuchFileException e) {
      throw UnreadableException.missing(directory.toString());
    } catch (IOException e) {
      throw UnreadableException.of(directory.toString(), String.valueOf(e));
    }
  }

  @Override
  public PublishedObject read(String name, int maxBytes) throws UnreadableException {
    Path file = file(name);
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > maxBytes) {
        throw UnreadableException.of(name, "%d bytes, at most %d".formatted(size, maxBytes));
      }
      return new PublishedObject(Payload.of(in.readNBytes(maxBytes)), "", 0);
    } catch (NoSuchFileException e) {
      throw UnreadableException.missing(name);
    } catch (IOException e) {
      throw UnreadableException.of(name, String.valueOf(e));
    }
  }

  @Override
  public boolean exists(String name) throws UnreadableException {
    try {
      return Files.exists(file(name));
    } catch (UnreadableException e) {
      if (e.isMissing()) {
        return false;
      }
      throw e;
    }
  }

  private Path file(String name) throws UnreadableException {
    try {
      Path file = root.resolve(name).toRealPath();
      if (!file.startsWith(root)) {
        throw UnreadableException.of(name, "is outside of the directory");
      }
      if (!Files.isRegularFile(file)) {
        throw UnreadableException.of(name, "is no file");
      }
      return file;
    } catch (NoSuchFileException e) {
      throw UnreadableException.missing(name);
    } catch (IOException | InvalidPathException e) {
      throw UnreadableException.of(name, String.valueOf(e));
    }
  }

  @Override
  public boolean isListable() {
    return true;
  }

  @Override
  public List<String> list(String prefix) throws UnreadableException {
    try {
      List<String> names = FileListing.of(root, prefix, MAX_NAMES);
      if (names.size() > MAX_NAMES) {
        throw UnreadableException.of(root.toString(), "more than %d objects".formatted(MAX_NAMES));
      }
      return names;
    } catch (IOException e) {
      throw UnreadableException.of(root.toString(), String.valueOf(e));
    }
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return root.toString();
  }
}
