/** Every setting of the job: what it is called, what it changes, and the checked value. */
@NullMarked
package io.millrace.job.config;

import org.jspecify.annotations.NullMarked;
