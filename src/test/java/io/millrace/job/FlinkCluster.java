package io.millrace.job;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * A Flink cluster of real processes, put together from Maven's jars: what a distribution's scripts
 * do, with the project's own {@code flink-conf/config.yaml}.
 */
public final class FlinkCluster implements AutoCloseable {
  private static final Pattern DISTRIBUTION =
      Pattern.compile(
          "(flink-(?!connector-kafka)|log4j-|slf4j-api|kryo|minlog|objenesis|reflectasm|commons-"
              + "|snakeyaml-engine|javassist|snappy-java|lz4-java|jsr305"
              // What an operator adds for a ladder: make dist.
              + "|ffmpeg-|javacpp-).*[.]jar");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final int PATIENCE_SECONDS = 120;

  private final Path directory;
  private final Configuration configuration;
  private final List<String> classPath = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  private FlinkCluster(Path directory, Configuration configuration) {
    this.directory = directory;
    this.configuration = configuration;
  }

  /**
   * Starts a JobManager and a TaskManager.
   *
   * @param jars a directory with the project's run-time class path
   */
  static FlinkCluster start(Path directory, Path jars, Map<String, String> overrides)
      throws Exception {
    FlinkCluster cluster = prepare(directory, jars, overrides);
    cluster.processes.add(cluster.jobManager().start());
    cluster.processes.add(cluster.taskManager("taskmanager", Map.of()).start());
    return cluster;
  }

  /**
   * Lays out a cluster's files. Nothing runs yet: whoever wants processes to be killed and started
   * again takes {@link #jobManager} and {@link #taskManager}.
   *
   * @param jars a directory with the project's run-time class path
   * @param overrides of {@code flink-conf/config.yaml}
   */
  public static FlinkCluster prepare(Path directory, Path jars, Map<String, String> overrides)
      throws IOException {
    Configuration configuration = GlobalConfiguration.loadConfiguration("flink-conf");
    overrides.forEach(configuration::setString);
    FlinkCluster cluster = new FlinkCluster(directory, configuration);
    cluster.layOut();
    cluster.classPath.addAll(distribution(jars));
    return cluster;
  }

  /** What {@code flink-conf/config.yaml} gives every JVM. */
  public static String javaOptions() {
    return GlobalConfiguration.loadConfiguration("flink-conf")
        .getString("env.java.opts.all", "")
        .strip();
  }

  private void layOut() throws IOException {
    Path conf = Files.createDirectories(directory.resolve("conf"));
    Files.write(
        conf.resolve("config.yaml"),
        ConfigurationUtils.convertConfigToWritableLines(configuration, true));
    Files.writeString(
        conf.resolve("log4j.properties"),
        """
        rootLogger.level = INFO
        rootLogger.appenderRef.console.ref = Console
        appender.console.type = Console
        appender.console.name = Console
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d{ISO8601} %-5p %c{1} - %m%n
        """);
    Files.createDirectories(directory.resolve("plugins"));
  }

  /** What lies in a distribution's {@code lib}, in the order of its scripts. */
  private static List<String> distribution(Path jars) throws IOException {
    try (Stream<Path> all = Files.list(jars)) {
      return all.filter(jar -> DISTRIBUTION.matcher(String.valueOf(jar.getFileName())).matches())
          .map(jar -> jar.toAbsolutePath().toString())
          .sorted()
          .toList();
    }
  }

  /** Gives {@code jar} to all processes from their start, as if it lay in {@code lib}. */
  public void library(Path jar) {
    classPath.add(jar.toString());
  }

  /** A JobManager's process, as often as it is started. */
  public ProcessBuilder jobManager() {
    return flink(
        "jobmanager",
        "-Xmx512m",
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        List.of("--configDir", conf()));
  }

  /** A ZooKeeper of one server, from Flink's own jars, for high availability. */
  public ProcessBuilder zooKeeper(Path configuration) {
    return flink(
        "zookeeper",
        "-Xmx128m",
        "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
        List.of("--zkConfigFile", configuration.toString(), "--peerId", "1"));
  }

  private ProcessBuilder flink(String name, String heap, String mainClass, List<String> arguments) {
    List<String> command = java(heap);
    command.add(mainClass);
    command.addAll(arguments);
    return process(name, command);
  }

  /**
   * A TaskManager's process, as often as it is started. Its memory is worked out by Flink's own
   * program, as in its scripts.
   *
   * @param own keys of this one alone
   */
  public ProcessBuilder taskManager(String name, Map<String, String> own) throws Exception {
    List<String> ask = java("-Xmx128m");
    ask.add("org.apache.flink.runtime.util.bash.BashJavaUtils");
    ask.addAll(List.of("GET_TM_RESOURCE_PARAMS", "--configDir", conf()));
    List<String> answers =
        run("resources", ask).lines().filter(line -> line.contains("EXEC_RESULT:")).toList();
    List<String> command = java(words(answers.get(0)).toArray(String[]::new));
    command.add("org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
    command.addAll(List.of("--configDir", conf()));
    command.addAll(words(answers.get(1)));
    own.forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
    return process(name, command);
  }

  private static List<String> words(String answer) {
    return List.of(answer.substring(answer.indexOf(':') + 1).strip().split(" +"));
  }

  /** Submits a job jar as {@code flink run -d} does and returns what the client printed. */
  String submit(Path jar, String... arguments) throws Exception {
    return submit(List.of(), jar, List.of(arguments));
  }

  /** The same with options of {@code flink run}. */
  public String submit(List<String> options, Path jar, List<String> arguments) throws Exception {
    List<String> command = java("-Xmx256m");
    command.add("org.apache.flink.client.cli.CliFrontend");
    command.addAll(List.of("run", "-d"));
    command.addAll(options);
    command.add(jar.toString());
    command.addAll(arguments);
    return run("client", command);
  }

  private String run(String name, List<String> command) throws Exception {
    Process process = process(name, command).start();
    processes.add(process);
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError(name + (ended ? " failed: " : " hangs: ") + log(name));
    }
    return log(name);
  }

  /** What a process has printed so far. */
  public String log(String name) {
    try {
      return Files.readString(directory.resolve(name + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> java(String... flags) {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(List.of(configuration.getString("env.java.opts.all", "").strip().split("\\s+")));
    command.addAll(List.of(flags));
    command.add("-Dlog4j.configurationFile=file:" + conf() + "/log4j.properties");
    // By their own names: an archive of classes is for one class path.
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    return command;
  }

  private String conf() {
    return directory.resolve("conf").toString();
  }

  private ProcessBuilder process(String name, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(directory.resolve(name + ".log").toFile());
    builder.environment().put("FLINK_CONF_DIR", conf());
    builder.environment().put("FLINK_PLUGINS_DIR", directory.resolve("plugins").toString());
    return builder;
  }

  /** Ends what this object started itself. */
  @Override
  public void close() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly();
    }
    for (Process process : processes) {
      process.waitFor();
    }
  }
}
