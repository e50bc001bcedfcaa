/** Matroska and WebM, RFC 9559: EBML syntax, and above it tracks, clusters and blocks. */
@NullMarked
package io.millrace.demux.matroska;

import org.jspecify.annotations.NullMarked;
