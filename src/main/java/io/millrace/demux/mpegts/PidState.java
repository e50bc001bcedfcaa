package io.millrace.demux.mpegts;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A PID that is read: its continuity counter, and who takes its payloads. */
final class PidState {
  private static final int UNKNOWN = -1;

  private final PidReader reader;
  private int counter = UNKNOWN;
  private boolean repeated;
  private boolean refused;

  PidState(PidReader reader) {
    this.reader = reader;
  }

  PidReader reader() {
    return reader;
  }

  /** How a packet follows the one before. ISO/IEC 13818-1, 2.4.3.3. */
  enum Continuity {
    NEXT,
    /** The same packet again, which may come once. */
    REPEATED,
    GAP
  }

  /** Counts a packet with a payload. */
  Continuity count(int found) {
    int expected = expected();
    boolean isNext = counter == UNKNOWN || found == expected;
    boolean isRepeat = found == counter && !repeated;
    repeated = !isNext && isRepeat;
    counter = found;
    if (isNext) {
      return Continuity.NEXT;
    }
    return isRepeat ? Continuity.REPEATED : Continuity.GAP;
  }

  /** The counter that the next packet should have. */
  int expected() {
    return counter + 1 & 0x0f;
  }

  /** The next packet may have any counter. */
  void forgetCounter() {
    counter = UNKNOWN;
    repeated = false;
  }

  /** Notes that a packet cannot be used; true if the one before could. */
  boolean refuse() {
    boolean isFirst = !refused;
    refused = true;
    return isFirst;
  }

  void accept() {
    refused = false;
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(counter);
    out.writeBoolean(repeated);
    out.writeBoolean(refused);
  }

  void load(DataInput in) throws IOException {
    counter = in.readByte();
    repeated = in.readBoolean();
    refused = in.readBoolean();
  }
}
