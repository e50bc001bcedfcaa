package io.millrace.bench;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.mpegts.MpegTsDemuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures how fast a transport stream becomes access units: {@code MpegTsBench FILE.ts [rounds]}.
 * Prints CPU seconds of the thread, so that other work on the machine counts little.
 */
public final class MpegTsBench {
  private static final int PUSH_BYTES = 256 << 10;

  private MpegTsBench() {}

  public static void main(String[] args) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(args[0]));
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    for (int round = 0; round < rounds; round++) {
      Counter counter = new Counter();
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      MpegTsDemuxer demuxer = new MpegTsDemuxer();
      for (int at = 0; at < bytes.length; at += PUSH_BYTES) {
        demuxer.push(Payload.of(bytes, at, Math.min(PUSH_BYTES, bytes.length - at)), counter);
      }
      demuxer.end(counter);
      double seconds =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
      System.out.printf(
          "%d access units, %d bytes, %d losses, %.0f MB/s per core, %.3f CPU-s per GB%n",
          counter.units,
          counter.bytes,
          counter.losses,
          bytes.length / seconds / 1e6,
          seconds / bytes.length * 1e9);
    }
  }

  private static final class Counter implements DemuxHandler {
    private long units;
    private long bytes;
    private long losses;

    @Override
    public void onTracks(List<Track> tracks) {}

    @Override
    public void onAccessUnit(AccessUnit unit) {
      units++;
      bytes += unit.data().length();
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      losses++;
    }
  }
}
