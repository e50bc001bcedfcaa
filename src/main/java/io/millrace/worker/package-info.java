/**
 * Native code in a process beside this one, which may crash or hang without taking this one along:
 * how it is started, asked, watched and killed.
 */
@NullMarked
package io.millrace.worker;

import org.jspecify.annotations.NullMarked;
