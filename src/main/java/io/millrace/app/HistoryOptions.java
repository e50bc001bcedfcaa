package io.millrace.app;

import io.millrace.job.config.JobOptions;
import io.millrace.job.config.JobSettings;
import io.millrace.publish.Stores;
import io.millrace.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A stream that was published: its records, the store that it stands in, and the job's options. */
final class HistoryOptions {
  /** Behind the options of a command that takes the job's too. */
  static final String FOOTER =
      "All options of the job are taken too, and must say what the job that published was told:"
          + " --transcode.ladder copy,480p:1200k, -Dmillrace.segment.target-duration=4s and so on;"
          + " see docs/configuration.md.";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private StreamOptions stream;

  @Option(
      names = "--archive",
      paramLabel = "FILE",
      description = "Read the records from what 'millrace archive' wrote, not from Kafka.")
  private @Nullable Path archive;

  @Option(
      names = "--store",
      paramLabel = "URI",
      description = "Where the stream stands: file:///directory or s3://bucket/prefix.")
  private @Nullable String store;

  HistoryOptions() {}

  /** The stream's id. */
  String stream() {
    return stream.stream();
  }

  /**
   * The job's settings.
   *
   * @param arguments options of the job, as {@code flink run} is given them
   * @param more options that stand against them, by key
   * @throws ParameterException if one of them is not understood
   */
  JobSettings settings(List<String> arguments, Map<ConfigOption<String>, String> more) {
    Map<ConfigOption<String>, String> all = new LinkedHashMap<>(more);
    if (store != null) {
      all.put(JobOptions.STORE_URI, store);
    }
    return stream.settings(
        arguments, all, List.of(JobOptions.BOOTSTRAP_SERVERS, JobOptions.STORE_URI));
  }

  /** The stream's records. */
  StreamRecords records(JobSettings settings) throws IOException {
    return stream.records(settings, archive);
  }

  /**
   * The store that the stream stands in.
   *
   * @throws ParameterException if its URI names none
   */
  ObjectStore store(JobSettings settings) {
    try {
      return Stores.open(settings.storeSettings());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
