/** The operators: thin functions that take state, call the library and put state back. */
@NullMarked
package io.millrace.job.operator;

import org.jspecify.annotations.NullMarked;
