/** Where access units start and end in video and sound, whatever carries their bytes. */
@NullMarked
package io.millrace.demux.framing;

import org.jspecify.annotations.NullMarked;
