package io.millrace.storage.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The names below a directory that start with a prefix; hidden files are not objects. */
public final class FileListing extends SimpleFileVisitor<Path> {
  private final Path root;
  private final String prefix;
  private final int most;
  private final List<String> names = new ArrayList<>();

  private FileListing(Path root, String prefix, int most) {
    this.root = root;
    this.prefix = prefix;
    this.most = most;
  }

  /**
   * The names in order of their characters; where there are more than {@code most}, one more than
   * these.
   */
  public static List<String> of(Path root, String prefix, int most) throws IOException {
    FileListing listing = new FileListing(root, prefix, most);
    Files.walkFileTree(root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1)), listing);
    Collections.sort(listing.names);
    return listing.names;
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
    return names.size() > most ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
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
