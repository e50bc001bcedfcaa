package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every file of the test media of shared, in the order of its manifest. */
public final class RealFiles {
  public static final Path MEDIA = Path.of("../shared/media");

  private RealFiles() {}

  public static List<Path> all() throws IOException {
    assumeTrue(Files.isDirectory(MEDIA), MEDIA + " is not here");
    List<Path> files = new ArrayList<>();
    for (String line : Files.readAllLines(MEDIA.resolve("MANIFEST.tsv"))) {
      Path file = MEDIA.resolve(line.substring(0, line.indexOf('\t')));
      if (Files.isRegularFile(file)) {
        files.add(file);
      }
    }
    assertThat(files).hasSizeGreaterThan(200);
    return files;
  }

  /** The init segment that {@code file} needs and lies beside it; {@code file} if there is none. */
  public static Path initSegmentOf(Path file) throws IOException {
    String stream = file.getFileName().toString().replaceAll(".*(stream\\d+).*", "$1");
    List<Path> found = new ArrayList<>();
    try (var siblings = Files.list(file.getParent())) {
      siblings.filter(each -> each.getFileName().toString().contains("init")).forEach(found::add);
    }
    found.removeIf(each -> found.size() > 1 && !each.getFileName().toString().contains(stream));
    boolean segment = file.toString().endsWith(".m4s") && !found.contains(file);
    return segment && found.size() == 1 ? found.get(0) : file;
  }
}
