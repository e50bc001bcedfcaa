/** Samples to CMAF init and media segments. ISO/IEC 23000-19. */
@NullMarked
package io.millrace.cmaf;

import org.jspecify.annotations.NullMarked;
