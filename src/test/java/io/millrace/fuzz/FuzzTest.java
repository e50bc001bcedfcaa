package io.millrace.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FuzzTest {
  private static final Path FINDS = Path.of("src/test/resources/broken");
  private static final long RUNS = 10_000;
  private static final String SEED = "20261127";

  @TempDir Path folder;

  /** Each input that once broke something, by its name: {@code make fuzz} finds them. */
  @TestFactory
  @Timeout(60)
  Stream<DynamicTest> holdsForEveryInputThatOnceBrokeIt() throws IOException {
    if (!Files.isDirectory(FINDS)) {
      return Stream.empty();
    }
    List<Path> finds;
    try (Stream<Path> files = Files.walk(FINDS)) {
      finds = files.filter(Files::isRegularFile).sorted().toList();
    }
    return finds.stream().map(FuzzTest::find);
  }

  private static DynamicTest find(Path file) {
    Path place = FINDS.relativize(file);
    FuzzSubject subject = FuzzSubjects.named(place.getName(0).toString());
    return DynamicTest.dynamicTest(place.toString(), () -> subject.check(Files.readAllBytes(file)));
  }

  @Test
  @Timeout(600)
  void holdsForWhatJazzerTriesInAShortRun() throws Exception {
    int status = FuzzRun.run(folder, FuzzRun.ALL, RUNS, SEED);
    assertThat(status).as(lastLines(folder.resolve(FuzzRun.ALL + ".log"))).isZero();
  }

  private static String lastLines(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }
}
