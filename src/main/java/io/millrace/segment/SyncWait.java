package io.millrace.segment;

import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How long a stream of pictures has had no sync sample to begin with. */
final class SyncWait {
  private boolean waiting;
  private boolean complained;
  private long since;

  /**
   * Takes note of a picture that is dropped for that.
   *
   * @param pts ticks of {@code source}
   * @return true once, when the wait passes {@code maxMillis} of media
   */
  boolean passes(int maxMillis, long pts, Timescale source) {
    if (!waiting) {
      waiting = true;
      since = pts;
      complained = false;
    }
    boolean complain =
        !complained && source.rescale(pts - since, Timescale.MILLISECONDS) > maxMillis;
    complained |= complain;
    return complain;
  }

  /** A sync sample came. */
  void end() {
    waiting = false;
  }

  void save(DataOutput out) throws IOException {
    out.writeBoolean(waiting);
    out.writeBoolean(complained);
    out.writeLong(since);
  }

  static SyncWait load(DataInput in) throws IOException {
    SyncWait wait = new SyncWait();
    wait.waiting = in.readBoolean();
    wait.complained = in.readBoolean();
    wait.since = in.readLong();
    return wait;
  }
}
