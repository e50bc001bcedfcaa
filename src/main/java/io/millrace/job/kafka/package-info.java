/** The job's ends in Kafka: the ingest topic, the events topic and the dead-letter topic. */
@NullMarked
package io.millrace.job.kafka;

import org.jspecify.annotations.NullMarked;
