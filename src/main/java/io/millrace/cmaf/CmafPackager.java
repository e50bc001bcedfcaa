package io.millrace.cmaf;

import io.millrace.segment.SegmentUnit;

/** Placeholder body, see the next commit. */
public final class CmafPackager {
  /**
   * The objects of {@code unit}: a pure function of it.
   *
   * @throws io.millrace.media.MediaException.Unsupported if a track has no CMAF form here
   */
  public PackagedSegment pack(SegmentUnit unit) {
    throw new UnsupportedOperationException("Cannot pack segment %d".formatted(unit.number()));
  }
}
