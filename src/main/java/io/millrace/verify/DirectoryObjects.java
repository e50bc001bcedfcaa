package io.millrace.verify;

import io.millrace.media.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
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
    List<String> names = new ArrayList<>();
    try {
      Path from = root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
      if (Files.isDirectory(from)) {
        Files.walkFileTree(from, new Walk(prefix, names));
      }
    } catch (IOException e) {
      throw UnreadableException.of(root.toString(), String.valueOf(e));
    }
    if (names.size() > MAX_NAMES) {
      throw UnreadableException.of(root.toString(), "more than %d objects".formatted(MAX_NAMES));
    }
    Collections.sort(names);
    return names;
  }

  /** Collects names. */
  private final class Walk extends SimpleFileVisitor<Path> {
    private final String prefix;
    private final List<String> names;

    Walk(String prefix, List<String> names) {
      this.prefix = prefix;
      this.names = names;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return isHidden(directory) && !directory.equals(root)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = root.relativize(file).toString().replace('\\', '/');
      if (name.startsWith(prefix) && !isHidden(file)) {
        names.add(name);
      }
      return names.size() > MAX_NAMES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) { // deleted while we walked
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    private static boolean isHidden(Path file) {
      return String.valueOf(file.getFileName()).startsWith(".");
    }
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return root.toString();
  }
}
