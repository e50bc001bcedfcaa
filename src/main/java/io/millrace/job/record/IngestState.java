package io.millrace.job.record;

import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.StreamIngest;

/**
 * State of INGEST for one stream: the live object, and the settings that the stream began with and
 * keeps, because its target duration must not change.
 */
public record IngestState(String stream, IngestSettings settings, StreamIngest ingest) {
  /** The state of a stream of which nothing has come yet. */
  public static IngestState start(String stream, IngestSettings settings) {
    return new IngestState(stream, settings, new StreamIngest(stream, settings));
  }
}
