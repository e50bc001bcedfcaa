/** Which container a stream is in, told from its first bytes. */
@NullMarked
package io.millrace.demux.detect;

import org.jspecify.annotations.NullMarked;
