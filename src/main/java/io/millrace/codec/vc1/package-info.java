/** VC-1: what an encoder of another codec must know of it. */
@NullMarked
package io.millrace.codec.vc1;

import org.jspecify.annotations.NullMarked;
