/** Encoding in a process of its own, which may crash or hang without taking this one along. */
@NullMarked
package io.millrace.transcode.worker;

import org.jspecify.annotations.NullMarked;
