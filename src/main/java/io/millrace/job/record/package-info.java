/** What travels between operators or is kept in state, and how Flink writes it down. */
@NullMarked
package io.millrace.job.record;

import org.jspecify.annotations.NullMarked;
