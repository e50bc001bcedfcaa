/**
 * What must hold for any bytes: the subjects that a coverage-guided fuzzer drives, and the inputs
 * that it once broke them with.
 */
@NullMarked
package io.millrace.fuzz;

import org.jspecify.annotations.NullMarked;
