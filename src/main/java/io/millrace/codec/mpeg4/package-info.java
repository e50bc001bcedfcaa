/** MPEG-4 Visual: what an encoder of another codec must know of it. */
@NullMarked
package io.millrace.codec.mpeg4;

import org.jspecify.annotations.NullMarked;
