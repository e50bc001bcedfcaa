/** MPEG transport streams: packets, sections, PES packets, and the access units in them. */
@NullMarked
package io.millrace.demux.mpegts;

import org.jspecify.annotations.NullMarked;
