package io.millrace.bench;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.cmaf.CmafPackager;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Payload;
import io.millrace.publish.BlindWriter;
import io.millrace.publish.PlaylistPublisher;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.PublishListener;
import io.millrace.publish.RetrySettings;
import io.millrace.publish.SegmentWriter;
import io.millrace.publish.StreamPlaylists;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.local.LocalStore;
import io.millrace.wire.StreamEventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.flink.core.execution.JobClient;

/**
 * What it costs to survive everything: how large a checkpoint is, how fast a job catches up with
 * what came in while it was away, and what conditional publishing costs against writing blindly.
 *
 * <p>Arguments: a directory for the broker's and Flink's files, one for stores, streams, seconds.
 */
public final class SurvivalBench {
  private static final int PARALLELISM = 2;
  private static final int ROUNDS = 9;

  /** Of one input, so that the clock of the CPU is fine enough. */
  private static final int PASSES = 16;

  private static final int CHUNK_BYTES = 256 << 10;

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
    figures.add("publishing, CPU ÷ blindly", cost(work, file));
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

  /** Median of CPU seconds from bytes to a sliding window, ours over blind, in turns. */
  private static double cost(Path work, byte[] file) throws IOException {
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < 2; i++) { // gives the compiler its work
      passes(work, file, true);
      passes(work, file, false);
    }
    for (int i = 0; i < ROUNDS; i++) {
      double blind = passes(work, file, true);
      double ours = passes(work, file, false);
      ratios[i] = ours / blind;
      System.out.printf(Locale.ROOT, "blindly %.3f CPU s, by the rules %.3f%n", blind, ours);
    }
    Arrays.sort(ratios);
    return ratios[ROUNDS / 2];
  }

  private static double passes(Path work, byte[] file, boolean blindly) throws IOException {
    double seconds = 0;
    for (int i = 0; i < PASSES; i++) {
      seconds += cpuSeconds(work, file, blindly);
    }
    return seconds;
  }

  private static double cpuSeconds(Path work, byte[] file, boolean blindly) throws IOException {
    Path output = Files.createTempDirectory(work, "publish");
    double start = CpuTime.ofThisProcess();
    try (ObjectStore store = LocalStore.open(output)) {
      RecordedIngest ingest = new RecordedIngest();
      StreamIngest stream = new StreamIngest("bench", SegmentSettings.DEFAULT);
      Publishing publishing = new Publishing(store);
      long sequence = 0;
      for (int from = 0; from < file.length; from += CHUNK_BYTES) {
        Payload chunk = Payload.of(file, from, Math.min(CHUNK_BYTES, file.length - from));
        stream.accept(IngestInput.chunk(1, sequence++, SegmentUnit.NO_DATE, chunk), ingest);
        for (SegmentUnit unit : ingest.units) {
          publishing.publish(unit, blindly);
        }
        ingest.units.clear();
      }
    }
    double seconds = CpuTime.ofThisProcess() - start;
    LibraryRun.delete(output);
    return seconds;
  }

  /** One segment after the other into a sliding window, by the rules or not. */
  private static final class Publishing {
    private final CmafPackager packager = new CmafPackager();
    private final StreamPlaylists playlists =
        StreamPlaylists.start("bench", PlaylistSettings.live(6));
    private final SegmentWriter writer;
    private final PlaylistPublisher publisher;
    private final BlindWriter blind;

    Publishing(ObjectStore store) {
      writer = new SegmentWriter(store, RetrySettings.DEFAULT, PublishListener.SILENT);
      publisher =
          new PlaylistPublisher(store, "bench", RetrySettings.DEFAULT, PublishListener.SILENT);
      blind = new BlindWriter(store);
    }

    void publish(SegmentUnit unit, boolean blindly) {
      if (blindly) {
        blind.write(packager.pack(unit), playlists);
      } else {
        playlists
            .accept(writer.write(packager.pack(unit)).join())
            .forEach(update -> publisher.publish(update).join());
      }
    }
  }
}
