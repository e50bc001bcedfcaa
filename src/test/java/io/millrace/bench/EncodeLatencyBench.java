package io.millrace.bench;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Ladder;
import io.millrace.media.Payload;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.transcode.TranscodeSettings;
import io.millrace.transcode.worker.EncoderProcess;
import io.millrace.transcode.worker.EncoderWorker;
import io.millrace.wire.StreamEvent;
import io.millrace.wire.StreamEventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;

/**
 * How much later than its encoder is done a segment of a live ladder is listed: from the last byte
 * of the segment in Kafka to the playlist, less what a worker needs for the same segments alone.
 *
 * <p>Arguments: a directory for the broker's and Flink's files, one for stores, seconds.
 */
public final class EncodeLatencyBench {
  private static final String LADDER = "copy,360p:800k";
  private static final int PARALLELISM = 2;

  /** The first segments wait for workers to start. */
  private static final int WARM_UP_SEGMENTS = 5;

  private EncodeLatencyBench() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]));
    Path stores = Files.createDirectories(Path.of(arguments[1]));
    byte[] file = Files.readAllBytes(Footage.live(work, Integer.parseInt(arguments[2])));
    long alone = encodeMillis(file);
    List<Long> listed = listedMillis(work, stores, new LiveMedia(file));
    listed.sort(null);
    long median = listed.get(listed.size() / 2);
    System.out.printf(
        Locale.ROOT,
        "%d segments: encoded alone in %d ms; listed %d ms after the last byte (median), %d at"
            + " most%n",
        listed.size(),
        alone,
        median,
        listed.get(listed.size() - 1));
    BenchFigures figures = new BenchFigures("ladder-live");
    figures.add("last byte to listed, less the encode time", Math.max(1, median - alone));
    figures.finish();
  }

  /** Median of what a warm worker needs for a segment. */
  private static long encodeMillis(byte[] file) throws Exception {
    RecordedIngest ingest = new RecordedIngest();
    StreamIngest stream = new StreamIngest("bench", SegmentSettings.DEFAULT);
    stream.accept(IngestInput.chunk(1, 0, SegmentUnit.NO_DATE, Payload.of(file)), ingest);
    List<Long> millis = new ArrayList<>();
    try (EncoderProcess process =
        new EncoderProcess(
            EncoderWorker.program(512 << 20, Duration.ofMinutes(1)),
            TranscodeSettings.of(Ladder.parse(LADDER)))) {
      for (SegmentUnit unit : ingest.units) {
        long begun = System.nanoTime();
        process.encode(unit, 0);
        millis.add((System.nanoTime() - begun) / 1_000_000);
      }
    }
    List<Long> warm = new ArrayList<>(millis.subList(WARM_UP_SEGMENTS, millis.size()));
    warm.sort(null);
    return warm.get(warm.size() / 2);
  }

  private static List<Long> listedMillis(Path work, Path stores, LiveMedia media) throws Exception {
    List<Long> listed = new ArrayList<>();
    Path log = Files.createTempDirectory(stores, "kafka");
    Path store = Files.createTempDirectory(stores, "live");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(log)) {
      kafka.createTopic(BenchJob.EVENTS, 1, 1 << 20);
      try (BenchJob job = new BenchJob(kafka, Files.createTempDirectory(work, "flink"))) {
        job.createTopic("live", PARALLELISM);
        try (LiveSource source = new LiveSource(kafka.bootstrap(), "live", 1, media.chunks())) {
          JobClient client =
              job.submit("live", store, PARALLELISM, Map.of("millrace.transcode.ladder", LADDER));
          job.awaitRunning(client);
          Thread thread = new Thread(source::run, "live-source");
          thread.start();
          boolean[] ended = new boolean[1];
          job.watch(
              (event, time) -> {
                ended[0] |= event.getKind() == StreamEventKind.STREAM_ENDED;
                add(listed, media, source, event, time);
              },
              () -> ended[0]);
          thread.join();
          client.cancel().get();
          job.awaitEnd(client);
        }
      }
    } finally {
      BenchJob.delete(log);
      BenchJob.delete(store);
    }
    return listed;
  }

  private static void add(
      List<Long> listed, LiveMedia media, LiveSource source, StreamEvent event, long time) {
    int segment = (int) event.getSegment();
    boolean counts =
        event.getKind() == StreamEventKind.SEGMENT_PUBLISHED
            && segment >= WARM_UP_SEGMENTS
            && segment < media.segments();
    if (counts) {
      listed.add(time - source.sentMillis(0, media.completeChunk(segment)));
    }
  }
}
