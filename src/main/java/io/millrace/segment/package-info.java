/** Timeline and boundaries: access units in, {@link io.millrace.segment.SegmentUnit} out. */
@NullMarked
package io.millrace.segment;

import org.jspecify.annotations.NullMarked;
