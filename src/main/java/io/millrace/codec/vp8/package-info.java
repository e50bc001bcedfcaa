/** VP8: what an encoder of another codec must know of it. */
@NullMarked
package io.millrace.codec.vp8;

import org.jspecify.annotations.NullMarked;
