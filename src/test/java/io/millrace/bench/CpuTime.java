package io.millrace.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** CPU seconds, user and system together: of this process, and of a command with its children. */
final class CpuTime {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private CpuTime() {}

  static double ofThisProcess() {
    return SYSTEM.getProcessCpuTime() / 1e9;
  }

  /** Runs {@code command} in {@code directory} and returns what it used. */
  static double of(Path directory, List<String> command) throws IOException, InterruptedException {
    StringBuilder line = new StringBuilder("TIMEFORMAT='%U %S'; time ");
    for (String word : command) {
      line.append('\'').append(word).append("' ");
    }
    line.append(">/dev/null 2>command.log");
    Process process =
        new ProcessBuilder("bash", "-c", line.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("Command failed: " + String.join(" ", command));
    }
    String[] seconds = output.strip().split("\\s+", -1);
    return Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1]);
  }
}
