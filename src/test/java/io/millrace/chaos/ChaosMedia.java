package io.millrace.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Small live streams of H.264 and AAC in several containers, so that long runs fit into memory: a
 * real file, or a test picture where there is none, encoded once and looped without encoding.
 */
final class ChaosMedia {
  private static final Path REAL =
      Path.of("../shared/media/derived/dev/train_h264_aac_ffmpeg_live.mkv");
  private static final int LOOP_SECONDS = 24;

  private ChaosMedia() {}

  /** Whether this machine has the ffmpeg that makes them. */
  static boolean canBeMade() throws InterruptedException {
    try {
      return new ProcessBuilder("ffmpeg", "-version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * {@code seconds} of 320x180 at 25 pictures per second, with a sync sample every two seconds.
   *
   * @param container {@code mkv}, {@code ts} or {@code mp4}, which is fragmented
   */
  static byte[] make(Path directory, String container, int seconds) throws Exception {
    Path once = directory.resolve("once.mkv");
    if (!Files.exists(once)) {
      ffmpeg(
          source()
              + (" -t %d -vf fps=25,scale=320:180 -c:v libx264 -preset veryfast -b:v 200k"
                      + " -maxrate 200k -bufsize 400k -g 50 -keyint_min 50 -sc_threshold 0 -bf 2"
                      + " -c:a aac -b:a 48k -ar 48000 -ac 2 %s")
                  .formatted(LOOP_SECONDS, once));
    }
    Path target = directory.resolve("%d.%s".formatted(seconds, container));
    if (!Files.exists(target)) {
      ffmpeg(
          "-stream_loop %d -i %s -t %d -c copy %s %s"
              .formatted(seconds / LOOP_SECONDS, once, seconds, options(container), target));
    }
    return Files.readAllBytes(target);
  }

  private static String source() {
    return Files.exists(REAL)
        ? "-stream_loop 9 -i " + REAL
        : "-f lavfi -i testsrc2=rate=25:size=320x180 -f lavfi -i sine=sample_rate=48000";
  }

  private static String options(String container) {
    return switch (container) {
      case "mkv" -> "-live 1 -cluster_time_limit 1000";
      case "mp4" -> "-frag_duration 400000 -movflags +empty_moov+default_base_moof";
      default -> "";
    };
  }

  /** Runs ffmpeg with arguments that have no blanks in them. */
  private static void ffmpeg(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of(arguments.strip().split(" +", -1)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("ffmpeg failed: %s%n%s".formatted(String.join(" ", command), said));
    }
  }
}
