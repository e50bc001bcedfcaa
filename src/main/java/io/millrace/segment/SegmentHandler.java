package io.millrace.segment;

import io.millrace.media.MediaType;

/** Takes what a {@link Segmenter} makes, in order. */
public interface SegmentHandler {
  void onSegment(SegmentUnit unit);

  /** Access units that will not be published; with them the account of the stream closes. */
  void onDropped(MediaType type, DropReason reason, int count);

  /**
   * Something that people who watch the stream want to know.
   *
   * @param count of the things it speaks of: audio frames of silence, else 1
   */
  void onEvent(SegmentEvent event, int count, String detail);
}
