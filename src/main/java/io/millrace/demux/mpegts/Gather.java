package io.millrace.demux.mpegts;

import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Bytes that come in pieces and leave in one array. Pieces are remembered as places in the array
 * they came in, and copied once when all are there: then the size of the target is known.
 */
final class Gather {
  private static final byte[] NOTHING = {};

  private byte[] source = NOTHING;

  /** Start and length of each piece in {@link #source}, by turns. */
  private int[] pieces = new int[32];

  private int pieceInts;
  private int pieceBytes;

  /** What had to be copied because its array went away; comes before the pieces. */
  private byte[] own = NOTHING;

  private int ownBytes;

  int length() {
    return ownBytes + pieceBytes;
  }

  void add(byte[] array, int at, int length) {
    if (array != source) {
      settle(length() + length);
      source = array;
    }
    if (pieceInts == pieces.length) {
      pieces = Arrays.copyOf(pieces, 2 * pieces.length);
    }
    pieces[pieceInts++] = at;
    pieces[pieceInts++] = length;
    pieceBytes += length;
  }

  /**
   * Copies the pieces, since their array goes away.
   *
   * @param expected number of bytes there will be in all, or 0; a hint
   */
  void settle(int expected) {
    if (pieceBytes > 0) {
      int needed = length();
      if (needed > own.length) {
        int capacity = Math.max(needed, expected > 0 ? Math.min(expected, 4 * needed) : 2 * needed);
        own = Arrays.copyOf(own, capacity);
      }
      copyPieces(own, ownBytes);
      ownBytes = needed;
    }
    source = NOTHING;
    pieceInts = 0;
    pieceBytes = 0;
  }

  /** The byte at {@code index}, 0 to 255; of those that {@link #settle} copied. */
  int settledAt(int index) {
    return own[index] & 0xff;
  }

  /** All bytes in an array that nobody else has; nothing is left here. */
  Payload take() {
    int total = length();
    boolean ownFits = total <= own.length && 3L * own.length <= 4L * total;
    byte[] target = ownFits ? own : new byte[total];
    if (!ownFits) {
      System.arraycopy(own, 0, target, 0, ownBytes);
    }
    copyPieces(target, ownBytes);
    clear();
    return Payload.of(target, 0, total);
  }

  void clear() {
    source = NOTHING;
    own = NOTHING;
    ownBytes = 0;
    pieceInts = 0;
    pieceBytes = 0;
  }

  /** Writes the bytes; all must be settled. */
  void save(DataOutput out) throws IOException {
    SavedMedia.writePayload(out, Payload.of(own, 0, ownBytes));
  }

  void load(DataInput in) throws IOException {
    own = SavedMedia.readPayload(in).array();
    ownBytes = own.length;
  }

  private void copyPieces(byte[] target, int from) {
    int at = from;
    for (int i = 0; i < pieceInts; i += 2) {
      System.arraycopy(source, pieces[i], target, at, pieces[i + 1]);
      at += pieces[i + 1];
    }
  }
}
