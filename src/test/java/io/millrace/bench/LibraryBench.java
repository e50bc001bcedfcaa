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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * File to HLS directory, CPU seconds per GB: the library in a warm JVM, the whole {@code millrace
 * package} process, and {@code ffmpeg -c copy} on the same file, in turns in one run.
 *
 * <p>Arguments: a work directory with room for 3 GB, megabytes per input, rounds.
 */
public final class LibraryBench {
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int IN_FLIGHT = 4;

  private LibraryBench() {}

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createDirectories(Path.of(arguments[0]));
    long bytes = Long.parseLong(arguments[1]) << 20;
    int rounds = Integer.parseInt(arguments[2]);
    List<Path> inputs =
        List.of(
            Footage.broadcast(work, "broadcast.mkv", bytes),
            Footage.broadcast(work, "broadcast.ts", bytes),
            Footage.small(work, "small.mkv", bytes),
            Footage.small(work, "small.ts", bytes));
    System.out.println(
        "| input | ffmpeg CPU-s/GB | library | ratio | `millrace package` | ratio |");
    System.out.println("|---|---|---|---|---|---|");
    for (Path input : inputs) {
      System.out.println(row(input, work, rounds));
    }
  }

  private static String row(Path input, Path work, int rounds) throws Exception {
    double gigabytes = Files.size(input) / 1e9;
    double[] ffmpeg = new double[rounds];
    double[] library = new double[rounds];
    double[] whole = new double[rounds];
    library(input, work); // warm up
    for (int i = 0; i < rounds; i++) {
      ffmpeg[i] = ffmpeg(input, work) / gigabytes;
      library[i] = library(input, work) / gigabytes;
      whole[i] = packageCommand(input, work) / gigabytes;
    }
    double reference = median(ffmpeg);
    return String.format(
        Locale.ROOT,
        "| %s, %.2f GB | %.2f | %.2f | **%.2f** | %.2f | **%.2f** |",
        input.getFileName(),
        gigabytes,
        reference,
        median(library),
        median(library) / reference,
        median(whole),
        median(whole) / reference);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double ffmpeg(Path input, Path work) throws Exception {
    Path output = Files.createTempDirectory(work, "ffmpeg");
    List<String> command =
        new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-i", input.toString()));
    command.addAll(List.of("-c", "copy"));
    if (input.toString().endsWith(".ts")) {
      command.addAll(List.of("-bsf:a", "aac_adtstoasc"));
    }
    command.addAll(List.of("-f", "hls", "-hls_segment_type", "fmp4", "-hls_time", "2"));
    command.addAll(List.of("-hls_playlist_type", "vod", "main.m3u8"));
    double seconds = CpuTime.of(output, command);
    delete(output);
    return seconds;
  }

  private static double packageCommand(Path input, Path work) throws Exception {
    Path output = Files.createTempDirectory(work, "package");
    String millrace = Path.of("bin/millrace").toAbsolutePath().toString();
    double seconds =
        CpuTime.of(output, List.of(millrace, "package", input.toAbsolutePath().toString(), "out"));
    delete(output);
    return seconds;
  }

  private static double library(Path input, Path work) throws IOException {
    Path output = Files.createTempDirectory(work, "library");
    double start = CpuTime.ofThisProcess();
    try (ObjectStore store = Stores.open(StoreSettings.of(output.toUri().toString()));
        InputStream in = Files.newInputStream(input)) {
      Publishing publishing = new Publishing(store);
      StreamIngest stream = new StreamIngest("bench", new SegmentSettings(2000, 10, 3000));
      long sequence = 0;
      for (byte[] chunk = in.readNBytes(CHUNK_BYTES);
          chunk.length > 0;
          chunk = in.readNBytes(CHUNK_BYTES)) {
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

  private static void delete(Path directory) throws IOException {
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
    public void onRejected(long byteOffset, String reason) {
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
