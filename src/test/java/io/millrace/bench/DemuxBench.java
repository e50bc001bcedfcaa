package io.millrace.bench;

import static io.millrace.bench.BenchFigures.median;
import static io.millrace.bench.BenchFigures.spread;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.Demuxer;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Each demuxer alone, over the same footage in turns in one run, to a handler that does nothing:
 * CPU seconds of the thread per GB of input. A chunk is copied to an array of its own before it is
 * pushed, as whoever receives it does; what that takes is not in the figure but what it is held
 * against. Garbage collection has threads of its own and is not in it.
 *
 * <p>Arguments: a work directory; megabytes of an input, all of a footage are held in memory;
 * rounds.
 */
public final class DemuxBench {
  /** Containers that tell how long an access unit is, so that it is a view of what came. */
  private static final List<String> WITH_LENGTHS = List.of("mkv", "mp4", "plain.mp4", "flv");

  /** Those in which start codes tell it, so that all bytes are looked at. */
  private static final List<String> WITH_START_CODES = List.of("ts", "h264");

  /** The compiler is still at work after twenty, and rests in between, so it cannot be asked. */
  private static final int WARM_UP_ROUNDS = 30;

  private static final int CHUNK_BYTES = 256 << 10;

  /** Of the bytes of a file so many at least are of access units, whatever the container. */
  private static final double LEAST_DELIVERED = 0.8;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Path work;
  private final long inputBytes;
  private final int rounds;
  private final BenchFigures figures = new BenchFigures("demux");

  private DemuxBench(Path work, long inputBytes, int rounds) throws IOException {
    this.work = work;
    this.inputBytes = inputBytes;
    this.rounds = rounds;
  }

  public static void main(String[] arguments) throws Exception {
    DemuxBench bench =
        new DemuxBench(
            Files.createDirectories(Path.of(arguments[0])),
            Long.parseLong(arguments[1]) << 20,
            Integer.parseInt(arguments[2]));
    System.out.println(
        "| input | CPU-s/GB | GB/s | copy, CPU-s/GB | demuxer ÷ copy | access units |");
    System.out.println("|---|---|---|---|---|---|");
    bench.compareContainers(Footage.BROADCAST);
    bench.compareContainers(Footage.SMALL);
    bench.measure(Footage.BROADCAST, List.of("aac"));
    bench.measure(Footage.HEVC, List.of("h265"));
    bench.figures.finish();
  }

  private void compareContainers(Footage footage) throws Exception {
    List<String> all = new ArrayList<>(WITH_LENGTHS);
    all.addAll(WITH_START_CODES);
    Map<String, Double> costs = measure(footage, all);
    figures.add(footage.title() + ", slowest ÷ fastest demuxer", spread(costs.values()));
    costs.keySet().retainAll(WITH_LENGTHS);
    figures.add(
        footage.title() + ", slowest ÷ fastest of Matroska, MP4 and FLV", spread(costs.values()));
  }

  /** CPU seconds per GB by container, medians of all rounds. */
  private Map<String, Double> measure(Footage footage, List<String> containers) throws Exception {
    Map<String, byte[]> inputs = new LinkedHashMap<>();
    for (String container : containers) {
      Path input = footage.in(work, container, inputBytes);
      inputs.put(container, Files.readAllBytes(input));
      Files.delete(input);
    }
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      inputs.values().forEach(DemuxBench::demux);
    }
    Map<String, List<Pass>> passes = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      inputs.forEach(
          (container, bytes) ->
              passes.computeIfAbsent(container, key -> new ArrayList<>()).add(demux(bytes)));
    }
    Map<String, Double> costs = new LinkedHashMap<>();
    passes.forEach(
        (container, all) -> costs.put(container, report(footage.title() + "." + container, all)));
    return costs;
  }

  private double report(String name, List<Pass> passes) {
    double cost = median(passes.stream().mapToDouble(Pass::demuxSeconds).toArray());
    double copy = median(passes.stream().mapToDouble(Pass::copySeconds).toArray());
    System.out.printf(
        Locale.ROOT,
        "| %s | %.3f | %.1f | %.3f | %.2f | %d |%n",
        name,
        cost,
        1 / cost,
        copy,
        cost / copy,
        passes.get(0).units);
    figures.add(name + " ÷ copy", cost / copy);
    return cost;
  }

  /** What it took to demux a file and to copy its chunks, CPU seconds per GB. */
  private record Pass(double demuxSeconds, double copySeconds, long units) {}

  private static Pass demux(byte[] file) {
    Counter counter = new Counter();
    Demuxer demuxer = new DetectingDemuxer();
    long demux = 0;
    long copy = 0;
    long last = THREADS.getCurrentThreadCpuTime();
    for (int at = 0; at < file.length; at += CHUNK_BYTES) {
      Payload chunk =
          Payload.of(Arrays.copyOfRange(file, at, Math.min(at + CHUNK_BYTES, file.length)));
      long copied = THREADS.getCurrentThreadCpuTime();
      demuxer.push(chunk, counter);
      long demuxed = THREADS.getCurrentThreadCpuTime();
      copy += copied - last;
      demux += demuxed - copied;
      last = demuxed;
    }
    demuxer.end(counter);
    if (counter.bytes < LEAST_DELIVERED * file.length) {
      throw new IllegalStateException(
          "Only %d of %d bytes came out".formatted(counter.bytes, file.length));
    }
    return new Pass(1.0 * demux / file.length, 1.0 * copy / file.length, counter.units);
  }

  /** Counts what it is given, so that nothing is left out. */
  private static final class Counter implements DemuxHandler {
    private long units;
    private long bytes;

    @Override
    public void onTracks(List<Track> tracks) {}

    @Override
    public void onAccessUnit(AccessUnit unit) {
      units++;
      bytes += unit.data().length();
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      throw new IllegalStateException("Bench input damaged", reason);
    }
  }
}
