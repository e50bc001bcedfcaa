package io.millrace.demux.flv;

import io.millrace.media.Payload;

/**
 * What a tag holds for one track. A tag of Enhanced RTMP may hold packets of several.
 *
 * @param trackId of the {@link io.millrace.media.Track}, see {@link FlvDemuxer}
 * @param compositionTime presentation minus decode time, milliseconds
 * @param sync the tag calls it a key frame
 * @param payload a view of the tag
 * @param offset of {@code payload} in the session
 */
record Packet(
    int trackId,
    Coding coding,
    Kind kind,
    int compositionTime,
    boolean sync,
    Payload payload,
    long offset) {
  enum Kind {
    /** The codec's configuration record, which holds from here on. */
    SEQUENCE_HEADER,
    /** One access unit. */
    CODED_FRAME,
    /** How pictures are to be shown, in AMF. */
    METADATA,
    /** Number and places of the audio channels. */
    CHANNELS,
    /** Nothing that anybody needs: the end of a sequence, or reserved. */
    OTHER
  }
}
