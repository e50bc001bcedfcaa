package io.millrace.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Long inputs for the benchmarks: real footage, looped without encoding until it is big enough. */
enum Footage {
  /** 1080p25 H.264 at 5.5 Mb/s with AAC. */
  BROADCAST("broadcast") {
    @Override
    Path once(Path directory) throws Exception {
      Path once = directory.resolve("once.mkv");
      ffmpeg(
          "-i %s -i %s -c copy -shortest %s".formatted(video(directory), audio(directory), once));
      return once;
    }
  },
  /** 360p30 H.264 with B-frames at 1 Mb/s and AAC: many small access units. */
  SMALL("small") {
    @Override
    Path once(Path directory) {
      return MEDIA.resolve("derived/dev/train_h264_aac_ffmpeg_live.mkv");
    }
  },
  /** 1080p25 HEVC at 5.5 Mb/s, encoded anew. */
  HEVC("hevc") {
    @Override
    Path once(Path directory) throws Exception {
      Path once = directory.resolve("once-hevc.mkv");
      ffmpeg(
          ("-i %s -c:v libx265 -preset ultrafast -b:v 5500k -x265-params log-level=error"
                  + " -forced-idr 1 -force_key_frames expr:gte(t,n_forced*2) %s")
              .formatted(video(directory), once));
      return once;
    }
  };

  /** Without a container: nothing counts the repetitions, nor has a time. */
  private static final Set<String> RAW = Set.of("h264", "h265", "aac");

  private static final Path MEDIA = Path.of("../shared/media");
  private static final Path WAVE =
      MEDIA.resolve("Dash-Industry-Forum+livesim2/cmd/livesim2/app/testdata/assets/WAVE/av");
  private static final String[] VIDEO = {
    "init.mp4", "0.m4s", "25600.m4s", "51200.m4s", "76800.m4s"
  };
  private static final String[] AUDIO = {"init.mp4", "0.m4s", "94208.m4s", "188416.m4s"};

  private final String title;

  Footage(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** The footage from beginning to end, in Matroska. */
  abstract Path once(Path directory) throws Exception;

  /**
   * About {@code bytes} of it, with what else goes into the container, in a new file.
   *
   * @param container as the end of a file's name: {@code ts}; {@code mp4} is fragmented, {@code
   *     plain.mp4} has its sample tables in front; {@code h264}, {@code h265} and {@code aac} have
   *     no container
   */
  Path in(Path directory, String container, long bytes) throws Exception {
    Path once = once(directory);
    Path target = directory.resolve(title + "." + container);
    if (RAW.contains(container)) {
      ffmpeg("-i %s -c copy %s %s".formatted(once, options(container), target));
      repeat(target, bytes);
    } else {
      ffmpeg(
          "-stream_loop %d -i %s -c copy %s %s"
              .formatted(bytes / Files.size(once), once, options(container), target));
    }
    return target;
  }

  private static String options(String container) {
    return switch (container) {
      case "mp4" -> "-movflags +frag_keyframe+empty_moov+default_base_moof";
      case "plain.mp4" -> "-movflags +faststart";
      case "aac" -> "-bsf:a setts=ts=N"; // any time will do, if only it grows
      default -> "";
    };
  }

  /** Appends a file to itself until it has {@code bytes}. */
  private static void repeat(Path file, long bytes) throws IOException {
    byte[] once = Files.readAllBytes(file);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long written = 0; written < bytes; written += once.length) {
        out.write(once);
      }
    }
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
    Path once = directory.resolve("live.mkv");
    ffmpeg(
        ("-stream_loop 2 -i %s -stream_loop 4 -i %s -t 24 -map 0:v -map 1:a"
                + " -c:v libx264 -preset veryfast -b:v 2872k -minrate 2872k -maxrate 2872k"
                + " -bufsize 5744k -x264-params nal-hrd=cbr -g 50 -keyint_min 50"
                + " -sc_threshold 0 -bf 2 -c:a aac -b:a 128k -ar 48000 %s")
            .formatted(video(directory), audio(directory), once));
    ffmpeg("-stream_loop %d -i %s -t %d -c copy %s".formatted(seconds / 24, once, seconds, target));
    return target;
  }

  private static Path video(Path directory) throws IOException {
    return joined(directory.resolve("video.mp4"), WAVE.resolve("video25fps"), VIDEO);
  }

  private static Path audio(Path directory) throws IOException {
    return joined(directory.resolve("audio.mp4"), WAVE.resolve("aac"), AUDIO);
  }

  private static Path joined(Path target, Path directory, String[] parts) throws IOException {
    try (var out = Files.newOutputStream(target)) {
      for (String part : parts) {
        Files.copy(directory.resolve(part), out);
      }
    }
    return target;
  }

  /** Runs ffmpeg with arguments that have no blanks in them. */
  private static void ffmpeg(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of(arguments.split(" +", -1)));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException("ffmpeg failed: " + String.join(" ", command));
    }
  }
}
