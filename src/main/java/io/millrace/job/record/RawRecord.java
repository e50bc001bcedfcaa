package io.millrace.job.record;

import io.millrace.media.Payload;

/**
 * A record as it comes from Kafka, before anybody looked into it.
 *
 * @param key empty where the record has none
 * @param value the whole array that Kafka's client made; empty where the record has none
 */
public record RawRecord(Position position, Payload key, Payload value) {}
