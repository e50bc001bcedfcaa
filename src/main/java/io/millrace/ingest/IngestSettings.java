package io.millrace.ingest;

import io.millrace.demux.elementary.H264Sync;
import io.millrace.demux.elementary.ParameterSetPlacement;
import io.millrace.demux.raw.ByteStreamDemuxer;
import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SelectionSettings;

/**
 * All that decides what becomes of a stream's bytes, beside the bytes.
 *
 * @param segments how long they are
 * @param selection which tracks are published
 * @param parameterSets where those of H.264 and H.265 are published
 * @param frameRate of a byte stream of H.264 or HEVC that does not say its own
 * @param sessions what becomes of records out of order, and of a publisher that reconnects
 */
public record IngestSettings(
    SegmentSettings segments,
    SelectionSettings selection,
    ParameterSetPlacement parameterSets,
    FrameRate frameRate,
    SessionSettings sessions) {
  public static final IngestSettings DEFAULT = of(SegmentSettings.DEFAULT);

  /** Which pictures of H.264 may begin a segment. */
  H264Sync h264Sync() {
    return selection.copies(Codec.H264) ? H264Sync.IDR : H264Sync.RECOVERY_POINT;
  }

  /** The same, but for what is encoded. */
  public IngestSettings with(EncodingSettings encoding) {
    return new IngestSettings(
        segments, selection.with(encoding), parameterSets, frameRate, sessions);
  }

  /** The same, but for how patient it is. */
  public IngestSettings with(SessionSettings patience) {
    return new IngestSettings(segments, selection, parameterSets, frameRate, patience);
  }

  /** Segments as {@code segments} says, and all that can pass through. */
  public static IngestSettings of(SegmentSettings segments) {
    return new IngestSettings(
        segments,
        SelectionSettings.DEFAULT,
        ParameterSetPlacement.INIT_SEGMENT,
        ByteStreamDemuxer.DEFAULT_FRAME_RATE,
        SessionSettings.DEFAULT);
  }
}
