/**
 * Records of one stream in their order, to segments: sessions and sequence numbers, then the
 * demuxer of their container, the preparation of access units, and the segmenter. Knows no engine:
 * the Flink job and the command line run the same code.
 */
@NullMarked
package io.millrace.ingest;

import org.jspecify.annotations.NullMarked;
