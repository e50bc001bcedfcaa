/** AV1: open bitstream units, sequence headers, and the configuration record that CMAF wants. */
@NullMarked
package io.millrace.codec.av1;

import org.jspecify.annotations.NullMarked;
