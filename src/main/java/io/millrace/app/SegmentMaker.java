package io.millrace.app;

import io.millrace.cmaf.CmafPackager;
import io.millrace.cmaf.PackagedSegment;
import io.millrace.libav.Libav;
import io.millrace.libav.LibavException;
import io.millrace.media.Ladder;
import io.millrace.media.MediaException;
import io.millrace.segment.SegmentUnit;
import io.millrace.transcode.EncodedSegment;
import io.millrace.transcode.EncodedTracks;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * Segments to objects without Flink: encoded side by side on all processors, each by itself, and
 * handed on in their order.
 */
final class SegmentMaker implements AutoCloseable {
  private final Ladder ladder;
  private final SegmentEncoder encoder;
  private final Output output;
  private final CmafPackager packager = new CmafPackager();
  private final int encoders = Runtime.getRuntime().availableProcessors();
  private final ExecutorService pool =
      Executors.newFixedThreadPool(encoders, task -> new Thread(task, "millrace-encoder"));
  private final Deque<CompletableFuture<Encoded>> encoding = new ArrayDeque<>();

  /** Takes what is made, on the thread of whoever gave the segments. */
  interface Output {
    /**
     * The next segment.
     *
     * @param remark why it is not what was wanted; empty if it is
     */
    void onMade(PackagedSegment segment, String remark);
  }

  private record Encoded(SegmentUnit unit, String remark) {}

  /** Makes all renditions. */
  SegmentMaker(TranscodeSettings settings, Output output) {
    this(settings, rendition -> true, output);
  }

  /**
   * Makes a part of the renditions of pictures; the others are gaps.
   *
   * @param wanted names of those that are encoded
   */
  SegmentMaker(TranscodeSettings settings, Predicate<String> wanted, Output output) {
    this.ladder = settings.ladder();
    this.encoder = new SegmentEncoder(settings, wanted);
    this.output = output;
  }

  /** Takes the next segment; waits where as many are in work as there are processors. */
  void make(SegmentUnit unit) {
    boolean encoded = EncodedTracks.any(unit, ladder);
    if (!encoded && encoding.isEmpty()) {
      pack(unit, "");
      return;
    }
    if (encoding.size() > encoders) {
      packEldest();
    }
    encoding.add(
        encoded
            ? CompletableFuture.supplyAsync(() -> encode(unit), pool)
            : CompletableFuture.completedFuture(new Encoded(unit, "")));
  }

  /** A segment that cannot be encoded does not stop the others: it is a gap, and a remark. */
  private Encoded encode(SegmentUnit unit) {
    Libav.load(); // without FFmpeg there is no point in going on
    try {
      EncodedSegment encoded = encoder.encode(unit, 0);
      return new Encoded(encoded.unit(), encoded.damaged() > 0 ? encoded.remark() : "");
    } catch (MediaException | LibavException e) {
      return new Encoded(
          EncodedTracks.without(unit, ladder),
          "segment %d not encoded: %s".formatted(unit.number(), e.getMessage()));
    }
  }

  private void packEldest() {
    Encoded eldest = join(encoding.remove());
    pack(eldest.unit(), eldest.remark());
  }

  /** What has no CMAF form becomes gaps, and a remark. */
  private void pack(SegmentUnit unit, String remark) {
    PackagedSegment packaged;
    try {
      packaged = packager.pack(unit);
    } catch (MediaException e) {
      String why = "segment %d not packaged: %s".formatted(unit.number(), e.getMessage());
      output.onMade(packager.pack(unit.withoutTracks()), why);
      return;
    }
    output.onMade(packaged, remark);
  }

  /** Returns when all are handed on. */
  void finish() {
    while (!encoding.isEmpty()) {
      packEldest();
    }
  }

  /** The result of {@code future}, or what made it fail. */
  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
