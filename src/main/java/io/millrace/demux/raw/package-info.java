/**
 * Streams without a container: the byte stream format of H.264 and HEVC, and packed audio. Nobody
 * carries a time for them, so that it comes from the bitstream.
 */
@NullMarked
package io.millrace.demux.raw;

import org.jspecify.annotations.NullMarked;
