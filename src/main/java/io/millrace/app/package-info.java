/** People: the command line and the demo, wired from the rooms below. */
@NullMarked
package io.millrace.app;

import org.jspecify.annotations.NullMarked;
