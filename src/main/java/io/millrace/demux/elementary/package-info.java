/**
 * The one preparation that the access units of every container go through: what a demuxer found
 * becomes what a CMAF track holds.
 */
@NullMarked
package io.millrace.demux.elementary;

import org.jspecify.annotations.NullMarked;
