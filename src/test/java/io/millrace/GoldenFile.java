package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whole outputs as files that a person can read, in {@code src/test/resources/golden}. {@code
 * -Dgolden.update=true} writes them anew; the difference is reviewed like code.
 */
public final class GoldenFile {
  private static final Path ROOT = Path.of("src/test/resources/golden");

  private GoldenFile() {}

  /** Fails unless {@code actual} is what the file says. */
  public static void assertMatches(String name, String actual) {
    Path file = ROOT.resolve(name);
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
      }
      assertThat(file).as("golden file; write it with -Dgolden.update=true").exists();
      assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
