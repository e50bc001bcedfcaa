package io.millrace.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * File to HLS directory, CPU seconds per GB: the library in a warm JVM, the whole {@code millrace
 * package} process, and {@code ffmpeg -c copy} on the same file, in turns in one run.
 *
 * <p>Arguments: a work directory with room for 4 GB, best in memory; megabytes per input; rounds.
 * The library is measured once a whole pass has given the JIT compiler nothing more to do.
 */
public final class LibraryBench {
  private LibraryBench() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]));
    long bytes = Long.parseLong(arguments[1]) << 20;
    int rounds = Integer.parseInt(arguments[2]);
    List<Path> inputs =
        List.of(
            Footage.broadcast(work, "broadcast.mkv", bytes),
            Footage.broadcast(work, "broadcast.ts", bytes),
            Footage.broadcast(work, "broadcast.mp4", bytes),
            Footage.broadcast(work, "broadcast.flv", bytes),
            Footage.small(work, "small.mkv", bytes),
            Footage.small(work, "small.ts", bytes),
            Footage.small(work, "small.mp4", bytes),
            Footage.small(work, "small.flv", bytes));
    System.out.println(
        "| input | ffmpeg CPU-s/GB | library | ratio | `millrace package` | ratio |");
    System.out.println("|---|---|---|---|---|---|");
    for (Path input : inputs) {
      System.out.println(row(input, work, rounds));
    }
  }

  private static String row(Path input, Path work, int rounds) throws Exception {
    double gigabytes = Files.size(input) / 1e9;
    double[] ffmpeg = new double[rounds];
    double[] library = new double[rounds];
    double[] whole = new double[rounds];
    LibraryRun.warmUp(input, work);
    for (int i = 0; i < rounds; i++) {
      ffmpeg[i] = ffmpeg(input, work) / gigabytes;
      library[i] = LibraryRun.cpuSeconds(input, work) / gigabytes;
      whole[i] = packageCommand(input, work) / gigabytes;
    }
    double reference = median(ffmpeg);
    return String.format(
        Locale.ROOT,
        "| %s, %.2f GB | %.2f | %.2f | **%.2f** | %.2f | **%.2f** |",
        input.getFileName(),
        gigabytes,
        reference,
        median(library),
        median(library) / reference,
        median(whole),
        median(whole) / reference);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double ffmpeg(Path input, Path work) throws Exception {
    Path output = Files.createTempDirectory(work, "ffmpeg");
    List<String> command =
        new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-i", input.toString()));
    command.addAll(List.of("-c", "copy"));
    if (input.toString().endsWith(".ts")) {
      command.addAll(List.of("-bsf:a", "aac_adtstoasc"));
    }
    command.addAll(List.of("-f", "hls", "-hls_segment_type", "fmp4", "-hls_time", "2"));
    command.addAll(List.of("-hls_playlist_type", "vod", "main.m3u8"));
    double seconds = CpuTime.of(output, command);
    LibraryRun.delete(output);
    return seconds;
  }

  private static double packageCommand(Path input, Path work) throws Exception {
    Path output = Files.createTempDirectory(work, "package");
    String millrace = Path.of("bin/millrace").toAbsolutePath().toString();
    double seconds =
        CpuTime.of(output, List.of(millrace, "package", input.toAbsolutePath().toString(), "out"));
    LibraryRun.delete(output);
    return seconds;
  }
}
