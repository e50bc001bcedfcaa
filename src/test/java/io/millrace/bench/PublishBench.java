package io.millrace.bench;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What publishing by the rules costs: bytes to a sliding window in a directory by {@link
 * SegmentWriter} and {@link PlaylistPublisher}, and by a writer that overwrites whatever stands
 * there, in turns.
 *
 * <p>Arguments: a directory for the footage, one for the store, rounds.
 */
public final class PublishBench {
  /** Long enough that a start, with its claim and its first looks, counts as it does in a job. */
  private static final int SECONDS = 600;

  /** Gives the compiler its work. */
  private static final int WARM_UP = 10;

  private static final int CHUNK_BYTES = 256 << 10;

  private PublishBench() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]));
    Path stores = Files.createDirectories(Path.of(arguments[1]));
    int rounds = Integer.parseInt(arguments[2]);
    byte[] file = Files.readAllBytes(Footage.live(work, SECONDS));
    double[] blind = new double[rounds];
    double[] ours = new double[rounds];
    for (int i = -WARM_UP; i < rounds; i++) {
      double one = cpuSeconds(stores, file, true);
      double other = cpuSeconds(stores, file, false);
      if (i >= 0) {
        blind[i] = one;
        ours[i] = other;
        System.out.printf(Locale.ROOT, "blindly %.3f CPU s, by the rules %.3f%n", one, other);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "blindly %.3f CPU s, by the rules %.3f, medians%n",
        BenchFigures.median(blind),
        BenchFigures.median(ours));
    BenchFigures figures = new BenchFigures("publish");
    figures.add(
        "publishing, CPU ÷ blindly", BenchFigures.median(ours) / BenchFigures.median(blind));
    figures.finish();
  }

  private static double cpuSeconds(Path stores, byte[] file, boolean blindly) throws IOException {
    Path output = Files.createTempDirectory(stores, "publish");
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
