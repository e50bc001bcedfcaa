/**
 * What travels through Kafka: records generated from {@code avro-schemas/}, and how they are coded.
 *
 * <p>Not {@code @NullMarked} as a whole, because the generated classes live here too; each
 * hand-written type carries the annotation itself.
 */
package io.millrace.wire;
