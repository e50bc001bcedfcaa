/** Inside AAC: the configuration record, ADTS headers, silence. ISO/IEC 14496-3. */
@NullMarked
package io.millrace.codec.aac;

import org.jspecify.annotations.NullMarked;
