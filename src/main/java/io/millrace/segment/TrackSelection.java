package io.millrace.segment;

import io.millrace.media.Codec;
import io.millrace.media.MediaType;
import io.millrace.media.Track;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tracks of a stream are published: the first of each type that can be, one that the
 * container prefers before others, never cover art.
 */
record TrackSelection(@Nullable Track video, @Nullable Track audio) {
  /** Codecs that pass through to CMAF as they are. */
  private static final Set<Codec> PASSED_THROUGH =
      EnumSet.of(
          Codec.H264,
          Codec.H265,
          Codec.AV1,
          Codec.VP9,
          Codec.AAC,
          Codec.AC3,
          Codec.EAC3,
          Codec.OPUS,
          Codec.FLAC,
          Codec.MPEG_AUDIO);

  static TrackSelection of(List<Track> tracks) {
    return new TrackSelection(first(tracks, MediaType.VIDEO), first(tracks, MediaType.AUDIO));
  }

  private static @Nullable Track first(List<Track> tracks, MediaType type) {
    Track chosen = null;
    for (Track track : tracks) {
      boolean fits =
          track.type() == type && track.selectable() && PASSED_THROUGH.contains(track.codec());
      if (fits && (chosen == null || (track.preferred() && !chosen.preferred()))) {
        chosen = track;
      }
    }
    return chosen;
  }

  boolean isVideo(int trackId) {
    return video != null && video.id() == trackId;
  }

  boolean isAudio(int trackId) {
    return audio != null && audio.id() == trackId;
  }
}
