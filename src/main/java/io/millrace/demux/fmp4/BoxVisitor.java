package io.millrace.demux.fmp4;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/** Takes the boxes of a file's top level from a {@link BoxSplitter}, in the order of the bytes. */
interface BoxVisitor {
  /** A box begins. */
  void onBegin(String type, long offset, long size);

  /**
   * A moov or moof, whole.
   *
   * @param offset of the box's first byte
   * @param payloadOffset of the payload's first byte
   * @return false if it cannot be read and was reported: a sound place is then looked for behind it
   */
  boolean onWhole(String type, Payload payload, long offset, long payloadOffset);

  /**
   * Bytes of any other box's payload, from {@code from} up to {@code to}.
   *
   * @param offset of the first of them
   * @param boxEnd offset behind the box's last byte
   */
  void onBytes(Payload bytes, int from, int to, long offset, long boxEnd);

  /** The boxes are damaged; reading goes on at the next sound place. */
  void onDamage(MediaException reason);
}
