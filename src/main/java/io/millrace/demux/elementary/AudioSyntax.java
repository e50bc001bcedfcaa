package io.millrace.demux.elementary;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import org.jspecify.annotations.Nullable;

/** What the access units of one audio codec say about themselves. */
interface AudioSyntax {
  /**
   * The syntax of {@code track}.
   *
   * @throws MediaException if the container's configuration is needed and cannot be used
   */
  static AudioSyntax of(Track track) {
    return switch (track.codec()) {
      case OPUS -> new OpusSyntax(track);
      case FLAC -> new FlacSyntax(track);
      case MPEG_AUDIO -> new Mp3Syntax(track);
      default ->
          throw new MediaException.Unsupported(
              0, "%s: track %d cannot be prepared", track.codec(), track.id());
    };
  }

  /**
   * An access unit.
   *
   * @param bytes of it; what is behind is the next one
   * @param samples PCM samples per channel
   */
  record Sound(int bytes, int samples, TrackFormat.Audio format) {}

  /**
   * Reads the access unit at the start of {@code data}.
   *
   * @param before the format of the access unit before; null if there was none
   * @throws MediaException.Malformed if it is damaged
   * @throws MediaException.Unsupported if it is of a kind that is not served
   */
  Sound read(Payload data, long byteOffset, TrackFormat.@Nullable Audio before);
}
