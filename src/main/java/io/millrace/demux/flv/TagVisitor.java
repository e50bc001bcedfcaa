package io.millrace.demux.flv;

import io.millrace.media.MediaException;

/** Takes what a {@link TagReader} finds, in the order of the bytes. */
interface TagVisitor {
  /** A file header: what follows has tracks and times of its own. */
  void onFile();

  /**
   * A whole tag, proven by what stands behind it.
   *
   * @throws MediaException if nothing more can come of these bytes
   */
  void onTag(FlvTag tag);

  /** Bytes are passed over from here up to the next tag that can be told for sure. */
  void onDamage(MediaException reason);
}
