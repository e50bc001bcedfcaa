package io.millrace.transcode.worker;

import io.millrace.segment.SegmentUnit;
import io.millrace.transcode.TranscodeSettings;

/**
 * What a worker is asked for: all that the result is computed from.
 *
 * @param shed how many of the smallest rungs are left out and become gaps
 */
record EncoderRequest(TranscodeSettings settings, int shed, SegmentUnit unit) {}
