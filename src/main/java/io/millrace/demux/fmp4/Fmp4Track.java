package io.millrace.demux.fmp4;

import io.millrace.isobmff.Trex;
import io.millrace.media.Track;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A track of moov and what its samples need to become access units.
 *
 * @param descriptions in the order of stsd, at least one
 * @param tables of its samples outside of fragments
 * @param defaults of its samples in fragments
 * @param shift ticks to add to every time, by its edit list
 */
record Fmp4Track(
    int id, List<SampleDescription> descriptions, SampleTables tables, Trex defaults, long shift) {
  Fmp4Track {
    descriptions = List.copyOf(descriptions);
  }

  /**
   * What the samples of one entry of stsd are. ISO/IEC 14496-12, 8.5.2.
   *
   * @param readable false if its samples are encrypted or are no access units: they stay where they
   *     are
   * @param packing of samples that may be those of a waveform; null for all others
   */
  record SampleDescription(Track track, boolean readable, @Nullable Packing packing) {}

  int timescale() {
    return descriptions.get(0).track().timescale().ticksPerSecond();
  }

  /** The description that its first samples will probably have, counted from 0. */
  int firstDescription() {
    long index =
        tables.isEmpty() ? defaults.defaultSampleDescriptionIndex() : tables.chunkRuns().u32(0, 8);
    return index >= 1 && index <= descriptions.size() ? (int) index - 1 : 0;
  }
}
