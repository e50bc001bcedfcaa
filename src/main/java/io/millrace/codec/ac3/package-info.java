/** AC-3 and E-AC-3 sync frames, their configuration records, and silence. ETSI TS 102 366. */
@NullMarked
package io.millrace.codec.ac3;

import org.jspecify.annotations.NullMarked;
