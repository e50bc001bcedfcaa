/** Windows Media Audio: how long its packets are. */
@NullMarked
package io.millrace.codec.wma;

import org.jspecify.annotations.NullMarked;
