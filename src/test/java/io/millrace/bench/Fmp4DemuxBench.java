package io.millrace.bench;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.fmp4.Fmp4Demuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How fast MP4 becomes access units: {@code Fmp4DemuxBench FILE}. The file is repeated, which a
 * demuxer sees as init segments that come again, and pushed in pieces of 256 KiB.
 */
public final class Fmp4DemuxBench {
  private static final int PIECE_BYTES = 256 << 10;
  private static final int INPUT_BYTES = 256 << 20;
  private static final int ROUNDS = 15;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Fmp4DemuxBench() {}

  public static void main(String[] args) throws IOException {
    Payload[] pieces = pieces(Files.readAllBytes(Path.of(args[0])));
    for (int round = 1; round <= ROUNDS; round++) {
      Counter counter = new Counter();
      long start = THREADS.getCurrentThreadCpuTime();
      Fmp4Demuxer demuxer = new Fmp4Demuxer();
      for (Payload piece : pieces) {
        demuxer.push(piece, counter);
      }
      long nanoseconds = THREADS.getCurrentThreadCpuTime() - start;
      System.out.printf(
          Locale.ROOT,
          "round %d: %.1f GB/s of CPU, %d access units, %.0f ns each, %d losses%n",
          round,
          1.0 * pieces.length * PIECE_BYTES / nanoseconds,
          counter.units,
          1.0 * nanoseconds / counter.units,
          counter.losses);
    }
  }

  private static Payload[] pieces(byte[] file) {
    Payload[] pieces = new Payload[INPUT_BYTES / PIECE_BYTES];
    long at = 0;
    for (int i = 0; i < pieces.length; i++) {
      byte[] piece = new byte[PIECE_BYTES];
      for (int filled = 0; filled < piece.length; ) {
        int from = (int) (at % file.length);
        int length = Math.min(piece.length - filled, file.length - from);
        System.arraycopy(file, from, piece, filled, length);
        filled += length;
        at += length;
      }
      pieces[i] = Payload.of(piece);
    }
    return pieces;
  }

  /** Counts what it is given, so that nothing is left out. */
  private static final class Counter implements DemuxHandler {
    private long units;
    private int losses;

    @Override
    public void onTracks(List<Track> tracks) {}

    @Override
    public void onAccessUnit(AccessUnit unit) {
      units++;
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      losses++;
    }
  }
}
