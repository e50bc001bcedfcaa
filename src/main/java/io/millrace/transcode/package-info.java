/** Segments to renditions: decoded once, encoded by a fresh encoder each. A pure function. */
@NullMarked
package io.millrace.transcode;

import org.jspecify.annotations.NullMarked;
