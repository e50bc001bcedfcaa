package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.transcode.worker.EncoderWorker;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProgramTest {
  @TempDir Path directory;

  @Test
  void boundsAMessageByTheHeap() {
    WorkerProgram program = EncoderWorker.program(64 << 20, Duration.ofSeconds(30));
    assertThat(program.maxBytes()).isEqualTo(16 << 20);
    assertThatThrownBy(() -> EncoderWorker.program(1 << 20, Duration.ofSeconds(30)))
        .hasMessage("1048576 bytes, must be 33554432 to 4294967296");
  }

  /** As in Flink's blob store: a jar without an end to its name, in a directory with a colon. */
  @Test
  void startsFromAJarInADirectoryWithAColon() throws Exception {
    Path jar = Files.createDirectories(directory.resolve("tm_localhost:1-2")).resolve("blob_p-1");
    pack(
        Path.of(WorkerProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI()),
        jar);
    URL[] urls = {jar.toUri().toURL()};
    try (URLClassLoader job = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      Class<?> type = job.loadClass(WorkerProgram.class.getName());
      Class<?> encoder = job.loadClass(EncoderWorker.class.getName());
      var made = encoder.getMethod("program", long.class, Duration.class);
      var start = type.getDeclaredMethod("start", String.class);
      start.setAccessible(true);
      // Without FFmpeg and all else: it is enough that the program is found, and ends with its
      // input.
      Object program = made.invoke(null, 64L << 20, Duration.ofSeconds(30));
      Process process = (Process) start.invoke(program, "blob_p-1");
      process.getOutputStream().close();
      assertThat(process.waitFor()).isZero();
    }
    assertThat(WorkerProgram.entry(jar)).isEqualTo("blob_p-1").doesNotContain(File.pathSeparator);
    assertThat(WorkerProgram.entry(directory)).isEqualTo(directory.toString());
  }

  private static void pack(Path classes, Path jar) throws Exception {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(classes.resolve("io/millrace"))) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path file : files) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }
}
