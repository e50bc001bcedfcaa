package io.millrace.app;

import io.millrace.app.kafka.StreamLog;
import io.millrace.job.config.JobArguments;
import io.millrace.job.config.JobOptions;
import io.millrace.job.config.JobSettings;
import io.millrace.storage.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which stream, where its records are, and what the job was told that published it. */
final class StreamOptions {
  private static final String BOOTSTRAP = "localhost:9092";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(names = "--stream", required = true, paramLabel = "NAME", description = "Stream id.")
  private String stream = "";

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Kafka brokers, with commas between. Default: " + BOOTSTRAP + ".")
  private @Nullable String bootstrap;

  @Option(names = "--topic", paramLabel = "NAME", description = "Default: ingest.")
  private @Nullable String topic;

  @Option(
      names = "--partition",
      paramLabel = "NUMBER",
      description =
          "Where the stream's records are. Default: where Kafka's own producer puts its key.")
  private @Nullable Integer partition;

  StreamOptions() {}

  /** The stream's id. */
  String stream() {
    return stream;
  }

  /**
   * The job's settings.
   *
   * @param arguments options of the job, as {@code flink run} is given them
   * @param more options that this command has shorter names for, by key
   * @param required options that the command cannot do without
   * @throws ParameterException if one of them is not understood
   */
  JobSettings settings(
      List<String> arguments,
      Map<ConfigOption<String>, String> more,
      List<ConfigOption<String>> required) {
    try {
      StreamId.check(stream);
      Configuration options = JobArguments.parse(arguments.toArray(String[]::new));
      if (bootstrap != null || options.getOptional(JobOptions.BOOTSTRAP_SERVERS).isEmpty()) {
        options.set(JobOptions.BOOTSTRAP_SERVERS, bootstrap == null ? BOOTSTRAP : bootstrap);
      }
      if (topic != null) {
        options.set(JobOptions.INGEST_TOPIC, topic);
      }
      more.forEach(options::set);
      return JobSettings.of(options, required);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The stream's records in Kafka. */
  StreamLog log(JobSettings settings) {
    return StreamLog.open(settings, stream, partition);
  }

  /** The stream's records in {@code archive}, or where there is none in Kafka. */
  StreamRecords records(JobSettings settings, @Nullable Path archive) throws IOException {
    return archive == null
        ? StreamRecords.of(log(settings))
        : StreamRecords.archived(archive, stream, settings.maxRecordBytes());
  }
}
