package io.millrace.demux;

import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Track;
import java.util.List;

/** Takes what a {@link Demuxer} finds, in the order of the bytes. */
public interface DemuxHandler {
  /**
   * All tracks of the stream, before the first access unit of any of them, and again as a whole
   * whenever the container declares another set or another configuration of one.
   */
  void onTracks(List<Track> tracks);

  void onAccessUnit(AccessUnit unit);

  /**
   * Bytes were lost or unreadable. Access units that were half read are gone; reading goes on
   * behind the damage.
   *
   * @param trackId of the only track that is affected, or {@link #ALL_TRACKS}
   */
  void onLoss(int trackId, MediaException reason);

  int ALL_TRACKS = -1;
}
