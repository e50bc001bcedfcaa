package io.millrace.cmaf;

import io.millrace.codec.h265.H265Syntax;
import io.millrace.codec.h265.NalUnitType;
import io.millrace.codec.nal.NalRole;
import io.millrace.codec.nal.NalUnits;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.segment.TrackSegment;

/**
 * Whether all samples of a segment can be decoded without another segment, as
 * EXT-X-INDEPENDENT-SEGMENTS says. RFC 8216, 4.3.5.1. Of the stream access points of ISO/IEC
 * 14496-12, Annex I, types 1 and 2 are so; type 3, the CRA picture of an open GOP, is a place to
 * start at, but its skipped leading pictures need what is in the segment before.
 */
final class Independence {
  private static final int LENGTH_SIZE = 4;

  private Independence() {}

  static boolean isIndependent(TrackSegment segment) {
    boolean isH265 = segment.format().codec() == Codec.H265;
    return segment.samples().get(0).sync()
        && segment.leading().stream()
            .map(Sample::data)
            .allMatch(sample -> isH265 && !isSkipped(sample));
  }

  /** Whether the picture is one that decoders skip where they start at its sync sample. */
  private static boolean isSkipped(Payload sample) {
    NalUnits nalUnits = NalUnits.lengthPrefixed(H265Syntax.INSTANCE, sample, LENGTH_SIZE, 0);
    while (nalUnits.next()) {
      if (H265Syntax.INSTANCE.role(nalUnits.type()) == NalRole.PICTURE) {
        return NalUnitType.isRasl(nalUnits.type());
      }
    }
    return false;
  }
}
