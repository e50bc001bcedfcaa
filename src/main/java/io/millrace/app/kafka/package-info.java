/** Kafka as a publisher sees it: a broker in this process, and media bytes into a topic. */
@NullMarked
package io.millrace.app.kafka;

import org.jspecify.annotations.NullMarked;
