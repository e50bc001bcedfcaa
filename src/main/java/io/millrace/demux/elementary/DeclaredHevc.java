package io.millrace.demux.elementary;

import io.millrace.codec.h265.H265Syntax;
import io.millrace.codec.h265.HevcConfiguration;
import io.millrace.codec.h265.HevcConfiguration.NalArray;
import io.millrace.codec.h265.NalUnitType;
import io.millrace.codec.h265.ParameterSets;
import io.millrace.codec.h265.SeiMessages;
import io.millrace.codec.nal.NalRole;
import io.millrace.codec.nal.NalUnits;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * What a container says about an H.265 track beforehand.
 *
 * @param lengthSize bytes of a NAL unit's length in the access units
 * @param sets the parameter sets, incomplete where the container has none
 * @param sei what SEI messages beside them say
 * @param record an hvcC that can be published as it is; empty if there is none
 */
record DeclaredHevc(int lengthSize, ParameterSets sets, SeiMessages sei, Payload record) {
  static final DeclaredHevc NOTHING =
      new DeclaredHevc(4, ParameterSets.NONE, SeiMessages.NONE, Payload.EMPTY);

  /**
   * Reads an hvcC, or parameter sets behind start codes, which some writers put in its place.
   *
   * @throws MediaException if it is neither
   */
  static DeclaredHevc of(Payload configuration, ParameterSetPlacement placement) {
    if (configuration.isEmpty()) {
      return NOTHING;
    }
    boolean startCode =
        configuration.length() >= 2 && configuration.at(0) == 0 && configuration.at(1) == 0;
    if (startCode) {
      return annexB(configuration);
    }
    HevcConfiguration hevc = HevcConfiguration.parse(configuration, 0);
    List<Payload> nalUnits = new ArrayList<>();
    SeiMessages sei = SeiMessages.NONE;
    for (NalArray array : hevc.arrays()) {
      if (isParameterSet(array)) {
        nalUnits.addAll(array.nalUnits());
      }
    }
    for (Payload nalUnit : hevc.nalUnits(NalUnitType.PREFIX_SEI)) {
      sei = sei.with(nalUnit, 0);
    }
    ParameterSets sets = ParameterSets.NONE.with(nalUnits, 0);
    boolean publishable = isPublishable(hevc, configuration, sets, placement);
    return new DeclaredHevc(
        hevc.lengthSize(), sets, sei, publishable ? configuration.compact() : Payload.EMPTY);
  }

  private static boolean isParameterSet(NalArray array) {
    return NalUnitType.isParameterSet(array.type());
  }

  private static DeclaredHevc annexB(Payload configuration) {
    List<Payload> found = new ArrayList<>();
    SeiMessages sei = SeiMessages.NONE;
    NalUnits nalUnits = NalUnits.annexB(H265Syntax.INSTANCE, configuration);
    while (nalUnits.next()) {
      if (H265Syntax.INSTANCE.role(nalUnits.type()) == NalRole.PARAMETER_SET) {
        found.add(nalUnits.payload());
      } else if (nalUnits.type() == NalUnitType.PREFIX_SEI) {
        sei = sei.with(nalUnits.payload(), 0);
      }
    }
    if (found.isEmpty()) {
      throw new MediaException.Malformed(0, "H.265: configuration is neither hvcC nor Annex B");
    }
    return new DeclaredHevc(4, ParameterSets.NONE.with(found, 0), sei, Payload.EMPTY);
  }

  /**
   * Whether the record says of itself what its sets say, for lengths of 4 bytes, and promises of
   * the samples what will be true of them: with {@code hvc1} that they hold no parameter sets.
   */
  private static boolean isPublishable(
      HevcConfiguration hevc,
      Payload configuration,
      ParameterSets sets,
      ParameterSetPlacement placement) {
    if (hevc.lengthSize() != 4 || !sets.isComplete() || !hevc.payload().equals(configuration)) {
      return false;
    }
    boolean complete = placement == ParameterSetPlacement.INIT_SEGMENT;
    return hevc.profileTierLevel().equals(sets.sequence().profileTierLevel())
        && hevc.arrays().stream()
            .filter(DeclaredHevc::isParameterSet)
            .allMatch(array -> array.complete() == complete);
  }
}
