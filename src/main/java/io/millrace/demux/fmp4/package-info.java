/** MP4 and fragmented MP4, live or from a file: ISO/IEC 14496-12 boxes to access units. */
@NullMarked
package io.millrace.demux.fmp4;

import org.jspecify.annotations.NullMarked;
