package io.millrace.app.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in this process: broker and KRaft controller in one, on the loopback address
 * only. Topics and offsets survive a restart on the same directory; the ports do not.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int PORT_ATTEMPTS = 5;
  private static final int MAX_MESSAGE_BYTES = 8 << 20;

  /** Why Kafka wanted to end the whole process; it must not, so it is kept here instead. */
  private static final AtomicReference<String> FAULT = new AtomicReference<>();

  private final KafkaRaftServer server;
  private final FileChannel lockFile;
  private final String bootstrap;

  private EmbeddedKafka(KafkaRaftServer server, FileChannel lockFile, String bootstrap) {
    this.server = server;
    this.lockFile = lockFile;
    this.bootstrap = bootstrap;
  }

  /**
   * Starts a broker that keeps everything in {@code directory}, on two free ports.
   *
   * @throws IllegalStateException if another broker uses the directory or this one cannot start
   */
  public static EmbeddedKafka start(Path directory) {
    return start(directory, Map.of());
  }

  /**
   * The same with properties of the broker's own. Who gives {@code listeners} knows their ports and
   * connects by them: {@link #bootstrap} then says nothing.
   */
  public static EmbeddedKafka start(Path directory, Map<String, String> properties) {
    FileChannel lockFile = lock(directory);
    try {
      refuseToEndTheProcess();
      format(directory);
      return startOnFreePorts(directory, properties, lockFile);
    } catch (Throwable e) {
      unlock(lockFile);
      throw e;
    }
  }

  /** {@code 127.0.0.1:port}, the value of {@code bootstrap.servers}. */
  public String bootstrap() {
    return bootstrap;
  }

  /** The fatal fault that Kafka met, if it met one: the broker is of no use any more. */
  public static Optional<String> fault() {
    return Optional.ofNullable(FAULT.get());
  }

  /**
   * Creates a topic; one that is there already stays as it is.
   *
   * @param maxMessageBytes largest record the topic takes, at most 8 MiB
   */
  public void createTopic(String name, int partitions, int maxMessageBytes) {
    NewTopic topic =
        new NewTopic(name, partitions, (short) 1)
            .configs(
                Map.of(
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(Math.min(maxMessageBytes, MAX_MESSAGE_BYTES))));
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      if (!(cause instanceof TopicExistsException)) {
        throw new IllegalStateException(
            "Cannot create topic %s: %s".formatted(name, cause.getMessage()), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot create topic %s: interrupted".formatted(name), e);
    }
  }

  @Override
  public void close() {
    try {
      server.shutdown();
      server.awaitShutdown();
    } finally {
      unlock(lockFile);
    }
  }

  /**
   * Kafka's own lock is taken only after it has opened the metadata log, so a second broker on the
   * directory would corrupt it first. This one is taken before anything is touched.
   */
  private static FileChannel lock(Path directory) {
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve(".millrace.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this process: the same answer as held by another.
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot use directory " + directory, e);
    }
    unlock(channel);
    throw new IllegalStateException(
        "Cannot start Kafka in %s: another broker uses it; stop that one or choose another directory"
            .formatted(directory));
  }

  private static void unlock(@Nullable FileChannel lockFile) {
    try {
      if (lockFile != null) {
        lockFile.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot release the lock of Kafka's directory", e);
    }
  }

  private static void refuseToEndTheProcess() {
    Exit.Procedure keep =
        (status, message) -> {
          FAULT.compareAndSet(null, "status %d: %s".formatted(status, message));
          throw new IllegalStateException("Kafka met a fatal fault, " + FAULT.get());
        };
    Exit.setExitProcedure(keep);
    Exit.setHaltProcedure(keep);
  }

  private static void format(Path directory) {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setNodeId(1)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(directory.toString())
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setIgnoreFormatted(true)
          // With version 2, every restore of a transactional Flink sink logs a false data loss.
          .setFeatureLevel("transaction.version", (short) 1)
          .run();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot format Kafka's directory " + directory, e);
    }
  }

  /** Kafka must know its ports before it listens, so a free one may be gone by then: try again. */
  private static EmbeddedKafka startOnFreePorts(
      Path directory, Map<String, String> properties, FileChannel lockFile) {
    for (int attempt = 1; ; attempt++) {
      int[] ports = freePorts();
      Properties all = configuration(directory, ports[0], ports[1]);
      all.putAll(properties);
      KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(all, false), Time.SYSTEM);
      try {
        server.startup();
        return new EmbeddedKafka(server, lockFile, HOST + ":" + ports[0]);
      } catch (Throwable e) {
        shutdownQuietly(server, e);
        if (attempt == PORT_ATTEMPTS || !isPortTaken(e)) {
          throw new IllegalStateException(
              "Cannot start Kafka in %s: %s".formatted(directory, e.getMessage()), e);
        }
      }
    }
  }

  /** A broker that failed to start leaves threads behind that keep the process alive. */
  private static void shutdownQuietly(KafkaRaftServer server, Throwable cause) {
    try {
      server.shutdown();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private static boolean isPortTaken(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException
          || (cause instanceof KafkaException
              && String.valueOf(cause.getMessage()).contains("Socket server failed to bind"))) {
        return true;
      }
    }
    return false;
  }

  /** Both are held open until both are known, so that they differ. */
  private static int[] freePorts() {
    try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getByName(HOST));
        ServerSocket second = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return new int[] {first.getLocalPort(), second.getLocalPort()};
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot find a free port", e);
    }
  }

  private static Properties configuration(Path directory, int port, int controllerPort) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@%s:%d".formatted(HOST, controllerPort));
    p.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(HOST, port, HOST, controllerPort));
    p.put("advertised.listeners", "PLAINTEXT://%s:%d".formatted(HOST, port));
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("log.dirs", directory.toString());
    p.put("auto.create.topics.enable", "false");
    putInternalTopics(p);
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("log.cleaner.dedupe.buffer.size", "2097152"); // the default takes 128 MiB of heap
    p.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    p.put("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    p.put("transaction.max.timeout.ms", "900000");
    // After a kill the old registration must expire before the broker serves again.
    p.put("broker.session.timeout.ms", "2000");
    p.put("broker.heartbeat.interval.ms", "500");
    return p;
  }

  private static void putInternalTopics(Properties p) {
    for (String topic : List.of("transaction.state.log", "share.coordinator.state.topic")) {
      p.put(topic + ".replication.factor", "1");
      p.put(topic + ".min.isr", "1");
      p.put(topic + ".num.partitions", "1");
    }
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "1");
  }
}
