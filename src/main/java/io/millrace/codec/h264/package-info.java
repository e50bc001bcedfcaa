/** Inside H.264: NAL units, parameter sets, avcC. ITU-T H.264 and ISO/IEC 14496-15. */
@NullMarked
package io.millrace.codec.h264;

import org.jspecify.annotations.NullMarked;
