package io.millrace.bench;

import static io.millrace.bench.BenchFigures.median;
import static io.millrace.bench.BenchFigures.spread;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * File to HLS directory, CPU seconds per GB: the library in a warm JVM, the whole {@code millrace
 * package} process, and {@code ffmpeg -c copy} on the same file, in turns in one run.
 *
 * <p>Arguments: a work directory with room for 3 GB, best in memory; megabytes per input; rounds.
 * The library is measured once a whole pass has given the JIT compiler nothing more to do.
 */
public final class LibraryBench {
  private static final List<String> CONTAINERS =
      List.of("mkv", "ts", "mp4", "plain.mp4", "flv", "h264");

  private LibraryBench() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]));
    long bytes = Long.parseLong(arguments[1]) << 20;
    int rounds = Integer.parseInt(arguments[2]);
    BenchFigures figures = new BenchFigures("library");
    System.out.println(
        "| input | ffmpeg CPU-s/GB | library | ratio | `millrace package` | ratio |");
    System.out.println("|---|---|---|---|---|---|");
    for (Footage footage : List.of(Footage.BROADCAST, Footage.SMALL)) {
      List<Double> library = new ArrayList<>();
      for (String container : CONTAINERS) {
        Path input = footage.in(work, container, bytes);
        Used used = measure(input, work, rounds);
        figures.add(input.getFileName() + " library ÷ ffmpeg", used.library / used.ffmpeg);
        figures.add(input.getFileName() + " package ÷ ffmpeg", used.whole / used.ffmpeg);
        library.add(used.library);
        Files.delete(input);
      }
      figures.add(footage.title() + ", slowest ÷ fastest container", spread(library));
    }
    figures.finish();
  }

  /** Medians of CPU seconds per GB. */
  private record Used(double ffmpeg, double library, double whole) {}

  private static Used measure(Path input, Path work, int rounds) throws Exception {
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
    Used used = new Used(median(ffmpeg), median(library), median(whole));
    System.out.printf(
        Locale.ROOT,
        "| %s, %.2f GB | %.2f | %.2f | **%.2f** | %.2f | **%.2f** |%n",
        input.getFileName(),
        gigabytes,
        used.ffmpeg,
        used.library,
        used.library / used.ffmpeg,
        used.whole,
        used.whole / used.ffmpeg);
    return used;
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
