package io.millrace.transcode;

import io.millrace.segment.SegmentUnit;

/**
 * What was made of a segment.
 *
 * @param damaged access units of it that could not be decoded: a picture is the one before it
 *     again, sound is silent
 */
public record EncodedSegment(SegmentUnit unit, int damaged) {
  /** What people are told of damage. */
  public String remark() {
    return "%d access units of segment %d cannot be decoded: pictures are repeated, sound is silent"
        .formatted(damaged, unit.number());
  }
}
