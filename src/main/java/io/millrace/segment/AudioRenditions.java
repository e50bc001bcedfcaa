package io.millrace.segment;

import io.millrace.media.Language;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The audio renditions of a stream: {@code audio}, {@code audio-2}, {@code audio-3} and so on, in
 * the order in which their tracks were first chosen; the first is the default one.
 *
 * <p>Where the set of tracks changes, a track goes on in the rendition that its like had: the same
 * track, else one of its language and codec, else of its language, else the first that nothing
 * feeds.
 */
final class AudioRenditions {
  private final List<AudioRendition> all = new ArrayList<>();

  private static String name(int index) {
    return index == 0 ? "audio" : "audio-" + (index + 1);
  }

  /** Lets the {@code chosen} tracks feed renditions, at most {@value TrackSelection#MAX_AUDIO}. */
  void select(List<Track> chosen, SegmentHandler handler) {
    List<Track> rest = new ArrayList<>(chosen);
    @Nullable Track[] feeds = new Track[TrackSelection.MAX_AUDIO];
    BiPredicate<Track, Track> language = (a, b) -> Language.areSame(a.language(), b.language());
    BiPredicate<Track, Track> codec = language.and((a, b) -> a.codec() == b.codec());
    assign(rest, feeds, codec.and((a, b) -> a.id() == b.id()));
    assign(rest, feeds, codec);
    assign(rest, feeds, language);
    for (int i = 0; i < feeds.length; i++) {
      if (feeds[i] == null && !rest.isEmpty()) {
        feeds[i] = rest.remove(0);
      }
      if (feeds[i] != null && i == all.size()) {
        all.add(new AudioRendition(name(i)));
      }
      if (i < all.size()) {
        all.get(i).feed(feeds[i], handler);
      }
    }
  }

  private void assign(List<Track> rest, @Nullable Track[] feeds, BiPredicate<Track, Track> isLike) {
    for (int i = 0; i < all.size(); i++) {
      Track before = all.get(i).track();
      for (int k = 0; k < rest.size() && feeds[i] == null && before != null; k++) {
        if (isLike.test(before, rest.get(k))) {
          feeds[i] = rest.remove(k);
        }
      }
    }
  }

  List<AudioRendition> all() {
    return all;
  }

  /** The rendition that {@code trackId} feeds; null if it feeds none. */
  @Nullable AudioRendition fedBy(int trackId) {
    for (AudioRendition rendition : all) {
      if (rendition.isFedBy(trackId)) {
        return rendition;
      }
    }
    return null;
  }

  /** The rendition of this name; null if there is none. */
  @Nullable AudioRendition named(String name) {
    for (AudioRendition rendition : all) {
      if (rendition.name().equals(name)) {
        return rendition;
      }
    }
    return null;
  }

  /** The first that anything feeds; null if nothing feeds any. */
  @Nullable AudioRendition first() {
    for (AudioRendition rendition : all) {
      if (rendition.isFed()) {
        return rendition;
      }
    }
    return null;
  }

  /** Says that another session begins: what is announced in it takes over at the next range. */
  void leave(SegmentHandler handler) {
    all.forEach(rendition -> rendition.leave(handler));
  }

  /** Says that another session goes on, and may begin with access units that came already. */
  void mayRepeat() {
    for (AudioRendition rendition : all) {
      AudioLine line = rendition.current();
      if (line != null) {
        line.mayRepeat();
      }
    }
  }

  /** Whether one of them changes at the next range. */
  boolean willChange() {
    return all.stream().anyMatch(AudioRendition::willChange);
  }

  /** Lets what was announced take over at {@code start}. */
  void change(Position start, WindowQueue windows, SegmentHandler handler) {
    boolean twice = all.stream().anyMatch(each -> each.willChange() && each.isDraining());
    if (twice) {
      windows.flush(this, handler);
    }
    for (AudioRendition rendition : all) {
      rendition.change(start, handler);
    }
  }

  /** Begins a range of every line: the source's {@code origin} stands at {@code base}. */
  void openRange(Position origin, Position base, SegmentHandler handler) {
    for (AudioRendition rendition : all) {
      AudioLine line = rendition.current();
      if (line != null) {
        line.openRange(origin.in(line.source()), base.in(line.timescale()), handler);
      }
    }
  }

  /** Ends the open range of every line. */
  void closeRange(Position end) {
    for (AudioRendition rendition : all) {
      AudioLine line = rendition.current();
      if (line != null) {
        line.closeRange(end.floorIn(line.timescale()));
      }
    }
  }

  /** Whether every rendition has what it can add to {@code window}. */
  boolean areReadyFor(Window window) {
    return all.stream().allMatch(rendition -> rendition.isReadyFor(window));
  }

  /** The latest end of all that is laid, or {@code otherwise} if that is later. */
  Position furthest(Position otherwise) {
    long latest = otherwise.in(Timescale.MPEG_TS);
    for (AudioRendition rendition : all) {
      AudioLine line = rendition.current();
      if (line != null && line.isStarted()) {
        latest = Math.max(latest, line.timescale().rescale(line.end(), Timescale.MPEG_TS));
      }
    }
    return new Position(latest, Timescale.MPEG_TS);
  }

  /** Gives up all that is in no segment, at the end of the stream. */
  void dropWaiting(SegmentHandler handler) {
    for (AudioRendition rendition : all) {
      rendition.dropWaiting(handler);
    }
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(all.size());
    for (AudioRendition rendition : all) {
      rendition.save(out);
    }
  }

  static AudioRenditions load(DataInput in) throws IOException {
    AudioRenditions renditions = new AudioRenditions();
    int count = SavedMedia.readCount(in, TrackSelection.MAX_AUDIO, "audio renditions");
    for (int i = 0; i < count; i++) {
      renditions.all.add(AudioRendition.load(in));
    }
    return renditions;
  }
}
