/** MPEG-1 and MPEG-2 audio frame headers. ISO/IEC 11172-3, 13818-3. */
@NullMarked
package io.millrace.codec.mpegaudio;

import org.jspecify.annotations.NullMarked;
