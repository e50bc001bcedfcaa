package io.millrace.app;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.StreamIngest;
import io.millrace.job.config.JobSettings;
import io.millrace.media.Ladder;
import io.millrace.media.Rung;
import io.millrace.media.Timescale;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.playlist.hls.AddedVariants;
import io.millrace.publish.PlaylistPublisher;
import io.millrace.publish.PlaylistReplacement;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.publish.PublishListener;
import io.millrace.publish.PublishResult;
import io.millrace.publish.SegmentWriter;
import io.millrace.publish.StoredSegments;
import io.millrace.publish.StreamPlaylists;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackGap;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Adds renditions to a stream that has ended: the stream is computed again from its records, as a
 * job with the larger ladder would have, and what is new of it is published. What stands is held
 * against it all the way and never touched, but for the multivariant playlist, which comes last.
 */
final class Backfill implements IngestOutput, AutoCloseable {
  private static final String WRITER = "millrace-backfill";
  private static final Timescale MICROSECONDS = new Timescale(1_000_000);

  /** Segments on their way to the store; each is held in memory whole. */
  private static final int MAX_WRITING = 16;

  private final String stream;
  private final Set<String> added;
  private final List<String> ladder = new ArrayList<>();
  private final StandingStream standing;
  private final StreamIngest ingest;
  private final SegmentMaker maker;
  private final SegmentWriter writer;
  private final StreamPlaylists playlists;
  private final PlaylistPublisher publisher;
  private final PlaylistReplacement replacement;
  private final Deque<CompletableFuture<StoredSegment>> writing = new ArrayDeque<>();
  private final Set<String> appeared = new LinkedHashSet<>();
  private final List<PlaylistUpdate> last = new ArrayList<>();
  private final Remarks remarks = new Remarks();
  private long segments;
  private long mediaMicros;
  private boolean changed;

  /**
   * A backfill that has not begun.
   *
   * @param settings those of a job with the whole ladder
   * @param added names of the renditions that are new
   * @throws CommandException if the stream does not stand, or has not ended
   */
  Backfill(String stream, JobSettings settings, Set<String> added, ObjectStore store) {
    this.stream = stream;
    this.added = Set.copyOf(added);
    Ladder whole = settings.ladder();
    whole.rungs().stream().map(Rung::rendition).forEach(ladder::add);
    this.standing = StandingStream.read(store, stream, added);
    PlaylistSettings listed = settings.playlistSettings();
    standing.checkKind(listed.kind());
    this.ingest = new StreamIngest(stream, settings.ingestSettings());
    this.maker = new SegmentMaker(settings.transcodeSettings(), added::contains, this::onMade);
    this.writer = new SegmentWriter(store, settings.retrySettings(), PublishListener.SILENT);
    this.playlists = StreamPlaylists.ofHistory(stream, keeping(listed));
    this.publisher =
        new PlaylistPublisher(store, WRITER, settings.retrySettings(), PublishListener.SILENT);
    this.replacement =
        new PlaylistReplacement(store, WRITER, settings.retrySettings(), PublishListener.SILENT);
  }

  /** What has left the window was deleted when it was time, and is not our concern. */
  private static PlaylistSettings keeping(PlaylistSettings settings) {
    return new PlaylistSettings(
        settings.kind(),
        settings.windowSegments(),
        PlaylistSettings.Expiry.KEEP,
        settings.maxWaiting());
  }

  /**
   * Reads all records and publishes what is new, playlists when all segments stand.
   *
   * @throws CommandException if what is computed does not fit to what stands
   */
  void run(StreamRecords records, ProgressLine progress) throws IOException {
    records.replay(
        ingest,
        this,
        playlists::hasEnded,
        () -> progress.show(() -> line(records, progress.elapsedNanos())));
    maker.finish();
    while (!writing.isEmpty()) {
      awaitEldest();
    }
    progress.clear();
    checkWhole(records);
    publish();
  }

  private String line(StreamRecords records, long nanos) {
    return "%s, %s of media, %s"
        .formatted(
            SegmentSearch.line(records, segments), ProgressLine.time(mediaMicros), speed(nanos));
  }

  /** {@code 12.3 times real time}. */
  String speed(long nanos) {
    return String.format(Locale.ROOT, "%.1f times real time", mediaMicros * 1000.0 / nanos);
  }

  private void checkWhole(StreamRecords records) {
    if (records.records() == 0) {
      throw SegmentSearch.noRecord(stream, records);
    }
    if (!playlists.hasEnded()) {
      throw new CommandException(
          stream,
          "its records in %s end at segment %d without its end".formatted(records, segments),
          "it has ended where it stands: give all of its records");
    }
    for (String rendition : standing.renditions()) {
      if (!appeared.contains(rendition)) {
        throw new CommandException(
            stream,
            "%s stands and a job with these options would not have it".formatted(rendition),
            "give the job's own ladder by --transcode.ladder, and its other options");
      }
    }
    if (appeared.stream().noneMatch(added::contains)) {
      throw new CommandException(
          stream, "nothing to add: no new rung fits to its pictures", "choose a smaller one");
    }
  }

  @Override
  public void onSegment(SegmentUnit unit) {
    maker.make(unit);
  }

  private void onMade(PackagedSegment segment, String remark) {
    if (!remark.isEmpty()) {
      remarks.add(remark);
    }
    StoredSegment stored = StoredSegments.of(segment);
    standing.check(stored);
    count(stored);
    if (standing.has(segment.number())) {
      if (writing.size() >= MAX_WRITING) {
        awaitEldest();
      }
      writing.add(writer.write(onlyAdded(segment)));
    }
    last.addAll(playlists.accept(stored));
  }

  private void awaitEldest() {
    SegmentMaker.join(writing.remove());
  }

  private void count(StoredSegment segment) {
    List<String> names = new ArrayList<>();
    segment.tracks().stream().map(StoredTrack::rendition).forEach(names::add);
    segment.gaps().stream().map(TrackGap::rendition).forEach(names::add);
    names.stream()
        .sorted((a, b) -> Integer.compare(ladder.indexOf(a), ladder.indexOf(b)))
        .forEach(appeared::add);
    segment.tracks().stream()
        .findFirst()
        .ifPresent(
            track -> {
              segments++;
              Timescale timescale = new Timescale(track.timescale());
              mediaMicros += timescale.rescale(track.duration(), MICROSECONDS);
            });
  }

  private PackagedSegment onlyAdded(PackagedSegment segment) {
    List<PackagedTrack> tracks =
        segment.tracks().stream().filter(track -> added.contains(track.rendition())).toList();
    return new PackagedSegment(
        segment.stream(),
        segment.number(),
        segment.discontinuity(),
        segment.programDateTime(),
        segment.targetDuration(),
        tracks,
        segment.gaps(),
        segment.end());
  }

  private void publish() {
    String main = ObjectName.multivariantPlaylist(stream);
    List<PlaylistUpdate> media =
        last.stream().filter(update -> !update.name().equals(main)).toList();
    media.forEach(standing::checkPlaylist);
    String computed =
        last.stream()
            .filter(update -> update.name().equals(main))
            .map(PlaylistUpdate::text)
            .findFirst()
            .orElse(standing.multivariant());
    merged(standing.multivariant(), computed);
    for (PlaylistUpdate update : media) {
      if (isAdded(update)) {
        PublishResult result = SegmentMaker.join(publisher.publish(update));
        changed |= result instanceof PublishResult.Published;
      }
    }
    changed |= SegmentMaker.join(replacement.replace(main, text -> merged(text, computed)));
  }

  private boolean isAdded(PlaylistUpdate update) {
    return added.stream()
        .anyMatch(name -> update.name().equals(ObjectName.mediaPlaylist(stream, name)));
  }

  private String merged(String text, String computed) {
    try {
      return AddedVariants.merge(text, computed, List.copyOf(appeared));
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ObjectName.multivariantPlaylist(stream),
          "does not fit to what was computed: " + e.getMessage(),
          "give the options that its job was given");
    }
  }

  /** Segments so far. */
  long segments() {
    return segments;
  }

  /** Microseconds of media in them. */
  long mediaMicros() {
    return mediaMicros;
  }

  /** Whether any playlist was written; if not, all stood already. */
  boolean changed() {
    return changed;
  }

  /** Why a segment is not what was wanted. */
  List<String> remarks() {
    return remarks.lines();
  }

  // What the job told of already, when it published.

  @Override
  public void onRejected(IngestInput record, long byteOffset, String reason) {}

  @Override
  public void onLoss(long byteOffset, String reason) {}

  @Override
  public void onEvent(SegmentEvent event, int count, String detail) {}

  @Override
  public void close() {
    maker.close();
  }
}
