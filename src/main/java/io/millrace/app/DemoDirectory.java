package io.millrace.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The one directory in which a demo leaves anything. Each demo begins with an empty one. */
final class DemoDirectory {
  /** Stands in a directory that a demo made: only such a one is emptied. */
  private static final String MARKER = "millrace-demo.txt";

  private static final List<String> PARTS = List.of("kafka", "store", "flink", "tmp");

  private DemoDirectory() {}

  static void prepare(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path marker = directory.resolve(MARKER);
    if (!Files.exists(marker) && !isEmpty(directory)) {
      throw new CommandException(
          directory.toString(),
          "holds something that is not from a demo",
          "choose another directory with --dir");
    }
    Files.writeString(marker, "Made by 'millrace demo', which empties it at each start.\n");
    for (String part : PARTS) {
      delete(directory.resolve(part));
      Files.createDirectories(directory.resolve(part));
    }
    // Native libraries and scratch files of others: set before their classes are loaded.
    System.setProperty("java.io.tmpdir", directory.resolve("tmp").toAbsolutePath().toString());
    System.setProperty(
        "org.bytedeco.javacpp.cachedir", directory.resolve("native").toAbsolutePath().toString());
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.findAny().isEmpty();
    }
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
