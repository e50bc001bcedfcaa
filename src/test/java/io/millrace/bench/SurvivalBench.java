package io.millrace.bench;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.wire.StreamEventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.flink.core.execution.JobClient;

/**
 * What it costs to survive everything: how large a checkpoint is, and how fast a job catches up
 * with what came in while it was away.
 *
 * <p>Arguments: a directory for the broker's and Flink's files, one for stores, streams, seconds.
 */
public final class SurvivalBench {
  private static final int PARALLELISM = 2;

  private SurvivalBench() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]));
    Path stores = Files.createDirectories(Path.of(arguments[1]));
    int streams = Integer.parseInt(arguments[2]);
    int seconds = Integer.parseInt(arguments[3]);
    byte[] file = Files.readAllBytes(Footage.live(work, seconds));
    LiveMedia media = new LiveMedia(file);
    double segment = (double) file.length / media.segments();
    BenchFigures figures = new BenchFigures("survival");
    long checkpoint = run(work, stores, streams, media, true).checkpoint();
    System.out.printf(
        Locale.ROOT,
        "%d live streams: largest checkpoint %.1f MB, a segment of each %.1f MB%n",
        streams,
        checkpoint / 1e6,
        streams * segment / 1e6);
    figures.add("largest checkpoint ÷ a segment of each stream", checkpoint / (streams * segment));
    double away = run(work, stores, streams, media, false).seconds();
    System.out.printf(
        Locale.ROOT,
        "%d streams, %d s of each at once: published within %.2f s of a running job%n",
        streams,
        seconds,
        away);
    figures.add("catching up, times real time", seconds / away);
    figures.finish();
  }

  private record Run(long checkpoint, double seconds) {}

  /**
   * Publishes all streams to their end.
   *
   * @param live in real time; else all records stand in Kafka before the job reads
   */
  private static Run run(Path work, Path stores, int streams, LiveMedia media, boolean live)
      throws Exception {
    Path log = Files.createTempDirectory(stores, "kafka");
    Path store = Files.createTempDirectory(stores, "live");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(log)) {
      kafka.createTopic(BenchJob.EVENTS, 1, 1 << 20);
      try (BenchJob job = new BenchJob(kafka, Files.createTempDirectory(work, "flink"))) {
        job.createTopic("live", PARALLELISM);
        try (LiveSource source =
            new LiveSource(kafka.bootstrap(), "live", streams, media.chunks())) {
          if (!live) {
            source.sendAll();
          }
          JobClient client = job.submit("live", store, PARALLELISM);
          job.awaitRunning(client);
          long begun = System.nanoTime();
          Thread thread = new Thread(source::run, "live-source");
          if (live) {
            thread.start();
          }
          int[] ended = new int[1];
          job.watch(
              (event, time) -> ended[0] += event.getKind() == StreamEventKind.STREAM_ENDED ? 1 : 0,
              () -> ended[0] == streams);
          double seconds = (System.nanoTime() - begun) / 1e9;
          thread.join();
          long checkpoint = job.largestCheckpoint(client);
          client.cancel().get();
          job.awaitEnd(client);
          return new Run(checkpoint, seconds);
        }
      }
    } finally {
      BenchJob.delete(log);
      BenchJob.delete(store);
    }
  }
}
