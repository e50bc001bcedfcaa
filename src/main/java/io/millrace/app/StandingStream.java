package io.millrace.app;

import io.millrace.isobmff.BoxField;
import io.millrace.isobmff.BoxTree;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.playlist.hls.ListedSegment;
import io.millrace.playlist.hls.MediaListing;
import io.millrace.playlist.hls.MediaPlaylist;
import io.millrace.playlist.hls.MultivariantListing;
import io.millrace.playlist.hls.MultivariantListing.ListedPlaylist;
import io.millrace.playlist.hls.PlaylistEntry;
import io.millrace.playlist.hls.PlaylistText;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An ended stream as its playlists tell it, against which it is held when computed again. */
final class StandingStream {
  private static final String FILE = "/index.m3u8";
  private static final String REMEDY =
      "give the options that its job was given, and all of its records";

  private final ObjectStore store;
  private final String stream;
  private final String multivariant;
  private final Map<String, Listed> renditions = new LinkedHashMap<>();
  private final Set<Long> stored = new HashSet<>();

  /** Renditions of which one decode time was compared: the others follow from the durations. */
  private final Set<String> anchored = new HashSet<>();

  private record Listed(String text, MediaListing playlist) {
    boolean lists(long number) {
      return number >= playlist.mediaSequence() && number < playlist.end();
    }
  }

  private StandingStream(ObjectStore store, String stream, String multivariant) {
    this.store = store;
    this.stream = stream;
    this.multivariant = multivariant;
  }

  /** Names of the renditions in the multivariant playlist of {@code stream}; none without one. */
  static Set<String> renditions(ObjectStore store, String stream) {
    return text(store, ObjectName.multivariantPlaylist(stream))
        .map(StandingStream::renditions)
        .orElse(Set.of());
  }

  private static Set<String> renditions(String multivariant) {
    Set<String> names = new LinkedHashSet<>();
    for (ListedPlaylist rendition :
        MultivariantListing.read(PlaylistText.of(multivariant)).playlists()) {
      if (rendition.uri().endsWith(FILE)) {
        names.add(rendition.uri().substring(0, rendition.uri().length() - FILE.length()));
      }
    }
    return names;
  }

  private static Optional<String> text(ObjectStore store, String name) {
    return SegmentMaker.join(store.get(name))
        .map(object -> new String(object.body().toByteArray(), StandardCharsets.UTF_8));
  }

  /**
   * Reads what stands of {@code stream}, but for some renditions.
   *
   * @throws CommandException if nothing stands, or the stream has not ended
   */
  static StandingStream read(ObjectStore store, String stream, Set<String> without) {
    String name = ObjectName.multivariantPlaylist(stream);
    String main =
        text(store, name)
            .orElseThrow(
                () ->
                    new CommandException(
                        name, "nothing stands there", "check --stream and --store"));
    StandingStream standing = new StandingStream(store, stream, main);
    for (String rendition : renditions(main)) {
      if (!without.contains(rendition)) {
        standing.readRendition(rendition);
      }
    }
    return standing;
  }

  private void readRendition(String rendition) {
    String name = ObjectName.mediaPlaylist(stream, rendition);
    String text =
        text(store, name)
            .orElseThrow(
                () ->
                    new CommandException(
                        name, "the multivariant playlist names it, and it is not there", REMEDY));
    MediaListing playlist = MediaListing.read(text);
    if (!playlist.ended()) {
      throw new CommandException(
          stream,
          "it has not ended",
          "restart its job with the larger ladder, which holds from the next segment on");
    }
    renditions.put(rendition, new Listed(text, playlist));
    for (String object : SegmentMaker.join(store.list(stream + "/" + rendition + "/"))) {
      ObjectName.segmentNumber(object).ifPresent(stored::add);
    }
  }

  /** Text of the multivariant playlist. */
  String multivariant() {
    return multivariant;
  }

  Set<String> renditions() {
    return renditions.keySet();
  }

  /** Whether segment {@code number} is still published: it is listed, or its objects stand. */
  boolean has(long number) {
    return stored.contains(number)
        || renditions.values().stream().anyMatch(listed -> listed.lists(number));
  }

  /**
   * Holds the kind of the playlists against the job's options.
   *
   * @throws CommandException if they differ
   */
  void checkKind(MediaPlaylist.Kind kind) {
    renditions.forEach(
        (name, listed) -> {
          MediaPlaylist.Kind stands = kind(listed);
          if (stands != kind) {
            throw new CommandException(
                ObjectName.mediaPlaylist(stream, name),
                "is of kind %s, the options say %s".formatted(stands, kind),
                "give --playlist.kind=" + stands);
          }
        });
  }

  private static MediaPlaylist.Kind kind(Listed listed) {
    String type = listed.playlist().type();
    return type.isEmpty() ? MediaPlaylist.Kind.LIVE : MediaPlaylist.Kind.valueOf(type);
  }

  /**
   * Holds a computed segment against what every rendition lists under its number.
   *
   * @throws CommandException if it has other boundaries, another date or decode time, or breaks
   *     elsewhere
   */
  void check(StoredSegment segment) {
    renditions.forEach(
        (name, listed) -> {
          if (segment.number() >= listed.playlist().end() && !segment.tracks().isEmpty()) {
            throw differs(segment, name, "is not listed there");
          }
          if (listed.lists(segment.number())) {
            check(segment, name, listed.playlist().segment(segment.number()));
          }
        });
  }

  private void check(StoredSegment segment, String name, ListedSegment entry) {
    if (!entry.uri().equals(ObjectName.segmentFile(segment.number()))) {
      throw differs(segment, name, "is listed as " + entry.uri());
    }
    if (entry.discontinuity() != segment.discontinuity()) {
      throw differs(segment, name, "is continuous in one and not in the other");
    }
    StoredTrack track = track(segment, name);
    if (track == null || entry.gap()) {
      return;
    }
    long micros = PlaylistEntry.of(segment, track).microseconds();
    if (entry.micros() != micros) {
      throw differs(
          segment, name, "lasts %d microseconds, computed %d".formatted(entry.micros(), micros));
    }
    if (isVideo(track) && entry.programDateTime() != segment.programDateTime()) {
      throw differs(segment, name, "has another date");
    }
    if (!anchored.contains(name)) {
      checkDecodeTime(segment, name, entry, track);
    }
  }

  /** The track that has the same boundaries: the same one, or another where it is not computed. */
  private static @Nullable StoredTrack track(StoredSegment segment, String name) {
    StoredTrack pictures = null;
    for (StoredTrack track : segment.tracks()) {
      if (track.rendition().equals(name)) {
        return track;
      }
      pictures = pictures == null && isVideo(track) ? track : pictures;
    }
    boolean left = segment.gaps().stream().anyMatch(gap -> gap.rendition().equals(name));
    return left ? pictures : null;
  }

  private static boolean isVideo(StoredTrack track) {
    return track.type().equals(MediaType.VIDEO.name());
  }

  private void checkDecodeTime(
      StoredSegment segment, String name, ListedSegment entry, StoredTrack track) {
    String folder = stream + "/" + name + "/";
    Optional<Payload> media = body(folder + entry.uri());
    Optional<Payload> init = body(folder + entry.map());
    if (media.isEmpty() || init.isEmpty()) {
      return;
    }
    long time = field(BoxTree.read(media.get()), "tfdt", "baseMediaDecodeTime");
    long timescale = field(BoxTree.read(init.get()), "mdhd", "timescale");
    long expected = track.baseMediaDecodeTime();
    if (Math.multiplyExact(time, (long) track.timescale())
        != Math.multiplyExact(expected, timescale)) {
      throw differs(
          segment,
          name,
          "begins at %d/%d, computed %d/%d"
              .formatted(time, timescale, expected, track.timescale()));
    }
    anchored.add(name);
  }

  private Optional<Payload> body(String name) {
    return SegmentMaker.join(store.get(name)).map(StoredObject::body);
  }

  /** The field of the first box of that type; -1 without one. */
  private static long field(List<BoxTree> boxes, String type, String field) {
    for (BoxTree box : boxes) {
      for (BoxField each : box.fields()) {
        if (box.type().equals(type) && each.name().equals(field)) {
          return Long.parseLong(each.value());
        }
      }
      long inside = field(box.boxes(), type, field);
      if (inside >= 0) {
        return inside;
      }
    }
    return -1;
  }

  private CommandException differs(StoredSegment segment, String name, String how) {
    return new CommandException(
        "segment %d of %s".formatted(segment.number(), stream),
        "it does not fit to what stands in %s: it %s".formatted(name, how),
        REMEDY);
  }

  /**
   * Holds a computed playlist against those that stand: the same one must be the same text, another
   * one have the same target duration and end.
   *
   * @throws CommandException if it does not
   */
  void checkPlaylist(PlaylistUpdate update) {
    MediaListing computed = MediaListing.read(update.text());
    renditions.forEach(
        (name, listed) -> {
          boolean same = update.name().equals(ObjectName.mediaPlaylist(stream, name));
          boolean fits =
              computed.targetDuration() == listed.playlist().targetDuration()
                  && computed.end() == listed.playlist().end();
          if (same ? !update.text().equals(listed.text()) : !fits) {
            throw new CommandException(
                update.name(), "does not fit to what stands in " + name, REMEDY);
          }
        });
  }
}
