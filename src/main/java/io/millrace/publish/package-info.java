/** The order of things: init segment, media segment, playlist; and who may replace what. */
@NullMarked
package io.millrace.publish;

import org.jspecify.annotations.NullMarked;
