package io.millrace.ingest;

import io.millrace.demux.Demuxer;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.media.FrameRate;
import java.io.DataInput;
import java.io.IOException;
import java.util.OptionalLong;

/** Where a stream has its demuxers from. */
interface Demuxers {
  /**
   * A demuxer for a session of which nothing is known.
   *
   * @param clock see {@link Demuxer#clock}: of the session that this one may go on from
   */
  Demuxer open(OptionalLong clock);

  /** Reads what {@link Demuxer#save} of one of these wrote. */
  Demuxer load(DataInput in) throws IOException;

  /** Those that find out themselves what they read. */
  static Demuxers detecting(FrameRate assumed) {
    return new Demuxers() {
      @Override
      public Demuxer open(OptionalLong clock) {
        return new DetectingDemuxer(assumed, clock);
      }

      @Override
      public Demuxer load(DataInput in) throws IOException {
        return DetectingDemuxer.load(in);
      }
    };
  }
}
