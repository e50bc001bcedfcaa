package io.millrace.worker;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * How workers are started, and how much each may take.
 *
 * @param mainClass name of a class whose main method calls {@link WorkerServer#serve}
 * @param heapBytes of each worker; a message may have a quarter of it, as it is there when it
 *     comes, as media, and when it goes
 * @param timeBudget least time for an answer
 */
public record WorkerProgram(String mainClass, long heapBytes, Duration timeBudget)
    implements Serializable {
  private static final long serialVersionUID = 1;

  private static final long LEAST_HEAP_BYTES = 32 << 20;
  private static final long MOST_HEAP_BYTES = 4L << 30;

  /**
   * What people set for the JVM at hand, such as a port to debug it on, is not meant for a second.
   */
  private static final List<String> OPTIONS_OF_THE_PARENT =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

  public WorkerProgram {
    if (heapBytes < LEAST_HEAP_BYTES || heapBytes > MOST_HEAP_BYTES) {
      throw new IllegalArgumentException(
          "%d bytes, must be %d to %d".formatted(heapBytes, LEAST_HEAP_BYTES, MOST_HEAP_BYTES));
    }
  }

  /** Largest message that a worker takes or gives, bytes. */
  public int maxBytes() {
    return (int) (heapBytes / 4);
  }

  Process start() throws IOException {
    return start(classPath());
  }

  /** Starts a worker that knows only what lies in {@code classPath}. */
  public Process start(String classPath) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(classPath));
    builder.directory(place(main()).toFile().getParentFile());
    builder.environment().keySet().removeAll(OPTIONS_OF_THE_PARENT);
    // glibc would keep an arena for each thread of the JVM; only one of them works.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return builder.start();
  }

  private List<String> command(String classPath) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapBytes);
    command.add("-XX:+UseSerialGC");
    // The work is native; a second compiler would cost more than it saves.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:-UsePerfData");
    command.add("-XX:+ExitOnOutOfMemoryError");
    // A crash is told on standard error, where it is read: no file, no dump of the memory.
    command.add("-XX:+DisplayVMOutputToStderr");
    command.add("-XX:+ErrorFileToStderr");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-D%s=%d".formatted(WorkerServer.MAX_BYTES, maxBytes()));
    addProperties(command);
    command.addAll(List.of("-cp", classPath, mainClass));
    return command;
  }

  /** Where JavaCPP unpacks native libraries must be where the parent does. */
  private static void addProperties(List<String> command) {
    Properties properties = System.getProperties();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith("org.bytedeco.") || name.equals("java.io.tmpdir")) {
        command.add("-D%s=%s".formatted(name, properties.getProperty(name)));
      }
    }
  }

  /**
   * The jar or directory of the main class, then what this JVM was started with. In a cluster the
   * first is the job's jar in Flink's blob store, the second holds Flink's lib folder and with it
   * FFmpeg. Without log4j a worker starts in a third of the time.
   */
  public String classPath() {
    Set<String> entries = new LinkedHashSet<>();
    entries.add(entry(place(main())));
    entries.add(entry(place(WorkerProgram.class)));
    for (String given : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!given.contains("log4j-")) {
        entries.add(Path.of(given).toAbsolutePath().toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private Class<?> main() {
    try {
      return Class.forName(mainClass, false, WorkerProgram.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Cannot find the program of a worker", e);
    }
  }

  /**
   * A path in a class path, where no escape is known for the separator: and the directory of
   * Flink's blob store has one in its name, {@code tm_localhost:41013-0c63b4}. So a worker is
   * started where its program lies, and finds it by its mere name.
   */
  static String entry(Path place) {
    return place.toString().contains(File.pathSeparator)
        ? place.toFile().getName()
        : place.toString();
  }

  private static Path place(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalStateException("Cannot find where %s lies".formatted(type.getName()));
    }
    try {
      return Path.of(source.getLocation().toURI()).toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot read " + source.getLocation(), e);
    }
  }
}
