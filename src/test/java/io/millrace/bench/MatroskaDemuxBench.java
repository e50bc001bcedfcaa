package io.millrace.bench;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.matroska.MatroskaDemuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How fast Matroska becomes access units: {@code MatroskaDemuxBench FILE}. The file is repeated,
 * which a demuxer sees as document after document, and pushed in pieces of 256 KiB.
 */
public final class MatroskaDemuxBench {
  private static final int PIECE_BYTES = 256 << 10;
  private static final int INPUT_BYTES = 256 << 20;
  private static final int ROUNDS = 15;

  private MatroskaDemuxBench() {}

  public static void main(String[] args) throws IOException {
    Payload[] pieces = pieces(Files.readAllBytes(Path.of(args[0])));
    for (int round = 1; round <= ROUNDS; round++) {
      Counter counter = new Counter();
      long start = System.nanoTime();
      MatroskaDemuxer demuxer = new MatroskaDemuxer();
      for (Payload piece : pieces) {
        demuxer.push(piece, counter);
      }
      long nanoseconds = System.nanoTime() - start;
      System.out.printf(
          Locale.ROOT,
          "round %d: %.1f GB/s, %d access units, %.0f ns each, %d losses%n",
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
