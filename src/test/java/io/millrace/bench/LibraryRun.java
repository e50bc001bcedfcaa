package io.millrace.bench;

import io.millrace.cmaf.CmafPackager;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Payload;
import io.millrace.playlist.StoredSegment;
import io.millrace.publish.PlaylistPublisher;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.publish.PublishListener;
import io.millrace.publish.RetrySettings;
import io.millrace.publish.SegmentWriter;
import io.millrace.publish.StoreSettings;
import io.millrace.publish.Stores;
import io.millrace.publish.StreamPlaylists;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.storage.ObjectStore;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The library as the job uses it, without Flink and Kafka: the bytes of a file in ingest chunks, to
 * a finished HLS presentation in a directory.
 */
final class LibraryRun {
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int IN_FLIGHT = 4;
  private static final int MAX_WARM_UP_PASSES = 15;
  private static final long QUIET_COMPILER_MILLIS = 100;
  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  private LibraryRun() {}

  /** Runs until a whole pass gives the compiler nothing more to do. */
  static int warmUp(Path input, Path work) throws IOException {
    int passes = 0;
    long compiled;
    do {
      compiled = COMPILER.getTotalCompilationTime();
      cpuSeconds(input, work);
      passes++;
    } while (passes < MAX_WARM_UP_PASSES
        && COMPILER.getTotalCompilationTime() - compiled > QUIET_COMPILER_MILLIS);
    return passes;
  }

  /** One pass over {@code input}, to a directory in {@code work} that is deleted again. */
  static double cpuSeconds(Path input, Path work) throws IOException {
    Path output = Files.createTempDirectory(work, "library");
    double start = CpuTime.ofThisProcess();
    try (ObjectStore store = Stores.open(StoreSettings.of(output.toUri().toString()));
        FileChannel in = FileChannel.open(input)) {
      Publishing publishing = new Publishing(store);
      StreamIngest stream = new StreamIngest("bench", new SegmentSettings(2000, 10, 3000));
      // One buffer outside the heap, and an array of its own for each chunk: what a client does.
      ByteBuffer read = ByteBuffer.allocateDirect(CHUNK_BYTES);
      long sequence = 0;
      while (in.read(read.clear()) > 0) {
        byte[] chunk = new byte[read.flip().remaining()];
        read.get(chunk);
        stream.accept(
            IngestInput.chunk(1, sequence++, SegmentUnit.NO_DATE, Payload.of(chunk)), publishing);
      }
      stream.accept(IngestInput.end(1, sequence, SegmentUnit.NO_DATE), publishing);
      publishing.finish();
    }
    double seconds = CpuTime.ofThisProcess() - start;
    delete(output);
    return seconds;
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Segments to the store, a few at a time; playlists at the end. */
  private static final class Publishing implements IngestOutput {
    private final CmafPackager packager = new CmafPackager();
    private final SegmentWriter writer;
    private final PlaylistPublisher publisher;
    private final StreamPlaylists playlists =
        StreamPlaylists.start("bench", PlaylistSettings.vod());
    private final Deque<CompletableFuture<StoredSegment>> open = new ArrayDeque<>();

    Publishing(ObjectStore store) {
      writer = new SegmentWriter(store, RetrySettings.DEFAULT, PublishListener.SILENT);
      publisher =
          new PlaylistPublisher(store, "bench", RetrySettings.DEFAULT, PublishListener.SILENT);
    }

    @Override
    public void onSegment(SegmentUnit unit) {
      open.addLast(writer.write(packager.pack(unit)));
      while (open.size() > IN_FLIGHT) {
        listFirst();
      }
    }

    private void listFirst() {
      for (PlaylistUpdate update : playlists.accept(open.removeFirst().join())) {
        publisher.publish(update).join();
      }
    }

    void finish() {
      while (!open.isEmpty()) {
        listFirst();
      }
    }

    @Override
    public void onRejected(IngestInput record, long byteOffset, String reason) {
      throw new IllegalStateException("Bench input rejected: " + reason);
    }

    @Override
    public void onLoss(long byteOffset, String reason) {
      throw new IllegalStateException("Bench input damaged: " + reason);
    }

    @Override
    public void onEvent(SegmentEvent event, int count, String detail) {
      // Loops of footage overlap by a frame; silence and breaks are part of the work measured.
    }
  }
}
