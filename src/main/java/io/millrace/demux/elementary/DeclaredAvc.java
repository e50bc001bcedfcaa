package io.millrace.demux.elementary;

import io.millrace.codec.h264.AvcConfiguration;
import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h264.ParameterSets;
import io.millrace.codec.h264.Sps;
import io.millrace.codec.nal.NalUnits;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * What a container says about an H.264 track beforehand.
 *
 * @param lengthSize bytes of a NAL unit's length in the access units
 * @param sets the parameter sets, incomplete where the container has none
 * @param record an avcC that can be published as it is; empty if there is none
 */
record DeclaredAvc(int lengthSize, ParameterSets sets, Payload record) {
  static final DeclaredAvc NOTHING = new DeclaredAvc(4, ParameterSets.NONE, Payload.EMPTY);

  /**
   * Reads an avcC, or parameter sets behind start codes, which some writers put in its place.
   *
   * @throws MediaException if it is neither
   */
  static DeclaredAvc of(Payload configuration) {
    if (configuration.isEmpty()) {
      return NOTHING;
    }
    if (configuration.at(0) == 0) {
      return new DeclaredAvc(4, annexB(configuration), Payload.EMPTY);
    }
    AvcConfiguration avc = AvcConfiguration.parse(configuration, 0);
    List<Payload> nalUnits = new ArrayList<>(avc.sps());
    nalUnits.addAll(avc.pps());
    ParameterSets sets = ParameterSets.NONE.with(nalUnits, 0);
    boolean publishable = isPublishable(avc, configuration, sets);
    return new DeclaredAvc(
        avc.lengthSize(), sets, publishable ? configuration.compact() : Payload.EMPTY);
  }

  private static ParameterSets annexB(Payload configuration) {
    List<Payload> found = new ArrayList<>();
    NalUnits nalUnits = NalUnits.annexB(H264Syntax.INSTANCE, configuration);
    while (nalUnits.next()) {
      if (NalUnitType.isParameterSet(nalUnits.type())) {
        found.add(nalUnits.payload());
      }
    }
    if (found.isEmpty()) {
      throw new MediaException.Malformed(0, "H.264: configuration is neither avcC nor Annex B");
    }
    return ParameterSets.NONE.with(found, 0);
  }

  /** Whether the record says of itself what its first set says, for lengths of 4 bytes. */
  private static boolean isPublishable(
      AvcConfiguration avc, Payload configuration, ParameterSets sets) {
    if (avc.lengthSize() != 4 || !sets.isComplete() || !avc.payload().equals(configuration)) {
      return false;
    }
    Sps sps = sets.sequence();
    return avc.profileIdc() == sps.profileIdc()
        && avc.constraintFlags() == sps.constraintFlags()
        && avc.levelIdc() == sps.levelIdc();
  }
}
