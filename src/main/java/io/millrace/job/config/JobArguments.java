package io.millrace.job.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * The job's command line: {@code --store.uri file:///live}, {@code --store.uri=file:///live} or
 * {@code -Dmillrace.store.uri=file:///live}. The prefix {@code millrace.} may be left out after
 * {@code --}; a key of Flink's own goes behind {@code -D}.
 */
public final class JobArguments {
  private final List<String> rest;
  private final Configuration options = new Configuration();

  private JobArguments(String[] arguments) {
    this.rest = new ArrayList<>(Arrays.asList(arguments));
  }

  /**
   * The options in {@code arguments}.
   *
   * @throws IllegalArgumentException if one is not understood, with the names there are
   */
  public static Configuration parse(String... arguments) {
    JobArguments parsed = new JobArguments(arguments);
    while (!parsed.rest.isEmpty()) {
      parsed.take();
    }
    return parsed.options;
  }

  private void take() {
    String argument = rest.remove(0);
    if (argument.startsWith("--")) {
      takeLong(argument.substring(2));
    } else if (argument.equals("-D")) {
      takeProperty(value(argument));
    } else if (argument.startsWith("-D")) {
      takeProperty(argument.substring(2));
    } else {
      throw new IllegalArgumentException(
          "Invalid argument %s: expected --key value or -Dkey=value".formatted(argument));
    }
  }

  private void takeLong(String text) {
    int equals = text.indexOf('=');
    String key = equals < 0 ? text : text.substring(0, equals);
    put(
        key.startsWith(JobOptions.PREFIX) ? key : JobOptions.PREFIX + key,
        equals < 0 ? value("--" + key) : text.substring(equals + 1));
  }

  private void takeProperty(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "Invalid argument -D%s: expected -Dkey=value".formatted(text));
    }
    put(text.substring(0, equals), text.substring(equals + 1));
  }

  private String value(String argument) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("Invalid argument %s: no value".formatted(argument));
    }
    return rest.remove(0);
  }

  private void put(String key, String value) {
    if (key.startsWith(JobOptions.PREFIX)) {
      checkKnown(key);
    }
    options.setString(key, value);
  }

  /**
   * Checks that {@code key} is an option of the job.
   *
   * @throws IllegalArgumentException if it is not, with the names there are
   */
  static void checkKnown(String key) {
    String map = JobOptions.KAFKA_PROPERTIES.key() + ".";
    if (JobOptions.ALL.stream().noneMatch(option -> option.key().equals(key))
        && !key.startsWith(map)) {
      throw new IllegalArgumentException(
          "Invalid option %s: the options are %s"
              .formatted(
                  key,
                  JobOptions.ALL.stream()
                      .map(ConfigOption::key)
                      .collect(Collectors.joining(", "))));
    }
  }
}
