/** Objects as files below a directory. */
@NullMarked
package io.millrace.storage.local;

import org.jspecify.annotations.NullMarked;
