package io.millrace.bench;

import static io.millrace.bench.BenchFigures.median;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.demux.libav.PassProcess;
import io.millrace.demux.libav.PassWorker;
import io.millrace.demux.libav.Passes;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Containers that only FFmpeg reads, in this process and in a worker process, in turns: CPU seconds
 * of both together per GB of input, and wall time. What isolation of the demuxers costs.
 *
 * <p>Arguments: a work directory; megabytes of an input; rounds.
 */
public final class PassBench {
  private static final int CHUNK_BYTES = 256 << 10;

  private PassBench() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]));
    long bytes = Long.parseLong(arguments[1]) << 20;
    int rounds = Integer.parseInt(arguments[2]);
    System.out.println(
        "| input | here CPU-s/GB | worker CPU-s/GB | CPU, worker ÷ here | wall, worker ÷ here |");
    System.out.println("|---|---|---|---|---|");
    try (PassProcess process =
        new PassProcess(PassWorker.program(512 << 20, Duration.ofMinutes(5)))) {
      for (Footage footage : List.of(Footage.BROADCAST, Footage.SMALL)) {
        for (String container : List.of("nut")) {
          Path file = footage.in(work, container, bytes);
          byte[] input = Files.readAllBytes(file);
          Files.delete(file);
          compare(footage.title() + "." + container, input, rounds, process.of("bench"));
        }
      }
    }
  }

  private static void compare(String name, byte[] input, int rounds, Passes worker)
      throws IOException {
    read(input, Passes.here());
    long units = read(input, worker).units();
    double[] here = new double[rounds];
    double[] there = new double[rounds];
    double[] cpu = new double[rounds];
    double[] wall = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      Used inside = read(input, Passes.here());
      Used outside = read(input, worker);
      if (inside.units() != units || outside.units() != units) {
        throw new IllegalStateException("Not the same packets");
      }
      here[i] = inside.cpu() * 1e9 / input.length;
      there[i] = outside.cpu() * 1e9 / input.length;
      cpu[i] = outside.cpu() / inside.cpu();
      wall[i] = outside.wall() / inside.wall();
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %.2f |%n",
        name,
        median(here),
        median(there),
        median(cpu),
        median(wall));
  }

  /** Seconds, and how many access units came out. */
  private record Used(double cpu, double wall, long units) {}

  private static Used read(byte[] input, Passes passes) {
    double cpu = cpu();
    long begun = System.nanoTime();
    Counter counter = new Counter();
    DetectingDemuxer demuxer = new DetectingDemuxer();
    demuxer.readBy(passes);
    push(input, demuxer, counter);
    return new Used(cpu() - cpu, (System.nanoTime() - begun) / 1e9, counter.units);
  }

  private static void push(byte[] input, Demuxer demuxer, Counter counter) {
    for (int at = 0; at < input.length; at += CHUNK_BYTES) {
      int to = Math.min(at + CHUNK_BYTES, input.length);
      demuxer.push(Payload.of(Arrays.copyOfRange(input, at, to)), counter);
    }
    demuxer.end(counter);
  }

  /** Of this process and of its children that live. */
  private static double cpu() {
    double seconds = CpuTime.ofThisProcess();
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      seconds += child.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
    return seconds;
  }

  private static final class Counter implements DemuxHandler {
    private long units;

    @Override
    public void onTracks(List<Track> tracks) {}

    @Override
    public void onAccessUnit(AccessUnit unit) {
      units++;
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      throw new IllegalStateException("Bench input damaged", reason);
    }
  }
}
