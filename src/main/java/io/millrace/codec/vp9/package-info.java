/** VP9: superframes, the headers of their frames, and the configuration record that CMAF wants. */
@NullMarked
package io.millrace.codec.vp9;

import org.jspecify.annotations.NullMarked;
