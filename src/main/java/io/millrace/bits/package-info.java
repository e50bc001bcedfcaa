/** Bytes and bits: accumulate, read, write, exponential Golomb. */
@NullMarked
package io.millrace.bits;

import org.jspecify.annotations.NullMarked;
