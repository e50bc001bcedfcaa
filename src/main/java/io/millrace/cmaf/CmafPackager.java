package io.millrace.cmaf;

import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Segment units to CMAF: one track per object. The result is a pure function of the unit; what is
 * kept here only saves work. Not safe for several threads.
 */
public final class CmafPackager {
  private final InitSegments initSegments = new InitSegments();

  /**
   * The objects of {@code unit}. Media bytes are not copied, and not read but for the headers of
   * leading pictures.
   *
   * @throws io.millrace.media.MediaException.Unsupported if a track has no CMAF form here, or a
   *     value does not fit in its field
   */
  public PackagedSegment pack(SegmentUnit unit) {
    return new PackagedSegment(
        unit.stream(),
        unit.number(),
        unit.discontinuity(),
        unit.programDateTime(),
        unit.targetDuration(),
        unit.tracks().stream().map(track -> pack(track, unit.number())).toList(),
        unit.gaps(),
        unit.end());
  }

  private PackagedTrack pack(TrackSegment track, long number) {
    InitSegment initSegment = initSegments.of(track.format(), track.timescale());
    return new PackagedTrack(
        track.rendition(),
        track.format(),
        track.timescale(),
        track.baseMediaDecodeTime(),
        track.duration(),
        initSegment.recipe(),
        initSegment.bytes(),
        SegmentHeader.of(track, number),
        track.samples().stream().map(Sample::data).toList(),
        Independence.isIndependent(track));
  }

  /** The init segments of the last formats: a stream needs the same one again and again. */
  private static final class InitSegments {
    private static final int KEPT = 256;

    private final Map<Key, InitSegment> kept =
        new LinkedHashMap<>(KEPT, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, InitSegment> eldest) {
            return size() > KEPT;
          }
        };

    private record Key(TrackFormat format, Timescale timescale) {}

    InitSegment of(TrackFormat format, Timescale timescale) {
      Key key = new Key(format, timescale);
      InitSegment known = kept.get(key);
      if (known == null) {
        known = InitSegment.of(format, timescale);
        kept.put(key, known);
      }
      return known;
    }
  }
}
