package io.millrace.bench;

import static io.millrace.bench.BenchFigures.median;

import io.millrace.ingest.IngestInput;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Ladder;
import io.millrace.media.Payload;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import io.millrace.transcode.worker.EncoderProcess;
import io.millrace.transcode.worker.EncoderWorker;
import io.millrace.worker.WorkerProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same segments encoded in this process and in a worker process, CPU seconds of both together
 * and wall time, in turns: what isolation costs.
 *
 * <p>Arguments: rounds. The footage and the ladder are those of {@link LadderBench}.
 */
public final class WorkerBench {
  private static final Ladder LADDER = Ladder.parse("720p:3000k,480p:1200k,240p:400k");
  private static final WorkerProgram PROGRAM =
      EncoderWorker.program(512 << 20, Duration.ofMinutes(5));
  private static final Path FOOTAGE =
      Path.of("../shared/media/derived/dev/flower720_h264_mkvmerge.mkv").toAbsolutePath();

  private WorkerBench() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    List<SegmentUnit> units = segments();
    SegmentEncoder here = new SegmentEncoder(TranscodeSettings.of(LADDER));
    EncoderProcess there = new EncoderProcess(PROGRAM, TranscodeSettings.of(LADDER));
    encode(units, unit -> here.encode(unit));
    encode(units, unit -> there.encode(unit, 0).unit());
    System.out.println(
        "| round | here CPU s | worker CPU s | here wall s | worker wall s"
            + " | started for it: CPU s | wall s | start and one picture: CPU s | wall s |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    double[] cpu = new double[rounds];
    double[] wall = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      Used inside = encode(units, unit -> here.encode(unit));
      Used outside = encode(units, unit -> there.encode(unit, 0).unit());
      Used fresh = fresh(units);
      Used start = fresh(List.of());
      cpu[i] = outside.cpu / inside.cpu;
      wall[i] = outside.wall / inside.wall;
      System.out.printf(
          Locale.ROOT,
          "| %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
          i,
          inside.cpu,
          outside.cpu,
          inside.wall,
          outside.wall,
          fresh.cpu,
          fresh.wall,
          start.cpu,
          start.wall);
    }
    there.close();
    System.out.printf(
        Locale.ROOT, "worker ÷ in this process: CPU %.3f, wall %.3f%n", median(cpu), median(wall));
  }

  /** How a segment is encoded. */
  @FunctionalInterface
  private interface Encoding {
    SegmentUnit encode(SegmentUnit unit) throws InterruptedException;
  }

  /** Seconds. */
  private record Used(double cpu, double wall) {}

  private static Used fresh(List<SegmentUnit> units) throws Exception {
    try (EncoderProcess process = new EncoderProcess(PROGRAM, TranscodeSettings.of(LADDER))) {
      return encode(
          units.isEmpty() ? List.of(onePicture()) : units, unit -> process.encode(unit, 0).unit());
    }
  }

  private static SegmentUnit onePicture() throws Exception {
    SegmentUnit unit = segments().get(0);
    return unit.withTracks(
        List.of(
            new TrackSegment(
                "video",
                unit.tracks().get(0).format(),
                unit.tracks().get(0).timescale(),
                0,
                unit.tracks().get(0).samples().subList(0, 1))));
  }

  private static Used encode(List<SegmentUnit> units, Encoding encoding) throws Exception {
    double cpu = cpu();
    long start = System.nanoTime();
    for (SegmentUnit unit : units) {
      encoding.encode(unit);
    }
    return new Used(cpu() - cpu, (System.nanoTime() - start) / 1e9);
  }

  /** CPU seconds of this process and of its children that live. */
  private static double cpu() {
    double seconds = CpuTime.ofThisProcess();
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      seconds += child.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
    return seconds;
  }

  private static List<SegmentUnit> segments() throws Exception {
    RecordedIngest ingest = new RecordedIngest();
    StreamIngest stream = new StreamIngest("bench", new SegmentSettings(2_000, 0, 3_000));
    Payload bytes = Payload.of(Files.readAllBytes(FOOTAGE));
    stream.accept(IngestInput.chunk(1, 0, SegmentUnit.NO_DATE, bytes), ingest);
    stream.accept(IngestInput.end(1, 1, SegmentUnit.NO_DATE), ingest);
    return new ArrayList<>(ingest.units.stream().filter(unit -> !unit.tracks().isEmpty()).toList());
  }
}
