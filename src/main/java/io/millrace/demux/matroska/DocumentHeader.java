package io.millrace.demux.matroska;

import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;

/** The EBML header. RFC 8794, 11.2. */
final class DocumentHeader {
  private static final int MAX_DOC_TYPE_BYTES = 256;

  private DocumentHeader() {}

  /**
   * Checks that what follows is Matroska or WebM in a form that can be read.
   *
   * @throws io.millrace.media.MediaException if it is not
   */
  static void check(Payload body, long offset) {
    String docType = "";
    EbmlCursor child = new EbmlCursor(body, offset);
    while (child.next()) {
      switch (child.id()) {
        case 0x4282 -> docType = child.text(MAX_DOC_TYPE_BYTES);
        case 0x42f7 -> checkAtMost("EBMLReadVersion", child, 1);
        case 0x42f2 -> checkAtMost("EBMLMaxIDLength", child, Vint.MAX_ID_BYTES);
        case 0x42f3 -> checkAtMost("EBMLMaxSizeLength", child, Vint.MAX_SIZE_BYTES);
        default -> {} // who wrote it and how
      }
    }
    if (!docType.equals("matroska") && !docType.equals("webm")) {
      throw new Unsupported(offset, "DocType \"%s\", expected matroska or webm", docType);
    }
  }

  private static void checkAtMost(String name, EbmlCursor child, long max) {
    if (child.unsigned() > max) {
      throw new Unsupported(child.bodyOffset(), "%s %d, at most %d", name, child.unsigned(), max);
    }
  }
}
