/** Inside H.265: NAL units, parameter sets, hvcC. ITU-T H.265 and ISO/IEC 14496-15. */
@NullMarked
package io.millrace.codec.h265;

import org.jspecify.annotations.NullMarked;
