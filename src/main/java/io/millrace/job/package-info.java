/** The Flink job: the walk of the data, from the ingest topic to published playlists. */
@NullMarked
package io.millrace.job;

import org.jspecify.annotations.NullMarked;
