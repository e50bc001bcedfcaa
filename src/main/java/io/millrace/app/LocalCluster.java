package io.millrace.app;

import io.millrace.job.MillraceJob;
import io.millrace.job.config.JobSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Flink cluster in this process, with its web UI, and the job on it. */
final class LocalCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int SLOTS = 2;
  private static final long CANCEL_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final URI web;

  private LocalCluster(MiniCluster cluster, Configuration configuration, URI web) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.web = web;
  }

  /**
   * Starts the cluster.
   *
   * @param directory for all that it writes
   * @param ports of the web UI: one, or a range to look for a free one in
   */
  static LocalCluster start(Path directory, String ports) {
    Configuration configuration = configuration(directory, ports);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .build());
    try {
      cluster.start();
      return new LocalCluster(cluster, configuration, cluster.getRestAddress().get());
    } catch (Exception e) {
      cluster.closeAsync();
      throw new CommandException(
          "Flink", "cannot start: " + e.getMessage(), "choose another --flink-port");
    }
  }

  private static Configuration configuration(Path directory, String ports) {
    Configuration c = new Configuration();
    c.set(RestOptions.ADDRESS, HOST);
    c.set(RestOptions.BIND_ADDRESS, HOST);
    c.set(RestOptions.BIND_PORT, ports);
    c.set(WebOptions.SUBMIT_ENABLE, false);
    c.set(WebOptions.TMP_DIR, directory.resolve("web").toString());
    c.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    c.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(5));
    // The UI would show figures that are up to ten seconds old.
    c.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
    return c;
  }

  /** Address of the web UI. */
  URI web() {
    return web;
  }

  /** Starts the job with {@code options}, keys of the job's own options. */
  JobClient submit(Map<String, String> options) {
    try {
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.createRemoteEnvironment(HOST, web.getPort(), configuration);
      environment.setParallelism(1);
      MillraceJob.build(environment, JobSettings.of(Configuration.fromMap(options)));
      return environment.executeAsync("Millrace");
    } catch (Exception e) {
      throw new IllegalStateException("Cannot start the job: " + e.getMessage(), e);
    }
  }

  /** Whether the job has come to an end that is none of our doing. */
  static boolean hasFailed(JobClient job) {
    try {
      JobStatus status = job.getJobStatus().get();
      return status.isGloballyTerminalState();
    } catch (Exception e) {
      return true;
    }
  }

  /** Cancels the job and waits until it is gone: a cluster that ends under it reports failures. */
  static void cancel(JobClient job) {
    try {
      job.cancel().get(CANCEL_SECONDS, TimeUnit.SECONDS);
      // Cancelling is only asked for by then; the result comes, as an exception, when it is done.
      job.getJobExecutionResult().get(CANCEL_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("The job ended: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      cluster.close();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot stop Flink: " + e.getMessage(), e);
    }
  }
}
