package io.millrace.publish;

import io.millrace.media.MediaType;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.playlist.hls.MediaPlaylist;
import io.millrace.playlist.hls.MediaPlaylist.Kind;
import io.millrace.playlist.hls.MultivariantPlaylist.Measured;
import io.millrace.segment.TrackGap;
import io.millrace.storage.ObjectName;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The playlists of one stream: takes its stored segments in any order and tells each next version.
 * A pure function of the segments in the order of their numbers, and kept in a checkpoint.
 */
public final class StreamPlaylists {
  private static final int V1 = 1;
  private static final int MAX_RENDITIONS = 256;

  private final String stream;
  private final PlaylistSettings settings;
  private final SegmentOrder order;
  private final SegmentWindow window;
  private final ExpiryQueue expiring;
  private final DeclaredVariants declared;
  private final Map<String, ListedRendition> renditions = new LinkedHashMap<>();
  private final Versions versions;
  private int targetDuration;
  private boolean broken;
  private boolean ended;

  /** Which versions are told. */
  private enum Versions {
    EACH,
    LAST
  }

  private StreamPlaylists(
      String stream,
      Versions versions,
      PlaylistSettings settings,
      SegmentOrder order,
      SegmentWindow window,
      ExpiryQueue expiring,
      DeclaredVariants declared) {
    this.stream = stream;
    this.versions = versions;
    this.settings = settings;
    this.order = order;
    this.window = window;
    this.expiring = expiring;
    this.declared = declared;
  }

  /** The playlists of a stream of which nothing is stored yet. */
  public static StreamPlaylists start(String stream, PlaylistSettings settings) {
    return start(stream, Versions.EACH, settings);
  }

  /** The playlists of a stream that has ended: only their last versions are told, at its end. */
  public static StreamPlaylists ofHistory(String stream, PlaylistSettings settings) {
    return start(stream, Versions.LAST, settings);
  }

  private static StreamPlaylists start(
      String stream, Versions versions, PlaylistSettings settings) {
    return new StreamPlaylists(
        stream,
        versions,
        settings,
        new SegmentOrder(),
        new SegmentWindow(),
        new ExpiryQueue(),
        new DeclaredVariants());
  }

  /** Whether the end of the stream is in the playlists: nothing comes any more. */
  public boolean hasEnded() {
    return ended;
  }

  /** How many segments are stored but wait for an earlier one. */
  public int waiting() {
    return order.waiting();
  }

  /**
   * Takes a segment and returns the new versions of playlists, in the order in which they have to
   * be published: for each segment the media playlists, then the multivariant one if it changed.
   *
   * @throws BrokenStreamException once, when segments do not fit together; then the stream is
   *     silent for ever
   */
  public List<PlaylistUpdate> accept(StoredSegment segment) {
    List<PlaylistUpdate> updates = new ArrayList<>();
    if (broken || ended) {
      return updates;
    }
    try {
      List<StoredSegment> ready = order.accept(segment);
      checkWaiting();
      for (StoredSegment next : ready) {
        append(next, updates);
      }
      return updates;
    } catch (IllegalArgumentException e) {
      broken = true;
      throw new BrokenStreamException(stream, String.valueOf(e.getMessage()));
    }
  }

  private void checkWaiting() {
    if (order.waiting() > settings.maxWaiting()) {
      throw new IllegalArgumentException(
          "segment %d never came, %d later ones wait for it"
              .formatted(order.next(), order.waiting()));
    }
  }

  private void append(StoredSegment segment, List<PlaylistUpdate> updates) {
    if (ended) {
      return;
    }
    if (!segment.tracks().isEmpty() || !segment.gaps().isEmpty()) {
      list(segment);
    }
    ended = segment.end();
    boolean told = versions == Versions.EACH && settings.kind() != Kind.VOD;
    if (!renditions.isEmpty() && (ended || told)) {
      publish(segment, updates);
    }
  }

  private void list(StoredSegment segment) {
    check(segment);
    window.add(segment);
    if (!segment.tracks().isEmpty()) {
      addTracks(segment, reference(segment.tracks()));
    }
    if (renditions.size() > MAX_RENDITIONS) {
      throw new IllegalArgumentException("more than %d renditions".formatted(MAX_RENDITIONS));
    }
    for (ListedRendition rendition : renditions.values()) {
      if (rendition.entries().size() < segment.number() + 1 - rendition.mediaSequence()) {
        rendition.addGap(segment, gap(segment, rendition.track()));
      }
    }
    while (settings.kind() == Kind.LIVE
        && window.mayRemoveFirst(settings.windowSegments(), targetDuration)) {
      removeFirst();
    }
  }

  private void addTracks(StoredSegment segment, StoredTrack reference) {
    // A VOD playlist's target duration is known at its end.
    int shortest = settings.kind() == Kind.VOD ? 1 : targetDuration;
    for (StoredTrack track : segment.tracks()) {
      renditions
          .computeIfAbsent(track.rendition(), name -> new ListedRendition(track, segment.number()))
          .add(segment, track, reference, shortest);
    }
  }

  private void check(StoredSegment segment) {
    if (!segment.stream().equals(stream)) {
      throw new IllegalArgumentException("a segment of stream " + segment.stream());
    }
    if (targetDuration != 0 && segment.targetDuration() != targetDuration) {
      throw new IllegalArgumentException(
          "segment %d: target duration %d s, was %d s"
              .formatted(segment.number(), segment.targetDuration(), targetDuration));
    }
    targetDuration = segment.targetDuration();
  }

  /** The track that the others are measured by: the first with pictures, or else the first. */
  private static StoredTrack reference(List<StoredTrack> tracks) {
    for (StoredTrack track : tracks) {
      if (track.type().equals(MediaType.VIDEO.name())) {
        return track;
      }
    }
    return tracks.get(0);
  }

  /** How long {@code track} is missing: by its own gap, or one of its type, or the main track. */
  private static TrackGap gap(StoredSegment segment, StoredTrack track) {
    TrackGap ofItsType = null;
    for (TrackGap gap : segment.gaps()) {
      if (gap.rendition().equals(track.rendition())) {
        return gap;
      }
      if (ofItsType == null && gap.type().name().equals(track.type())) {
        ofItsType = gap;
      }
    }
    if (ofItsType != null) {
      return ofItsType;
    }
    return segment.tracks().isEmpty() ? segment.gaps().get(0) : gap(reference(segment.tracks()));
  }

  private static TrackGap gap(StoredTrack reference) {
    return new TrackGap(
        reference.rendition(),
        MediaType.valueOf(reference.type()),
        new Timescale(reference.timescale()),
        reference.baseMediaDecodeTime(),
        reference.duration());
  }

  private void removeFirst() {
    long number = window.first();
    SegmentWindow.Slot slot = window.removeFirst();
    // One target duration more: the version without it is published later than it is made.
    long margin = (long) targetDuration * Timescale.MPEG_TS.ticksPerSecond();
    long deadline = window.elapsed() + slot.duration() + window.longest() + margin;
    for (ListedRendition rendition : renditions.values()) {
      List<String> names = rendition.removeFirst(stream, number);
      if (settings.expiry() == PlaylistSettings.Expiry.DELETE) {
        expiring.add(names, number, deadline);
      }
    }
  }

  private void publish(StoredSegment segment, List<PlaylistUpdate> updates) {
    List<String> expired = expiring.takeUntil(window.elapsed());
    long retained = expiring.firstNumber(window.first());
    for (Map.Entry<String, ListedRendition> entry : renditions.entrySet()) {
      ListedRendition rendition = entry.getValue();
      String name = ObjectName.mediaPlaylist(stream, entry.getKey());
      List<String> ofRendition =
          expired.stream().filter(object -> isBeside(object, entry.getKey())).toList();
      updates.add(
          new PlaylistUpdate(
              stream,
              name,
              text(rendition),
              rendition.mediaSequence(),
              segment.number() + 1,
              ended,
              ofRendition,
              settings.expiry() == PlaylistSettings.Expiry.DELETE ? retained : 0));
    }
    Optional<String> multivariant = multivariant();
    if (multivariant.isPresent()) {
      declared.declaredBy(window.first(), segment.number() + 1);
      updates.add(multivariant(multivariant.get()));
    }
  }

  /**
   * The multivariant playlist as it was told last; empty if it never was. To be published once more
   * after a restart: it is written seldom, and an attempt that had lost the stream dropped it.
   */
  public Optional<PlaylistUpdate> multivariantAgain() {
    return declared.text().map(this::multivariant);
  }

  private PlaylistUpdate multivariant(String text) {
    return new PlaylistUpdate(
        stream,
        ObjectName.multivariantPlaylist(stream),
        text,
        declared.mediaSequence(),
        declared.end(),
        ended,
        List.of(),
        0);
  }

  private boolean isBeside(String object, String rendition) {
    return object.startsWith(stream + "/" + rendition + "/");
  }

  private String text(ListedRendition rendition) {
    return new MediaPlaylist(
            settings.kind(),
            listedTarget(),
            rendition.mediaSequence(),
            window.discontinuitySequence(rendition.mediaSequence()),
            List.copyOf(rendition.entries()),
            ended,
            rendition.isIndependent())
        .text();
  }

  /** A playlist that is written once, at the end, need not allow for longer segments to come. */
  private int listedTarget() {
    if (settings.kind() != Kind.VOD) {
      return targetDuration;
    }
    return renditions.values().stream()
        .flatMap(rendition -> rendition.entries().stream())
        .mapToInt(entry -> Math.toIntExact(entry.seconds()))
        .reduce(1, Math::max);
  }

  private Optional<String> multivariant() {
    List<Measured> alive =
        renditions.values().stream()
            .filter(ListedRendition::isAlive)
            .map(ListedRendition::measured)
            .toList();
    return ended ? declared.finish(alive) : declared.update(alive);
  }

  /** Writes the state into a checkpoint. */
  public void save(DataOutput out) throws IOException {
    out.writeByte(V1);
    out.writeUTF(stream);
    out.writeInt(targetDuration);
    out.writeBoolean(broken);
    out.writeBoolean(ended);
    order.save(out);
    window.save(out);
    expiring.save(out);
    declared.save(out);
    out.writeInt(renditions.size());
    for (ListedRendition rendition : renditions.values()) {
      rendition.save(out);
    }
  }

  /**
   * Reads the state from a checkpoint.
   *
   * @param settings as they are now; a smaller window takes effect with the next segment
   * @throws IOException if it was written by a later version, or is damaged
   */
  public static StreamPlaylists load(DataInput in, PlaylistSettings settings) throws IOException {
    SavedMedia.readVersion(in, V1, "stream playlists");
    String stream = in.readUTF();
    int targetDuration = in.readInt();
    boolean broken = in.readBoolean();
    boolean ended = in.readBoolean();
    StreamPlaylists playlists =
        new StreamPlaylists(
            stream,
            Versions.EACH,
            settings,
            SegmentOrder.load(in),
            SegmentWindow.load(in),
            ExpiryQueue.load(in),
            DeclaredVariants.load(in));
    playlists.targetDuration = targetDuration;
    playlists.broken = broken;
    playlists.ended = ended;
    int count = SavedMedia.readCount(in, MAX_RENDITIONS, "renditions");
    for (int i = 0; i < count; i++) {
      ListedRendition rendition = ListedRendition.load(in);
      playlists.renditions.put(rendition.track().rendition(), rendition);
    }
    return playlists;
  }
}
