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

  /**
   * 1080p25 H.264 with B-frames at a constant 2.9 Mb/s, a GOP of 2 s, and AAC at 128 kb/s, as a
   * transport stream of {@code seconds}.
   */
  static Path live(Path directory, int seconds) throws Exception {
    Path target = directory.resolve("live-" + seconds + ".ts");
    if (Files.exists(target)) {
      return target;
    }
    Path video = joined(directory.resolve("video.mp4"), WAVE.resolve("video25fps"), VIDEO);
    Path audio = joined(directory.resolve("audio.mp4"), WAVE.resolve("aac"), AUDIO);
    Path once = directory.resolve("live.mkv");
    ffmpeg(
        ("-stream_loop 2 -i %s -stream_loop 4 -i %s -t 24 -map 0:v -map 1:a"
                + " -c:v libx264 -preset veryfast -b:v 2872k -minrate 2872k -maxrate 2872k"
                + " -bufsize 5744k -x264-params nal-hrd=cbr -g 50 -keyint_min 50"
                + " -sc_threshold 0 -bf 2 -c:a aac -b:a 128k -ar 48000 %s")
            .formatted(video, audio, once)
            .split(" ", -1));
    ffmpeg(
        "-stream_loop",
        Integer.toString(seconds / 24),
        "-i",
        once.toString(),
        "-t",
        Integer.toString(seconds),
        "-c",
        "copy",
        target.toString());
    return target;
  }

  private static Path looped(Path once, Path target, long bytes) throws Exception {
    if (!Files.exists(target)) {
      long loops = bytes / Files.size(once);
      boolean mp4 = target.toString().endsWith(".mp4");
      ffmpeg(
          "-stream_loop",
          Long.toString(loops),
          "-i",
          once.toString(),
          "-c",
          "copy",
          "-movflags",
          mp4 ? "+frag_keyframe+empty_moov+default_base_moof" : "0",
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
