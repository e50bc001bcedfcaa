package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Long inputs for the benchmarks: real footage, looped without encoding until it is big enough. */
final class Footage {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final Path WAVE =
      MEDIA.resolve("Dash-Industry-Forum+livesim2/cmd/livesim2/app/testdata/assets/WAVE/av");
  private static final String[] VIDEO = {
    "init.mp4", "0.m4s", "25600.m4s", "51200.m4s", "76800.m4s"
  };
  private static final String[] AUDIO = {"init.mp4", "0.m4s", "94208.m4s", "188416.m4s"};

  private Footage() {}

  /** 1080p25 H.264 at 5.5 Mb/s with AAC, in the container of {@code name}'s extension. */
  static Path broadcast(Path directory, String name, long bytes) throws Exception {
    Path video = joined(directory.resolve("video.mp4"), WAVE.resolve("video25fps"), VIDEO);
    Path audio = joined(directory.resolve("audio.mp4"), WAVE.resolve("aac"), AUDIO);
    Path once = directory.resolve("once.mkv");
    ffmpeg(
        "-i", video.toString(), "-i", audio.toString(), "-c", "copy", "-shortest", once.toString());
    return looped(once, directory.resolve(name), bytes);
  }

  /** 360p30 H.264 with B-frames at 1 Mb/s and AAC: many small access units. */
  static Path small(Path directory, String name, long bytes) throws Exception {
    Path once = MEDIA.resolve("derived/dev/train_h264_aac_ffmpeg_live.mkv");
    return looped(once, directory.resolve(name), bytes);
  }

  private static Path looped(Path once, Path target, long bytes) throws Exception {
    if (!Files.exists(target)) {
      long loops = bytes / Files.size(once);
      ffmpeg(
          "-stream_loop",
          Long.toString(loops),
          "-i",
          once.toString(),
          "-c",
          "copy",
          target.toString());
    }
    return target;
  }

  private static Path joined(Path target, Path directory, String[] parts) throws IOException {
    try (var out = Files.newOutputStream(target)) {
      for (String part : parts) {
        Files.copy(directory.resolve(part), out);
      }
    }
    return target;
  }

  private static void ffmpeg(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException("ffmpeg failed: " + String.join(" ", command));
    }
  }
}
