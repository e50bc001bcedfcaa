/**
 * Containers that only FFmpeg reads, behind the contract of all demuxers: bytes are read again and
 * again from a place a little before the last access unit, so that nothing native has to be kept.
 */
@NullMarked
package io.millrace.demux.libav;

import org.jspecify.annotations.NullMarked;
