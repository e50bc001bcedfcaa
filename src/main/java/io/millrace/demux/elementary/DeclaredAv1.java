package io.millrace.demux.elementary;

import io.millrace.codec.av1.Av1Configuration;
import io.millrace.codec.av1.SequenceHeader;
import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What a container says about an AV1 track beforehand.
 *
 * @param sequenceHeader an OBU with its size; null if the container has none
 * @param record an av1C that can be published as it is; empty if there is none
 */
record DeclaredAv1(@Nullable Payload sequenceHeader, Hdr hdr, Payload record) {
  static final DeclaredAv1 NOTHING = new DeclaredAv1(null, Hdr.UNKNOWN, Payload.EMPTY);

  /**
   * Reads an av1C.
   *
   * @throws MediaException if it is none
   */
  static DeclaredAv1 of(Payload configuration) {
    if (configuration.isEmpty()) {
      return NOTHING;
    }
    Av1Configuration av1 = Av1Configuration.parse(configuration, 0);
    Payload found = av1.sequenceHeader(0);
    Hdr hdr = av1.hdr(0);
    if (found == null) {
      return new DeclaredAv1(null, hdr, Payload.EMPTY);
    }
    Payload obu = found.compact();
    SequenceHeader sequence = SequenceHeader.parseObu(obu, 0);
    boolean publishable = av1.describes(sequence) && av1.payload().equals(configuration);
    return new DeclaredAv1(obu, hdr, publishable ? configuration.compact() : Payload.EMPTY);
  }
}
