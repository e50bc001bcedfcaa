package io.millrace.demux.elementary;

import io.millrace.demux.DemuxHandler;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.util.List;

/** Takes access units that are ready to become samples, in the order of the bytes. */
public interface ElementaryHandler {
  /** All tracks as the container declares them, whether served or not; see {@link DemuxHandler}. */
  void onTracks(List<Track> all);

  /**
   * What the following access units of a track need. It comes before the first of them, and again
   * only where it differs from the last one. That need not be at a sync sample.
   */
  void onFormat(int trackId, TrackFormat format);

  /**
   * The next access unit. H.264 and H.265: NAL units behind lengths of 4 bytes, without access unit
   * delimiters, filler data and, unless they are placed there, parameter sets; {@code sync} for an
   * IDR, CRA or BLA picture. AAC: one raw_data_block. AC-3 and E-AC-3: the frames of six blocks of
   * all substreams. Other audio: one frame or packet.
   */
  void onAccessUnit(AccessUnit unit);

  /** An access unit was left out, and nothing that it should have been is missing. */
  void onDropped(int trackId, DropReason reason, long byteOffset);

  /**
   * Something is missing or damaged: what follows need not be decodable before the next sync
   * sample.
   *
   * @param trackId of the only track that is affected, or {@link DemuxHandler#ALL_TRACKS}
   */
  void onLoss(int trackId, MediaException reason);
}
