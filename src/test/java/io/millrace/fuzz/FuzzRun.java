package io.millrace.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs Jazzer on one subject after another, each in a process of its own: {@code make fuzz}. The
 * heads of the real files of shared are where it starts from, when they are there, and what it
 * found to be worth keeping stays in the folder for the next run.
 */
public final class FuzzRun {
  /** The subject that stands for all: the first byte of an input chooses one. */
  static final String ALL = "all";

  private static final Path REAL_FILES = Path.of("../shared/media/golden");
  private static final int SEED_BYTES = 3_000;
  private static final int MAX_BYTES = 4_096;
  private static final int MAX_SECONDS_FOR_ONE = 20;

  private FuzzRun() {}

  /** Arguments: folder, number of runs, seed, then subjects; without these every one. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    List<String> subjects = List.of(arguments).subList(3, arguments.length);
    for (String subject : subjects.isEmpty() ? FuzzSubjects.names() : subjects) {
      long start = System.nanoTime();
      int status = run(folder, subject, Long.parseLong(arguments[1]), arguments[2]);
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      System.out.printf("%s: %s runs, exit %d, %d s%n", subject, arguments[1], status, seconds);
      if (status != 0) {
        System.exit(status);
      }
    }
  }

  /**
   * Lets Jazzer try {@code runs} inputs.
   *
   * @return 0 if nothing was found; else the input lies in {@code folder} as {@code crash-*}
   */
  static int run(Path folder, String subject, long runs, String seed)
      throws IOException, InterruptedException {
    Path corpus = seeds(folder.resolve(subject), subject);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-Dfuzz.subject=" + subject));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + FuzzTarget.class.getName());
    command.add("--instrumentation_includes=io.millrace.**");
    command.add("--reproducer_path=" + folder);
    command.addAll(List.of("-runs=" + runs, "-seed=" + seed, "-max_len=" + MAX_BYTES));
    command.addAll(List.of("-timeout=" + MAX_SECONDS_FOR_ONE, "-rss_limit_mb=0"));
    command.addAll(List.of("-artifact_prefix=" + folder + "/", corpus.toString()));
    Path log = folder.resolve(subject + ".log");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
  }

  private static Path seeds(Path corpus, String subject) throws IOException {
    Files.createDirectories(corpus);
    if (!Files.isDirectory(REAL_FILES)) {
      return corpus;
    }
    try (Stream<Path> files = Files.walk(REAL_FILES)) {
      for (Path file : files.filter(FuzzRun::isMedia).sorted().toList()) {
        seed(corpus, subject, file);
      }
    }
    return corpus;
  }

  private static boolean isMedia(Path file) {
    return Files.isRegularFile(file) && !file.toString().matches(".*\\.(dump|md|tsv)");
  }

  private static void seed(Path corpus, String subject, Path file) throws IOException {
    byte[] head;
    try (var in = Files.newInputStream(file)) {
      head = in.readNBytes(SEED_BYTES);
    }
    if (!subject.equals(ALL)) {
      Files.write(corpus.resolve(file.getFileName()), head);
      return;
    }
    int choice = 0;
    for (Map.Entry<String, FuzzSubject> each : FuzzSubjects.all().entrySet()) {
      if (each.getKey().startsWith("demux.")) {
        byte[] chosen = new byte[head.length + 1];
        chosen[0] = (byte) choice;
        System.arraycopy(head, 0, chosen, 1, head.length);
        Files.write(corpus.resolve(each.getKey() + "-" + file.getFileName()), chosen);
      }
      choice++;
    }
  }
}
