/** The one door to FFmpeg: every native handle has one owner here, and nothing native leaves. */
@NullMarked
package io.millrace.libav;

import org.jspecify.annotations.NullMarked;
