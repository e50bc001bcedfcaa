package io.millrace.chaos;

import io.millrace.job.Distribution;
import io.millrace.job.FlinkCluster;
import io.millrace.storage.s3.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * All that a deployment has, on one machine: broker, ZooKeeper, JobManager and three TaskManagers
 * as processes that are started again when they end, an S3 store that forgets nothing, and a {@link
 * Link} on each way between them.
 */
final class ChaosCluster implements AutoCloseable {
  static final String EVENTS = "events";

  private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final int TASK_MANAGERS = 3;
  private static final int START_SECONDS = 60;
  private static final long AT_ONCE = 100;

  /** As a pod takes; its start must not take the CPU that those who mend the failure need. */
  private static final long TASK_MANAGER_PAUSE_MILLIS = 10_000;

  /** All these JVMs share a few cores: a second compiler would cost more than it saves. */
  private static final String LIGHT_JVM =
      " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData";

  /** Each TaskManager is told that it has another CPU, and its workers with it. */
  private static final List<Cpu> CPUS =
      List.of(
          new Cpu(List.of(), ""),
          new Cpu(List.of("-XX:UseAVX=1"), "-AVX2,-FMA,-AVX512F"),
          new Cpu(
              List.of("-XX:UseAVX=0", "-XX:UseSSE=2"), "-AVX512F,-AVX2,-FMA,-AVX,-SSE4_2,-SSE4_1"));

  /**
   * What a CPU can do.
   *
   * @param options so that a JVM compiles for no more
   * @param withheld features that the C library must not use, as GLIBC_TUNABLES writes them
   */
  private record Cpu(List<String> options, String withheld) {}

  private final Path directory;
  private final Distribution distribution;
  private final Optional<Path> clockAgent;
  private final StoreHistory history = new StoreHistory();
  private final List<AutoCloseable> parts = new ArrayList<>();

  /** By the port that others are told. */
  private final Map<Integer, Supervised> taskManagers = new LinkedHashMap<>();

  private final List<ChaosJob> jobs = new ArrayList<>();

  private final int publishersPort;
  private StoreTrouble trouble;
  private S3Server store;
  private Link storeLink;
  private Link brokerLink;
  private List<Link> jobManagerLinks;
  private Supervised broker;
  private Supervised jobManager;
  private FlinkCluster flink;
  private FlinkRest rest;

  private ChaosCluster(Path directory, Distribution distribution, boolean clocks)
      throws IOException {
    this.directory = directory;
    this.distribution = distribution;
    this.clockAgent = clocks ? Optional.of(ClockAgent.jar(directory)) : Optional.empty();
    this.publishersPort = freePorts(1)[0];
  }

  /**
   * Starts all of it.
   *
   * @param directory for logs, the broker's log and checkpoints
   * @param random decides which calls of the store go wrong
   * @param clocks whether {@link #setClock} will be called; the agent costs time at each start
   */
  static ChaosCluster start(
      Path directory, Distribution distribution, Random random, boolean clocks) throws Exception {
    ChaosCluster cluster = new ChaosCluster(directory, distribution, clocks);
    try {
      cluster.startStore(random);
      cluster.startBroker();
      cluster.startFlink();
      return cluster;
    } catch (Throwable e) {
      cluster.close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.add(0, part);
    return part;
  }

  private void startStore(Random random) throws Exception {
    trouble = new StoreTrouble(random, () -> storeLink.cut());
    store = own(S3Server.start(blobs -> new RecordingBlobStore(blobs, history, trouble)));
    storeLink = own(Link.to("store", store.endpoint().getPort()));
  }

  private void startBroker() throws Exception {
    int[] ports = freePorts(2);
    brokerLink = own(Link.to("broker", ports[0]));
    broker =
        own(
            Supervised.start(
                "broker",
                AT_ONCE,
                () ->
                    BrokerProcess.builder(
                        directory, publishersPort, ports[0], ports[1], brokerLink.port())));
  }

  private void startFlink() throws Exception {
    int[] ports = freePorts(3 + TASK_MANAGERS);
    Link jobManagerLink = own(Link.to("jobmanager", ports[2]));
    jobManagerLinks = new ArrayList<>(List.of(jobManagerLink));
    flink =
        own(
            FlinkCluster.prepare(
                directory,
                distribution.jars(),
                keys(ports[0], ports[1], ports[2], jobManagerLink.port())));
    flink.library(distribution.jobJar());
    Path zooKeeper = zooKeeper(ports[0]);
    own(Supervised.start("zookeeper", AT_ONCE, () -> flink.zooKeeper(zooKeeper)));
    ProcessBuilder manager = flink.jobManager();
    giveClock("jobmanager", manager);
    jobManager = own(Supervised.start("jobmanager", AT_ONCE, () -> manager));
    for (int i = 0; i < TASK_MANAGERS; i++) {
      startTaskManager("taskmanager-" + (i + 1), ports[3 + i], CPUS.get(i));
    }
    rest = new FlinkRest(ports[1]);
    awaitTaskManagers();
  }

  /** Waits until all TaskManagers have registered. */
  void awaitTaskManagers() throws InterruptedException {
    rest.awaitTaskManagers(TASK_MANAGERS);
  }

  private void startTaskManager(String name, int port, Cpu cpu) throws Exception {
    Link link = own(Link.to(name, port));
    jobManagerLinks.add(link);
    Map<String, String> own =
        Map.of(
            "taskmanager.rpc.port", Integer.toString(link.port()),
            "taskmanager.rpc.bind-port", Integer.toString(port));
    ProcessBuilder builder = flink.taskManager(name, own);
    builder.command().addAll(1, cpu.options());
    builder.environment().put("GLIBC_TUNABLES", "glibc.cpu.hwcaps=" + cpu.withheld());
    giveClock(name, builder);
    taskManagers.put(
        link.port(), own(Supervised.start(name, TASK_MANAGER_PAUSE_MILLIS, () -> builder)));
  }

  private void giveClock(String name, ProcessBuilder builder) throws IOException {
    if (clockAgent.isPresent()) {
      setClock(name, 0);
      builder.command().addAll(1, ClockAgent.options(clockAgent.get(), clock(name)));
    }
  }

  private Path clock(String process) {
    return directory.resolve(process + ".clock");
  }

  /**
   * Sets the clock of a JobManager or TaskManager {@code millis} before or after the right time.
   */
  void setClock(String process, long millis) throws IOException {
    ClockAgent.shift(clock(process), millis);
  }

  private Path zooKeeper(int port) throws IOException {
    Properties properties = new Properties();
    properties.put("clientPort", Integer.toString(port));
    properties.put("clientPortAddress", "127.0.0.1");
    properties.put("dataDir", directory.resolve("zookeeper").toString());
    properties.put("tickTime", "500");
    properties.put("admin.enableServer", "false");
    Path file = directory.resolve("zoo.cfg");
    try (var out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    return file;
  }

  private Map<String, String> keys(int zooKeeper, int rest, int jobManager, int jobManagerIsTold) {
    Map<String, String> keys = new HashMap<>();
    keys.put("jobmanager.rpc.address", "127.0.0.1");
    keys.put("jobmanager.rpc.bind-port", Integer.toString(jobManager));
    keys.put("rest.port", Integer.toString(rest));
    keys.put("high-availability.type", "zookeeper");
    keys.put("high-availability.zookeeper.quorum", "127.0.0.1:" + zooKeeper);
    keys.put("high-availability.zookeeper.client.session-timeout", "10 s");
    keys.put("high-availability.zookeeper.client.connection-timeout", "3 s");
    keys.put("high-availability.zookeeper.client.retry-wait", "500 ms");
    keys.put("high-availability.storageDir", directory.resolve("ha").toUri().toString());
    keys.put("high-availability.jobmanager.port", Integer.toString(jobManagerIsTold));
    keys.put("metrics.reporter.prom.port", "0");
    keys.put("jobmanager.memory.process.size", "1024m");
    keys.put("taskmanager.memory.process.size", "1400m");
    keys.put("taskmanager.memory.jvm-overhead.min", "128m");
    // Where a TaskManager is lost the others have room for all, so that nobody waits for a new
    // one; and there is room for a job more.
    keys.put("taskmanager.numberOfTaskSlots", "3");
    keys.put("taskmanager.load-balance.mode", "SLOTS");
    keys.put("env.java.opts.all", javaOptions());
    keys.put("execution.checkpointing.interval", "2 s");
    keys.put("execution.checkpointing.min-pause", "500 ms");
    keys.put("execution.checkpointing.dir", checkpoints().toUri().toString());
    keys.put("execution.checkpointing.savepoint-dir", savepoints());
    keys.put("io.tmp.dirs", directory.toString());
    return keys;
  }

  private String javaOptions() {
    return FlinkCluster.javaOptions()
        + LIGHT_JVM
        + " "
        + String.join(" ", distribution.javaOptions());
  }

  private static int[] freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      int[] ports = new int[count];
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        ports[i] = sockets.get(i).getLocalPort();
      }
      return ports;
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  Path checkpoints() {
    return directory.resolve("checkpoints");
  }

  String savepoints() {
    return directory.resolve("savepoints").toUri().toString();
  }

  /** {@code bootstrap.servers} of publishers. */
  String bootstrap() {
    return "127.0.0.1:" + publishersPort;
  }

  void createTopics(Map<String, Integer> partitions) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    partitions.forEach(
        (name, count) ->
            topics.add(
                new NewTopic(name, count, (short) 1)
                    .configs(
                        Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(8 << 20)))));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
      admin.createTopics(topics).all().get(START_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Starts a job from nothing that writes to the store that forgets nothing. */
  ChaosJob submit(String name, String topic, int parallelism, List<String> options)
      throws Exception {
    List<String> arguments = new ArrayList<>(options);
    arguments.add("--store.uri=s3://" + S3Server.BUCKET);
    arguments.add("--store.s3.endpoint=http://127.0.0.1:" + storeLink.port());
    arguments.add("--store.s3.access-key=" + store.credentials().accessKey());
    arguments.add("--store.s3.secret-key=" + store.credentials().secretKey());
    return submitTo(name, topic, parallelism, arguments);
  }

  /** The same with a store that {@code options} name. */
  ChaosJob submitTo(String name, String topic, int parallelism, List<String> options)
      throws Exception {
    List<String> arguments = new ArrayList<>(options);
    arguments.add("--kafka.bootstrap-servers=127.0.0.1:" + brokerLink.port());
    arguments.add("--kafka.ingest-topic=" + topic);
    arguments.add("--kafka.events-topic=" + EVENTS);
    arguments.add("--kafka.group=" + name);
    arguments.add("--kafka.start=earliest");
    // The default asks a hundred times a second, which all these processes on a few cores notice.
    arguments.add("--kafka.properties=fetch.max.wait.ms:50");
    ChaosJob job = new ChaosJob(name, arguments, parallelism);
    jobs.add(job);
    start(job, "");
    return job;
  }

  /**
   * Starts a job that does not run.
   *
   * @param from a savepoint or checkpoint; empty for nothing
   */
  void start(ChaosJob job, String from) throws Exception {
    List<String> options = new ArrayList<>(List.of("-p", Integer.toString(job.parallelism())));
    if (!from.isEmpty()) {
      options.addAll(List.of("-s", from));
    }
    Matcher answer =
        JOB_ID.matcher(flink.submit(options, distribution.entryJar(), job.arguments()));
    if (!answer.find()) {
      throw new AssertionError("No job id: " + flink.log("client"));
    }
    job.runs(answer.group(1));
  }

  List<ChaosJob> jobs() {
    return jobs;
  }

  StoreHistory history() {
    return history;
  }

  StoreTrouble trouble() {
    return trouble;
  }

  FlinkRest rest() {
    return rest;
  }

  Link storeLink() {
    return storeLink;
  }

  Link brokerLink() {
    return brokerLink;
  }

  /** To the JobManager, then to each TaskManager's RPC endpoint. */
  List<Link> jobManagerLinks() {
    return jobManagerLinks;
  }

  Supervised broker() {
    return broker;
  }

  Supervised jobManager() {
    return jobManager;
  }

  List<Supervised> taskManagers() {
    return List.copyOf(taskManagers.values());
  }

  /**
   * Has the TaskManager with the most tasks write the classes that it has loaded to {@code
   * archive}, which must have been started with {@code -XX:+RecordDynamicDumpInfo}.
   */
  void archiveClasses(Path archive) throws IOException, InterruptedException {
    Supervised busiest =
        Objects.requireNonNull(taskManagers.get(rest.busyTaskManagerPorts().get(0)));
    Process dump =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(busiest.handle().pid()),
                "VM.cds",
                "dynamic_dump",
                archive.toString())
            .redirectErrorStream(true)
            .start();
    String answer = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (dump.waitFor() != 0 || !Files.exists(archive)) {
      throw new AssertionError("No archive of classes: " + answer);
    }
  }

  /** One that runs a part of a job: nobody would notice the others' fate. */
  Supervised busyTaskManager(Random random) throws InterruptedException {
    return Objects.requireNonNull(
        taskManagers.get(Fault.oneOf(rest.busyTaskManagerPorts(), random)));
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }
}
