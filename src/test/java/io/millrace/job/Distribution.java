package io.millrace.job;

import java.nio.file.Path;
import java.util.List;

/**
 * What the build made for a cluster.
 *
 * @param jobJar the job with all that it needs beside Flink
 * @param entryJar what is submitted where the job jar lies in Flink's {@code lib}
 * @param jars a directory with the project's run-time class path
 * @param javaOptions of all JVMs, beside those of {@code flink-conf/config.yaml}
 */
public record Distribution(Path jobJar, Path entryJar, Path jars, List<String> javaOptions) {
  public Distribution {
    jobJar = jobJar.toAbsolutePath();
    entryJar = entryJar.toAbsolutePath();
    javaOptions = List.copyOf(javaOptions);
  }

  /** What Maven tells integration tests. */
  public static Distribution ofBuild() {
    return new Distribution(
        property("millrace.job.jar"),
        property("millrace.entry.jar"),
        property("millrace.lib.dir"),
        List.of());
  }

  private static Path property(String name) {
    return Path.of(System.getProperty(name, "none"));
  }

  /** The same with other options. */
  public Distribution with(String... options) {
    return new Distribution(jobJar, entryJar, jars, List.of(options));
  }
}
