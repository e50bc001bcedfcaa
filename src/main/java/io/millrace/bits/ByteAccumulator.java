package io.millrace.bits;

import io.millrace.media.Payload;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Gathers a run of bytes of known length that arrives in pieces; one that comes in a single piece
 * is a view of it. Memory follows the bytes that really came, not the length that a header
 * promised.
 */
public final class ByteAccumulator {
  /** Up to here the promised length is believed, so that an honest run is copied once. */
  private static final int TRUSTED_BYTES = 1 << 20;

  private static final byte[] NONE = new byte[0];

  private byte[] bytes = NONE;

  /** Where the run begins in {@link #bytes}. */
  private int start;

  private int wanted;
  private int filled;

  /** Forgets what it holds and expects a run of {@code length} bytes. */
  public void expect(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("Invalid length: %d bytes".formatted(length));
    }
    bytes = NONE;
    start = 0;
    wanted = length;
    filled = 0;
  }

  /** Bytes of the whole run. */
  public int length() {
    return wanted;
  }

  /** Bytes that the run still lacks. */
  public int missing() {
    return wanted - filled;
  }

  public boolean isComplete() {
    return filled == wanted;
  }

  /**
   * Takes from {@code source} what the run lacks, starting at {@code from}.
   *
   * @return bytes taken, at most {@link #missing()}
   */
  public int fill(Payload source, int from) {
    int taken = Math.min(missing(), source.length() - from);
    if (taken == wanted && taken > 0) {
      bytes = source.array();
      start = source.arrayOffset() + from;
      filled = taken;
    } else if (taken > 0) {
      makeRoom(filled + taken);
      System.arraycopy(source.array(), source.arrayOffset() + from, bytes, filled, taken);
      filled += taken;
    }
    return taken;
  }

  private void makeRoom(int needed) {
    if (needed <= bytes.length) {
      return;
    }
    long room = Math.max(TRUSTED_BYTES, Math.max(needed, 2L * bytes.length));
    bytes = Arrays.copyOf(bytes, (int) Math.min(room, wanted));
  }

  /**
   * The complete run, which is then forgotten.
   *
   * @throws IllegalStateException if bytes are missing
   */
  public Payload take() {
    if (!isComplete()) {
      throw new IllegalStateException("Cannot take: %d bytes are missing".formatted(missing()));
    }
    Payload run = Payload.of(bytes, start, filled);
    expect(0);
    return run;
  }

  /** Writes the promised length and the bytes gathered so far; the owner has the version. */
  public void save(DataOutput out) throws IOException {
    out.writeInt(wanted);
    out.writeInt(filled);
    out.write(bytes, start, filled);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if it promises more than {@code maxLength} bytes
   */
  public static ByteAccumulator load(DataInput in, int maxLength) throws IOException {
    int wanted = in.readInt();
    int filled = in.readInt();
    if (wanted < 0 || wanted > maxLength || filled < 0 || filled > wanted) {
      throw new IOException(
          "Cannot read bytes: %d of %d, at most %d".formatted(filled, wanted, maxLength));
    }
    ByteAccumulator accumulator = new ByteAccumulator();
    accumulator.expect(wanted);
    byte[] bytes = new byte[filled];
    in.readFully(bytes);
    accumulator.fill(Payload.of(bytes), 0);
    return accumulator;
  }
}
