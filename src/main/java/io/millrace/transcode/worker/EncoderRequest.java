package io.millrace.transcode.worker;

import io.millrace.media.Ladder;
import io.millrace.segment.SegmentUnit;

/**
 * What a worker is asked for: all that the result is computed from.
 *
 * @param shed how many of the smallest rungs are left out and become gaps
 */
record EncoderRequest(Ladder ladder, int shed, SegmentUnit unit) {}
