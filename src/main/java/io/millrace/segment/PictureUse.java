package io.millrace.segment;

import io.millrace.media.Codec;

/** What becomes of the pictures of a stream. Saved state holds the names. */
enum PictureUse {
  /** They are published as they are. */
  COPIED(true, false),
  /** They are published as they are, and encoded. */
  BOTH(true, true),
  /** They are encoded. */
  ENCODED(false, true);

  private final boolean copied;
  private final boolean encoded;

  PictureUse(boolean copied, boolean encoded) {
    this.copied = copied;
    this.encoded = encoded;
  }

  static PictureUse of(Codec codec, SelectionSettings settings) {
    if (!settings.copies(codec)) {
      return ENCODED;
    }
    return settings.encoding().rungs() ? BOTH : COPIED;
  }

  boolean isCopied() {
    return copied;
  }

  boolean isEncoded() {
    return encoded;
  }
}
