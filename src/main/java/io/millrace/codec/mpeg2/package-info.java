/** MPEG-1 and MPEG-2 video: what an encoder of another codec must know of it. */
@NullMarked
package io.millrace.codec.mpeg2;

import org.jspecify.annotations.NullMarked;
