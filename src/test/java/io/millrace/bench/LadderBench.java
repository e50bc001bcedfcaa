package io.millrace.bench;

import static io.millrace.bench.BenchFigures.median;

import io.millrace.cmaf.CmafPackager;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Ladder;
import io.millrace.media.Payload;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Camera footage to a ladder, CPU seconds: this library in a warm JVM against ffmpeg with the same
 * parameters, in turns; and the wall time of one stream's segments on one thread and on two.
 *
 * <p>Arguments: a work directory; rounds. The footage is 720p30 of 10 s, segments of 2 s.
 */
public final class LadderBench {
  private static final Path FOOTAGE =
      Path.of("../shared/media/derived/dev/flower720_h264_mkvmerge.mkv").toAbsolutePath();
  private static final List<String> RUNGS = List.of("720p:3000k", "480p:1200k", "240p:400k");
  private static final List<String> SIZES = List.of("1280:720", "854:480", "426:240");

  private static final int STREAM_LOOPS = 8;

  private static final long SAMPLE_MILLIS = 2;

  private LadderBench() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]));
    int rounds = Integer.parseInt(arguments[1]);
    List<SegmentUnit> units = segments();
    List<SegmentUnit> stream =
        new ArrayList<>(); // long enough that the last segment alone is little
    for (int i = 0; i < STREAM_LOOPS; i++) {
      stream.addAll(units);
    }
    double[] single = new double[rounds];
    double[] ladder = new double[rounds];
    double[] onOne = new double[rounds];
    double[] speedUp = new double[rounds];
    encode(units, String.join(",", RUNGS), 2);
    System.out.println(
        "| round | 720p CPU s | ffmpeg | ladder | ffmpeg, 3 outputs | ffmpeg, 3 runs"
            + " | 480p wall s, 1 thread | 2 |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (int i = 0; i < rounds; i++) {
      Used one = encode(units, RUNGS.get(0), 1);
      double ffmpegOne = ffmpeg(work, List.of(0));
      Used all = encode(units, String.join(",", RUNGS), 1);
      double ffmpegAll = ffmpeg(work, List.of(0, 1, 2));
      double apart = ffmpegOne + ffmpeg(work, List.of(1)) + ffmpeg(work, List.of(2));
      Used alone = encode(stream, RUNGS.get(1), 1);
      Used beside = encode(stream, RUNGS.get(1), 2);
      single[i] = one.cpu / ffmpegOne;
      ladder[i] = all.cpu / ffmpegAll;
      onOne[i] = all.cpu / apart;
      speedUp[i] = alone.wall / beside.wall;
      System.out.printf(
          Locale.ROOT,
          "| %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
          i,
          one.cpu,
          ffmpegOne,
          all.cpu,
          ffmpegAll,
          apart,
          alone.wall,
          beside.wall);
    }
    BenchFigures figures = new BenchFigures("ladder");
    figures.add("one rung ÷ ffmpeg", median(single));
    figures.add("three rungs ÷ ffmpeg with three outputs", median(ladder));
    figures.add("three rungs ÷ three runs of ffmpeg", median(onOne));
    figures.add("wall time on one thread ÷ on two", median(speedUp));
    figures.add("share of CPU outside of libav, file to segments", outside(rounds));
    figures.finish();
  }

  /**
   * How much of the work from the file to packaged segments of three rungs is not done by FFmpeg:
   * by samples of the thread that does it, and all that other threads of the JVM add.
   */
  private static double outside(int rounds) throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] own = new long[1];
    double process = CpuTime.ofThisProcess();
    long sampler = threads.getCurrentThreadCpuTime();
    Thread worker =
        new Thread(
            () -> {
              for (int i = 0; i < rounds; i++) {
                work();
              }
              own[0] = threads.getCurrentThreadCpuTime();
            });
    worker.start();
    long all = 0;
    long java = 0;
    while (worker.isAlive()) {
      StackTraceElement[] stack = worker.getStackTrace();
      if (stack.length > 0) {
        boolean libav =
            stack[0].isNativeMethod() && stack[0].getClassName().startsWith("org.bytedeco.");
        all++;
        java += libav ? 0 : 1;
      }
      worker.join(SAMPLE_MILLIS);
    }
    double used = CpuTime.ofThisProcess() - process;
    used -= (threads.getCurrentThreadCpuTime() - sampler) / 1e9;
    double inside = own[0] / 1e9 * (all - java) / all;
    System.out.printf(
        Locale.ROOT,
        "outside of libav: %.2f of %.2f CPU s, by %d samples%n",
        used - inside,
        used,
        all);
    return (used - inside) / used;
  }

  private static void work() {
    CmafPackager packager = new CmafPackager();
    SegmentEncoder encoder =
        new SegmentEncoder(TranscodeSettings.of(Ladder.parse(String.join(",", RUNGS))));
    try {
      for (SegmentUnit unit : segments()) {
        packager.pack(encoder.encode(unit));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<SegmentUnit> segments() throws IOException {
    RecordedIngest ingest = new RecordedIngest();
    StreamIngest stream = new StreamIngest("bench", new SegmentSettings(2_000, 0, 3_000));
    Payload bytes = Payload.of(Files.readAllBytes(FOOTAGE));
    stream.accept(IngestInput.chunk(1, 0, SegmentUnit.NO_DATE, bytes), ingest);
    stream.accept(IngestInput.end(1, 1, SegmentUnit.NO_DATE), ingest);
    return ingest.units;
  }

  /** Seconds. */
  private record Used(double cpu, double wall) {}

  private static Used encode(List<SegmentUnit> units, String rungs, int threads) throws Exception {
    SegmentEncoder encoder = new SegmentEncoder(TranscodeSettings.of(Ladder.parse(rungs)));
    double cpu = CpuTime.ofThisProcess();
    long start = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<SegmentUnit>> encoded = new ArrayList<>();
      for (SegmentUnit unit : units) {
        encoded.add(pool.submit(() -> encoder.encode(unit)));
      }
      CmafPackager packager = new CmafPackager();
      for (Future<SegmentUnit> unit : encoded) {
        packager.pack(unit.get());
      }
    } finally {
      pool.shutdown();
    }
    return new Used(CpuTime.ofThisProcess() - cpu, (System.nanoTime() - start) / 1e9);
  }

  /** ffmpeg on one thread, with the rungs of these indices as outputs. */
  private static double ffmpeg(Path work, List<Integer> rungs) throws Exception {
    Path output = Files.createTempDirectory(work, "ladder");
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
    command.addAll(List.of("-threads", "1", "-i", FOOTAGE.toString()));
    for (int rung : rungs) {
      String rate = RUNGS.get(rung).replaceAll(".*:", "");
      String buffer = 2 * Integer.parseInt(rate.replace("k", "")) + "k";
      command.addAll(
          List.of("-an", "-vf", "scale=" + SIZES.get(rung) + ":flags=bicubic+accurate_rnd"));
      command.addAll(List.of("-threads", "1", "-c:v", "libx264", "-preset", "veryfast"));
      command.addAll(List.of("-crf", "23", "-maxrate", rate, "-bufsize", buffer, "-g", "60"));
      command.addAll(List.of("-x264-params", "scenecut=0:open-gop=0:cpu-independent=1"));
      command.add("out-%d.mp4".formatted(rung));
    }
    double seconds = CpuTime.of(output, command);
    LibraryRun.delete(output);
    return seconds;
  }
}
