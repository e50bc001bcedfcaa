package io.millrace.segment;

import io.millrace.media.Language;
import io.millrace.media.MediaType;
import io.millrace.media.Track;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tracks of a stream are published. Video: the first that can be, one that the container
 * prefers before others. Audio: all that can be, the preferred one first, the others in the
 * container's order. Never cover art.
 *
 * @param audio at most {@value #MAX_AUDIO}; the first is the default one
 */
public record TrackSelection(@Nullable Track video, List<Track> audio) {
  /** Most audio renditions of a stream. */
  public static final int MAX_AUDIO = 16;

  public TrackSelection {
    audio = List.copyOf(audio);
  }

  /** What {@code settings} make of {@code tracks}. */
  public static TrackSelection of(List<Track> tracks, SelectionSettings settings) {
    List<Track> video = new ArrayList<>();
    List<Track> audio = new ArrayList<>();
    for (Track track : tracks) {
      if (track.use() == Track.Use.PROGRAMME && isServed(track, settings)) {
        (track.type() == MediaType.VIDEO ? video : audio).add(track);
      }
    }
    List<Track> sound = chosen(audio, settings.audioTracks());
    return new TrackSelection(
        video(video, settings), sound.subList(0, Math.min(MAX_AUDIO, sound.size())));
  }

  private static boolean isServed(Track track, SelectionSettings settings) {
    return switch (track.type()) {
      case VIDEO, AUDIO ->
          settings.passes(track.codec()) || settings.encoding().servesAll(track.type());
      case SUBTITLE, DATA -> false;
    };
  }

  private static @Nullable Track video(List<Track> tracks, SelectionSettings settings) {
    for (Track track : tracks) {
      if (track.id() == settings.videoTrack()) {
        return track;
      }
    }
    List<Track> ordered = preferredFirst(tracks);
    return ordered.isEmpty() ? null : ordered.get(0);
  }

  private static List<Track> chosen(List<Track> tracks, List<String> choices) {
    List<Track> chosen = new ArrayList<>();
    for (String choice : choices) {
      for (Track track : tracks) {
        boolean fits =
            choice.equals(Integer.toString(track.id()))
                || Language.areSame(choice, track.language());
        if (fits && !chosen.contains(track)) {
          chosen.add(track);
        }
      }
    }
    return chosen.isEmpty() ? preferredFirst(tracks) : chosen;
  }

  private static List<Track> preferredFirst(List<Track> tracks) {
    List<Track> ordered = new ArrayList<>(tracks);
    for (Track track : tracks) {
      if (track.preferred()) {
        ordered.remove(track);
        ordered.add(0, track);
        break;
      }
    }
    return ordered;
  }

  /** What becomes of {@code track}, one of those that this was made of. */
  public TrackFate fate(Track track, SelectionSettings settings) {
    return switch (track.type()) {
      case SUBTITLE, DATA -> TrackFate.NOT_MEDIA;
      case VIDEO, AUDIO -> {
        if (track.use() == Track.Use.UNREADABLE) {
          yield TrackFate.UNREADABLE;
        }
        if (track.use() == Track.Use.AUXILIARY) {
          yield TrackFate.NOT_PROGRAMME;
        }
        if (!isServed(track, settings)) {
          yield TrackFate.NEEDS_ENCODING;
        }
        if (!track.equals(video) && !audio.contains(track)) {
          yield TrackFate.NOT_SELECTED;
        }
        yield settings.copies(track.codec()) ? TrackFate.PUBLISHED : TrackFate.ENCODED;
      }
    };
  }
}
