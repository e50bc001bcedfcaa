package io.millrace.bench;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.app.kafka.IngestPublisher;
import io.millrace.media.Payload;
import io.millrace.wire.StreamEventKind;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.tools.ConsumerPerformance;

/**
 * A topic full of media, read once by kafka-consumer-perf-test and once by the whole job (Kafka to
 * CMAF in a directory), in turns in one run: MB/s of both and their ratio. The job's time is from
 * its first published segment's record to the last stream's end, so that starting Flink is not in
 * it.
 *
 * <p>Arguments: a work directory, megabytes per stream, streams, rounds, directory of the store.
 */
public final class JobBench {
  private static final String TOPIC = "bench";
  private static final int CHUNK_BYTES = 256 << 10;

  private JobBench() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]));
    long bytes = Long.parseLong(arguments[1]) << 20;
    int streams = Integer.parseInt(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    Path stores = Files.createDirectories(Path.of(arguments[4]));
    BenchFigures figures = new BenchFigures("job");
    double[] ratios = new double[rounds];
    Path input = Footage.BROADCAST.in(work, "mkv", bytes);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(Files.createTempDirectory(work, "kafka"));
        BenchJob job = start(kafka, work)) {
      fill(kafka, input, streams);
      double megabytes = streams * Files.size(input) / 1e6;
      System.out.println(
          "| round | kafka-consumer-perf-test MB/s | CPU s/GB | job MB/s | CPU s/GB | ratio |");
      System.out.println("|---|---|---|---|---|---|");
      for (int round = 0; round < rounds; round++) {
        double before = CpuTime.ofThisProcess();
        double consumer = consumer(kafka, streams * records(input));
        double consumerCpu = CpuTime.ofThisProcess() - before;
        Path store = Files.createTempDirectory(stores, "job");
        Used used = measure(job, store, streams);
        System.out.printf(
            Locale.ROOT,
            "| %d | %.0f | %.2f | %.0f | %.2f | %.2f |%n",
            round,
            consumer,
            consumerCpu / megabytes * 1000,
            megabytes / used.seconds(),
            used.cpuSeconds() / megabytes * 1000,
            megabytes / used.seconds() / consumer);
        ratios[round] = megabytes / used.seconds() / consumer;
        BenchJob.delete(store);
      }
    }
    figures.add("MB/s ÷ kafka-consumer-perf-test", BenchFigures.median(ratios));
    figures.finish();
  }

  private static BenchJob start(EmbeddedKafka kafka, Path work) throws Exception {
    kafka.createTopic(TOPIC, 2, 8 << 20);
    kafka.createTopic(BenchJob.EVENTS, 1, 1 << 20);
    return new BenchJob(kafka, Files.createTempDirectory(work, "flink"));
  }

  private static long records(Path input) throws Exception {
    return (Files.size(input) + CHUNK_BYTES - 1) / CHUNK_BYTES + 1;
  }

  /** Streams one behind the other in chunks of turn, as publishers of equal rate would fill it. */
  private static void fill(EmbeddedKafka kafka, Path input, int streams) throws Exception {
    IngestPublisher[] publishers = new IngestPublisher[streams];
    for (int i = 0; i < streams; i++) {
      publishers[i] =
          IngestPublisher.open(
              new IngestPublisher.Target(kafka.bootstrap(), TOPIC, "s" + i, 1), Clock.systemUTC());
    }
    try (InputStream in = Files.newInputStream(input)) {
      for (byte[] chunk = in.readNBytes(CHUNK_BYTES);
          chunk.length > 0;
          chunk = in.readNBytes(CHUNK_BYTES)) {
        for (IngestPublisher publisher : publishers) {
          publisher.publish(Payload.of(chunk));
        }
      }
    }
    for (IngestPublisher publisher : publishers) {
      publisher.end();
      publisher.close();
    }
  }

  private static double consumer(EmbeddedKafka kafka, long records) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      ConsumerPerformance.main(
          new String[] {
            "--bootstrap-server",
            kafka.bootstrap(),
            "--topic",
            TOPIC,
            "--num-records",
            Long.toString(records),
            "--hide-header"
          });
    } finally {
      System.setOut(console);
    }
    String[] columns = output.toString(StandardCharsets.UTF_8).strip().split(", ", -1);
    // fetch.MB.sec: joining the group is not in it, as starting Flink is not in the job's figure.
    // Its MB are 2^20 bytes.
    return Double.parseDouble(columns[8]) * 1.048576;
  }

  /** From the first segment's event to the last one's. */
  private record Used(double seconds, double cpuSeconds) {}

  private static Used measure(BenchJob job, Path store, int streams) throws Exception {
    long[] first = {0};
    long[] last = {0};
    double[] cpu = {0, 0};
    Set<String> ended = new HashSet<>();
    JobClient client = job.submit(TOPIC, store, 2);
    job.watch(
        (event, time) -> {
          if (first[0] == 0) {
            first[0] = time;
            cpu[0] = CpuTime.ofThisProcess();
          }
          last[0] = Math.max(last[0], time);
          if (event.getKind() == StreamEventKind.STREAM_ENDED) {
            ended.add(event.getStream());
          }
        },
        () -> ended.size() == streams);
    cpu[1] = CpuTime.ofThisProcess();
    client.cancel().get();
    job.awaitEnd(client);
    return new Used((last[0] - first[0]) / 1000.0, cpu[1] - cpu[0]);
  }
}
