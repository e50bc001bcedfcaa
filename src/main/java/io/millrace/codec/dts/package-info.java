/** DTS and Dolby TrueHD: how long their frames are. */
@NullMarked
package io.millrace.codec.dts;

import org.jspecify.annotations.NullMarked;
