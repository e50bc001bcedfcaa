/** Boxes of the ISO base media file format, both ways: one box, one record. ISO/IEC 14496-12. */
@NullMarked
package io.millrace.isobmff;

import org.jspecify.annotations.NullMarked;
