/** Opus packets and their configuration records. RFC 6716, RFC 7845. */
@NullMarked
package io.millrace.codec.opus;

import org.jspecify.annotations.NullMarked;
