/** Names and bytes to objects: the contract of the stores. */
@NullMarked
package io.millrace.storage;

import org.jspecify.annotations.NullMarked;
