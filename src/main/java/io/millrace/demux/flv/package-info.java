/**
 * FLV, the container of RTMP publishers: tags are cut and checked in one class, and mean something
 * in others.
 */
@NullMarked
package io.millrace.demux.flv;

import org.jspecify.annotations.NullMarked;
