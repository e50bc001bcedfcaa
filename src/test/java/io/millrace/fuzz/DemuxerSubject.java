package io.millrace.fuzz;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.DemuxRecording;
import io.millrace.demux.Demuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A demuxer and any bytes: it throws nothing but {@link MediaException}, and finds the same when
 * they come in pieces and it is saved and loaded in between.
 */
record DemuxerSubject(Supplier<? extends Demuxer> start, DemuxRecording.Loader loader)
    implements FuzzSubject {
  private static final DemuxHandler NOBODY =
      new DemuxHandler() {
        @Override
        public void onTracks(List<Track> tracks) {}

        @Override
        public void onAccessUnit(AccessUnit unit) {}

        @Override
        public void onLoss(int trackId, MediaException reason) {}
      };

  @Override
  public void read(byte[] bytes) {
    Demuxer demuxer = start.get();
    try {
      demuxer.push(Payload.of(bytes), NOBODY);
      demuxer.end(NOBODY);
    } catch (MediaException e) {
      if (e.byteOffset() < 0) {
        throw new IllegalStateException("a byte offset below 0", e);
      }
    }
  }

  /** The sizes of the pieces depend on the bytes alone, so that a find can be run again. */
  @Override
  public void check(byte[] bytes) {
    Random random = new Random(Payload.of(bytes).hashCode());
    // Saving costs most: some eight pieces, and many for one input in sixteen.
    int bound = 1 + bytes.length / (random.nextInt(16) == 0 ? 256 : 4);
    List<Object> whole = DemuxRecording.outcome(start, null, bytes, () -> bytes.length);
    List<Object> cut =
        DemuxRecording.outcome(start, loader, bytes, () -> 1 + random.nextInt(bound));
    // Not by AssertJ: Jazzer would instrument it, which takes longer than an input may.
    if (!cut.equals(whole)) {
      throw new IllegalStateException("whole: %s%ncut: %s".formatted(whole, cut));
    }
  }
}
