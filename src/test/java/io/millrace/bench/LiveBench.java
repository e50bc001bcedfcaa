package io.millrace.bench;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.wire.StreamEvent;
import io.millrace.wire.StreamEventKind;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.execution.JobClient;

/**
 * Paced live streams of 3 Mb/s through Kafka and the whole job into a directory: from a segment's
 * last picture in Kafka to the playlist that lists it, the CPU that it takes, and the heap that it
 * holds. Source, broker and job share the machine.
 *
 * <p>A segment is known to be over only with the next one's first picture, and is whole only with
 * the audio under it; the second set of columns starts there, at the chunk that completes it, and
 * is what the job itself takes.
 *
 * <p>Arguments: a work directory, directory of the store, seconds for each run, numbers of streams.
 * The first number should be given twice: until the JVM has compiled everything, that is what is
 * measured.
 */
public final class LiveBench {
  private static final int WARM_UP_SECONDS = 14;
  private static final int MEMORY_SECONDS = 8;
  private static final int COLLECTIONS = 6;
  private static final long COLLECTION_PAUSE_MILLIS = 700;
  private static final int PARALLELISM = 2;

  /** Numbers of streams that figures are about: few, those of the goal, those of the aim. */
  private static final int FEW = 10;

  private static final int GOAL = 100;
  private static final int AIM = 300;

  /** Coded bytes of a segment of the footage: 2 s at 3 Mb/s. */
  private static final double SEGMENT_BYTES = 750_000;

  /** Of the last run with a number of streams. */
  private final Map<Integer, Long> p99Millis = new HashMap<>();

  private final Map<Integer, Long> heapBytes = new HashMap<>();

  private final Path stores;
  private final EmbeddedKafka kafka;
  private final BenchJob job;
  private final LiveMedia media;
  private final int seconds;

  private LiveBench(Path stores, EmbeddedKafka kafka, BenchJob job, LiveMedia media, int seconds) {
    this.stores = stores;
    this.kafka = kafka;
    this.job = job;
    this.media = media;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]));
    Path stores = Files.createDirectories(Path.of(arguments[1]));
    int seconds = Integer.parseInt(arguments[2]);
    int length = WARM_UP_SECONDS + seconds + MEMORY_SECONDS;
    LiveMedia media = new LiveMedia(Files.readAllBytes(Footage.live(work, length)));
    BenchFigures figures = new BenchFigures("live");
    Path log = Files.createTempDirectory(stores, "kafka");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(log)) {
      kafka.createTopic(BenchJob.EVENTS, 1, 1 << 20);
      try (BenchJob job = new BenchJob(kafka, Files.createTempDirectory(work, "flink"))) {
        LiveBench bench = new LiveBench(stores, kafka, job, media, seconds);
        head();
        for (int i = 3; i < arguments.length; i++) {
          bench.run(Integer.parseInt(arguments[i]));
        }
        bench.addTo(figures);
      }
    } finally {
      BenchJob.delete(log);
    }
    figures.finish();
  }

  private void addTo(BenchFigures figures) {
    for (int streams : new int[] {GOAL, AIM}) {
      if (p99Millis.containsKey(streams)) {
        figures.add(
            "p99 from the pictures with %d streams".formatted(streams), p99Millis.get(streams));
      }
    }
    if (heapBytes.containsKey(FEW) && heapBytes.containsKey(GOAL)) {
      double perStream = 1.0 * (heapBytes.get(GOAL) - heapBytes.get(FEW)) / (GOAL - FEW);
      figures.add("heap per stream", perStream / SEGMENT_BYTES);
    }
  }

  private static void head() {
    System.out.println(
        "| streams | segments | p50 ms | p95 | p99 | max | from complete: p50 | p99 | max"
            + " | source late p99 | CPU cores | heap MB |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
  }

  private void run(int streams) throws Exception {
    String topic = "live-" + streams + "-" + System.nanoTime();
    job.createTopic(topic, PARALLELISM);
    Path store = Files.createTempDirectory(stores, "live");
    try (LiveSource source = new LiveSource(kafka.bootstrap(), topic, streams, media.chunks())) {
      JobClient client = job.submit(topic, store, PARALLELISM);
      job.awaitRunning(client);
      Thread thread = new Thread(source::run, "live-source");
      thread.start();
      Phases phases = new Phases();
      Thread timer = new Thread(phases::run, "live-phases");
      timer.start();
      Published published = watch(source, phases, streams);
      thread.join();
      timer.join();
      client.cancel().get();
      job.awaitEnd(client);
      report(streams, published, source, phases);
    } finally {
      job.deleteTopic(topic);
      BenchJob.delete(store);
    }
  }

  /** What happens at which time of a run: warm up, measure, look at the memory. */
  private final class Phases {
    private volatile long begin = Long.MAX_VALUE;
    private volatile long end = Long.MAX_VALUE;
    private double cores;
    private String roles = "";
    private long heap = Long.MAX_VALUE;

    void run() {
      try {
        Thread.sleep(WARM_UP_SECONDS * 1000L);
        ThreadTimes before = new ThreadTimes();
        begin = System.currentTimeMillis();
        Thread.sleep(seconds * 1000L);
        end = System.currentTimeMillis();
        ThreadTimes after = new ThreadTimes();
        cores = after.total(before) / seconds;
        roles = roles(after.since(before));
        for (int i = 0; i < COLLECTIONS; i++) {
          heap = Math.min(heap, heapAfterCollection());
          Thread.sleep(COLLECTION_PAUSE_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private String roles(Map<String, Double> used) {
      StringBuilder text = new StringBuilder();
      used.forEach(
          (role, time) ->
              text.append(String.format(Locale.ROOT, "%s %.3f, ", role, time / seconds)));
      return text.toString();
    }

    boolean measures(long millis) {
      return millis >= begin && millis < end;
    }
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Milliseconds to each published segment. */
  private record Published(List<Long> fromPictures, List<Long> fromComplete) {}

  private Published watch(LiveSource source, Phases phases, int streams) {
    Published published = new Published(new ArrayList<>(), new ArrayList<>());
    Set<String> ended = new HashSet<>();
    job.watch(
        (event, time) -> {
          if (event.getKind() == StreamEventKind.STREAM_ENDED) {
            ended.add(event.getStream());
          } else if (event.getKind() == StreamEventKind.SEGMENT_PUBLISHED) {
            add(published, source, event, time, phases);
          } else if (event.getKind() != StreamEventKind.SILENCE) { // of one frame, where it loops
            System.err.println(event);
          }
        },
        () -> ended.size() == streams);
    return published;
  }

  private void add(
      Published published, LiveSource source, StreamEvent event, long time, Phases phases) {
    int stream = Integer.parseInt(event.getStream().substring(1));
    int segment = (int) event.getSegment();
    if (segment >= media.segments()) {
      return; // the last one, which the end of the stream closes
    }
    long pictures = source.sentMillis(stream, media.lastPictureChunk(segment));
    if (phases.measures(pictures)) {
      published.fromPictures.add(time - pictures);
      published.fromComplete.add(time - source.sentMillis(stream, media.completeChunk(segment)));
    }
  }

  private void report(int streams, Published published, LiveSource source, Phases phases) {
    long[] pictures = sorted(published.fromPictures);
    long[] complete = sorted(published.fromComplete);
    p99Millis.put(streams, quantile(pictures, 0.99));
    heapBytes.put(streams, phases.heap);
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %d | %d | %d | %d | %d | %d | %d | %.0f | %.2f | %.1f |%n",
        streams,
        pictures.length,
        quantile(pictures, 0.5),
        quantile(pictures, 0.95),
        quantile(pictures, 0.99),
        quantile(pictures, 1),
        quantile(complete, 0.5),
        quantile(complete, 0.99),
        quantile(complete, 1),
        source.latenessMillis(0.99),
        phases.cores,
        phases.heap / 1e6);
    System.err.println(streams + " streams, cores: " + phases.roles);
  }

  private static long[] sorted(List<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static long quantile(long[] sorted, double quantile) {
    return sorted.length == 0 ? -1 : sorted[(int) Math.ceil(quantile * sorted.length) - 1];
  }
}
