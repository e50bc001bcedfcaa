package io.millrace.demux.matroska;

import org.jspecify.annotations.Nullable;

/** The elements of a document type, as far as {@link EbmlReader} needs them. */
interface EbmlSchema {
  /** The element with this id; null if the document type has none. */
  @Nullable EbmlElement find(int id);

  /**
   * An element that the schema does not have, at this level of nesting; null if at that level such
   * an element is rather damage than news.
   */
  @Nullable EbmlElement unknown(int id, int level);
}
