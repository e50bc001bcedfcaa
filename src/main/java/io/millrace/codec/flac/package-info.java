/** FLAC metadata and frame headers. RFC 9639. */
@NullMarked
package io.millrace.codec.flac;

import org.jspecify.annotations.NullMarked;
