package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files with several tracks, which ffmpeg makes where it is installed. */
public final class MadeMedia {
  private static final int SECONDS = 10;

  private MadeMedia() {}

  /**
   * A test picture with one tone for each language.
   *
   * @param size {@code 320x180}; empty for no picture
   * @param options of ffmpeg, in front of the file's name
   */
  public static byte[] make(
      Path directory, String suffix, String size, List<String> languages, String... options)
      throws Exception {
    Path file = Files.createTempFile(directory, "made", "." + suffix);
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    if (!size.isEmpty()) {
      command.addAll(List.of("-f", "lavfi", "-i", "testsrc2=rate=25:size=" + size));
    }
    for (int i = 0; i < languages.size(); i++) {
      String tone = "sine=sample_rate=48000:frequency=" + 440 * (i + 1);
      command.addAll(List.of("-f", "lavfi", "-i", tone));
    }
    int inputs = languages.size() + (size.isEmpty() ? 0 : 1);
    for (int i = 0; i < inputs; i++) {
      command.addAll(List.of("-map", Integer.toString(i)));
    }
    command.addAll(List.of("-t", Integer.toString(SECONDS), "-c:v", "libx264", "-g", "50"));
    command.addAll(List.of("-preset", "ultrafast", "-bf", "2", "-c:a", "aac", "-ac", "2"));
    for (int i = 0; i < languages.size(); i++) {
      command.addAll(List.of("-metadata:s:a:" + i, "language=" + languages.get(i)));
    }
    command.addAll(List.of(options));
    command.add(file.toString());
    run(command);
    return Files.readAllBytes(file);
  }

  private static void run(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(text).isZero();
    } catch (IOException e) {
      assumeTrue(false, "ffmpeg is not installed");
    }
  }
}
