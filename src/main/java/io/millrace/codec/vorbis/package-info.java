/** Vorbis: how long its packets are. */
@NullMarked
package io.millrace.codec.vorbis;

import org.jspecify.annotations.NullMarked;
