/** What is published against the rules: objects in, findings out. */
@NullMarked
package io.millrace.verify;

import org.jspecify.annotations.NullMarked;
