/** The contract of the push demuxers: bytes in, access units out, whatever the cuts. */
@NullMarked
package io.millrace.demux;

import org.jspecify.annotations.NullMarked;
