/** The vocabulary: what every other room says. Values only, no behaviour that reads bytes. */
@NullMarked
package io.millrace.media;

import org.jspecify.annotations.NullMarked;
