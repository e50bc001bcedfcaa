package io.millrace.demux.matroska;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;

/** Takes what {@link EbmlReader} reads. The reader is in order whenever one of these throws. */
interface EbmlVisitor {
  /** An element of kind {@link EbmlElement.Body#OPENED} starts; {@code offset} is its id's. */
  void onOpened(EbmlElement element, long offset);

  /**
   * An element of kind {@link EbmlElement.Body#WHOLE}.
   *
   * @param offset of the first byte of {@code body}
   * @return false if the body shows that its surroundings cannot be trusted: the reader looks for
   *     the next safe point
   */
  boolean onWhole(EbmlElement element, Payload body, long offset);

  /** The bytes are no EBML; the reader looks for the next safe point. */
  void onDamage(MediaException reason);

  /**
   * Whether reading may go on at an element with this id of four bytes when what stands before it
   * is damaged.
   */
  boolean isSafePoint(int id);
}
