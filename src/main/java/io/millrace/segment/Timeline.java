package io.millrace.segment;

import io.millrace.media.AccessUnit;
import io.millrace.media.MediaType;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The timeline of one stream: where its segments end, and every decode time, is decided here and
 * nowhere else. A range of it is what one clock of the source fills without a break.
 */
final class Timeline {
  private static final int MAX_SYNC_WAIT_MILLIS = 10_000;

  private final String stream;
  private final SegmentSettings settings;
  private final DeclaredTracks tracks;
  private WindowQueue windows;
  private TrackFormat.@Nullable Video videoFormat;
  private @Nullable PictureLine pictures;
  private HeldSync held = new HeldSync();
  private AudioRenditions audio = new AudioRenditions();
  private AudioAlone alone = new AudioAlone();
  private RecentSyncs syncs = new RecentSyncs();
  private boolean breakAtSync;

  Timeline(String stream, SegmentSettings settings, SelectionSettings selection) {
    this.stream = stream;
    this.settings = settings;
    this.tracks = new DeclaredTracks(selection);
    this.windows = new WindowQueue(stream, settings);
  }

  /** Takes the set of tracks that the container declares, the first or a changed one. */
  void tracks(List<Track> declared, SegmentHandler handler) {
    Track before = tracks.video();
    tracks.declare(declared, handler);
    if (!DeclaredTracks.areSame(before, tracks.video())) {
      endRange(handler);
      videoFormat = null;
    }
    audio.select(tracks.selection().audio(), handler);
    breakAtSync |= audio.willChange();
    AudioRendition leader = alone.leading(audio);
    if (alone.isActive() && leader != null && !leader.isFed()) {
      alone.endRange(audio, windows);
    }
  }

  /** Takes the format of a track, before its first access unit and whenever it changes. */
  void format(int trackId, TrackFormat format, SegmentHandler handler) {
    AudioRendition rendition = audio.fedBy(trackId);
    if (tracks.isVideo(trackId) && format instanceof TrackFormat.Video video) {
      videoFormat(video, handler);
    } else if (rendition != null && format instanceof TrackFormat.Audio sound) {
      audioFormat(rendition, sound, handler);
    }
  }

  /** Whether the track is published in this format already. */
  boolean isKnown(int trackId, TrackFormat format) {
    if (tracks.isVideo(trackId)) {
      return format.equals(videoFormat);
    }
    AudioRendition rendition = audio.fedBy(trackId);
    AudioLine line = rendition == null ? null : rendition.current();
    return line != null && format.equals(line.format());
  }

  private void videoFormat(TrackFormat.Video format, SegmentHandler handler) {
    settle(handler);
    breakAtSync |= videoFormat != null && !videoFormat.equals(format);
    videoFormat = format;
    Timescale source = sourceOf(tracks.video());
    if (pictures == null) {
      pictures = new PictureLine(format, source, alone.cut(), null);
    } else if (!pictures.isOpen() && !pictures.source().equals(source)) {
      pictures = new PictureLine(format, source, pictures.start(), pictures.timescale());
    }
  }

  private void audioFormat(
      AudioRendition rendition, TrackFormat.Audio format, SegmentHandler handler) {
    Timescale source = sourceOf(rendition.track());
    Position start = windows.oldestStart(streamEnd());
    boolean encoded = !tracks.settings().copies(format.codec());
    AudioLine begun = rendition.announce(new AudioLine(format, source, encoded), start, handler);
    breakAtSync |= rendition.willChange();
    if (begun != null && alone.isActive() && alone.isOpen()) {
      openRange(begun, alone.origin(), alone.base(), handler);
    } else if (begun != null && pictures != null && pictures.isOpen()) {
      openRange(begun, pictures.origin(), pictures.rangeBase(), handler);
    }
  }

  private static void openRange(
      AudioLine line, Position origin, Position base, SegmentHandler handler) {
    line.openRange(origin.in(line.source()), base.in(line.timescale()), handler);
  }

  private static Timescale sourceOf(@Nullable Track track) {
    if (track == null) {
      throw new IllegalStateException("Cannot take a format: its track is not selected");
    }
    return track.timescale();
  }

  private Position streamEnd() {
    return pictures == null || alone.isActive() ? alone.cut() : pictures.start();
  }

  /**
   * Takes the next access unit of a track.
   *
   * @param ingestTime when its bytes were received, milliseconds since 1970 UTC, or {@link
   *     SegmentUnit#NO_DATE}
   */
  void place(AccessUnit unit, long ingestTime, SegmentHandler handler) {
    AudioRendition rendition = audio.fedBy(unit.trackId());
    if (tracks.isVideo(unit.trackId())) {
      picture(unit, ingestTime, handler);
    } else if (rendition != null) {
      sound(rendition, unit, ingestTime, handler);
    } else {
      tracks.drop(unit.trackId(), handler);
    }
  }

  /** Takes an access unit that cannot be prepared, so that the account of the stream closes. */
  void unprepared(int trackId, SegmentHandler handler) {
    tracks.drop(trackId, handler);
  }

  private void picture(AccessUnit unit, long ingestTime, SegmentHandler handler) {
    PictureLine line = pictures;
    if (line == null || videoFormat == null) {
      handler.onDropped(MediaType.VIDEO, DropReason.BEFORE_SYNC, 1);
      return;
    }
    if (unit.sync()) {
      syncs.note(unit);
    }
    // A picture that needs another init segment cannot go on in this one.
    boolean foreign = !unit.sync() && !line.format().equals(videoFormat);
    boolean leaves = line.isOpen() && (foreign || line.jumps(unit.pts(), jumpMillis()));
    if (!leaves && held.isLedBy(unit)) {
      held.add(unit);
      return;
    }
    settle(handler);
    if (leaves) {
      endRange(handler);
    }
    boolean ends =
        line.isOpen()
            && unit.sync()
            && (breakAtSync || line.reaches(unit, settings.targetMillis()));
    if (ends && !breakAtSync && line.hasLeadingPictures()) {
      held.begin(unit, ingestTime);
      return;
    }
    if (ends) {
      closeAt(unit.pts(), line, handler);
    }
    add(unit, ingestTime, handler);
  }

  /** Ends the segment in front of the sync sample that is held, and goes on with that. */
  private void settle(SegmentHandler handler) {
    PictureLine line = pictures;
    if (held.isEmpty() || line == null) {
      return;
    }
    long end = held.earliestPts();
    List<AccessUnit> group = held.take();
    // A leading picture among those of the last GOP: nothing can be cut here.
    if (line.isAllBefore(end)) {
      closeAt(end, line, handler);
    }
    for (AccessUnit unit : group) {
      add(unit, held.ingestTime(), handler);
    }
  }

  /** Adds a picture to the open segment, or opens one with it. */
  private void add(AccessUnit unit, long ingestTime, SegmentHandler handler) {
    PictureLine line = pictures;
    if (line == null) {
      throw new IllegalStateException("Cannot place a picture: no video format");
    }
    if (!line.isOpen() && !unit.sync()) {
      dropBeforeSync(unit, line, handler);
      return;
    }
    if (!line.isOpen()) {
      line = openRange(unit, ingestTime, handler);
    }
    if (line.isBeforeRange(unit)) {
      handler.onDropped(MediaType.VIDEO, DropReason.LEADING, 1);
      return;
    }
    line.add(unit);
    if (line.exceeds(longestMillis(line))) {
      cutByTime(line, PictureLine.Lookahead.REORDERING, handler);
    }
    emitReady(handler);
  }

  /** Pictures that only encoders see need no sync sample to begin a segment of the target. */
  private long longestMillis(PictureLine line) {
    return line.mayBeginAnywhere() ? windows.targetMillis() : windows.maxMillis();
  }

  private static void dropBeforeSync(AccessUnit unit, PictureLine line, SegmentHandler handler) {
    handler.onDropped(MediaType.VIDEO, DropReason.BEFORE_SYNC, 1);
    if (line.waits(unit, MAX_SYNC_WAIT_MILLIS)) {
      handler.onEvent(
          SegmentEvent.WAITING_FOR_SYNC,
          1,
          "no IDR picture for %d s: nothing is published; let the encoder send IDR pictures"
              .formatted(MAX_SYNC_WAIT_MILLIS / 1000));
    }
  }

  /** A hole of more than a segment is another timeline. */
  private int jumpMillis() {
    return Math.max(2000, settings.targetMillis());
  }

  /** Closes the open segment at {@code pts}, where a sync sample or its leading pictures begin. */
  private void closeAt(long pts, PictureLine line, SegmentHandler handler) {
    while (!line.isEmpty() && line.millisTo(pts) > longestMillis(line)) {
      if (!cutByTime(line, PictureLine.Lookahead.COMPLETE, handler)) {
        endRange(handler); // a hole in front of the sync sample, longer than a segment
        return;
      }
    }
    if (!line.isEmpty()) {
      addWindow(line.closeAt(pts));
    }
    if (breakAtSync) {
      leaveRange(line, handler);
    }
  }

  private void closeBehind(PictureLine line, SegmentHandler handler) {
    while (line.millisToEnd() > longestMillis(line)
        && cutByTime(line, PictureLine.Lookahead.COMPLETE, handler)) {}
    addWindow(line.closeRange());
  }

  private boolean cutByTime(
      PictureLine line, PictureLine.Lookahead lookahead, SegmentHandler handler) {
    PictureLine.Closed closed =
        line.mayBeginAnywhere()
            ? line.cutAtTarget(settings.targetMillis(), lookahead)
            : line.cutByTime(longestMillis(line), lookahead);
    if (closed == null) {
      return false;
    }
    addWindow(closed);
    if (!line.mayBeginAnywhere()) {
      handler.onEvent(
          SegmentEvent.FORCED_CUT,
          1,
          "no sync sample within %d ms; segment cut by time".formatted(windows.maxMillis()));
    }
    return true;
  }

  private void addWindow(PictureLine.Closed closed) {
    windows.add(closed.start(), closed.end(), closed.segment());
  }

  /** Closes the open segment behind its last good picture; the next one starts at a sync sample. */
  void endRange(SegmentHandler handler) {
    if (alone.isActive()) {
      alone.endRange(audio, windows);
      return;
    }
    settle(handler);
    PictureLine line = pictures;
    if (line == null || !line.isOpen()) {
      return;
    }
    if (!line.isEmpty()) {
      closeBehind(line, handler);
    }
    leaveRange(line, handler);
    emitReady(handler);
  }

  private void leaveRange(PictureLine line, SegmentHandler handler) {
    line.leaveRange();
    syncs.clear();
    audio.closeRange(line.start());
    windows.breakHere();
    handler.onEvent(
        SegmentEvent.DISCONTINUITY,
        1,
        "timeline, format or track set changes at %d ms"
            .formatted(line.start().in(Timescale.MILLISECONDS)));
  }

  private PictureLine openRange(AccessUnit sync, long ingestTime, SegmentHandler handler) {
    TrackFormat.Video format = videoFormat;
    PictureLine line = pictures;
    if (format == null || line == null) {
      throw new IllegalStateException("Cannot open a range: no video format");
    }
    if (alone.isActive()) {
      alone.endRange(audio, windows);
      alone.end();
      line = new PictureLine(format, line.source(), alone.cut(), line.timescale());
      pictures = line;
    }
    audio.change(line.start(), windows, handler);
    breakAtSync = false;
    line.openRange(sync, format, PictureUse.of(format.codec(), tracks.settings()));
    windows.anchor(line.start(), ingestTime);
    audio.openRange(line.origin(), line.rangeBase(), handler);
    return line;
  }

  private void sound(
      AudioRendition rendition, AccessUnit unit, long ingestTime, SegmentHandler handler) {
    AudioLine line = rendition.receiving();
    if (line == null) {
      handler.onDropped(MediaType.AUDIO, DropReason.BEFORE_SYNC, 1);
      return;
    }
    if (alone.isLed(rendition)
        && (audio.willChange() || !line.fits(unit) || line.leavesHole(unit))) {
      alone.endRange(audio, windows);
    }
    if (alone.isActive() && !alone.isOpen() && mayLead(rendition, line)) {
      audio.change(alone.cut(), windows, handler);
      openAudioAlone(rendition, line, unit.pts(), ingestTime, handler);
    }
    line.accept(unit, soundHead().in(line.timescale()), handler);
    if (!alone.isActive() && !picturesWillCome(line) && mayLead(rendition, line)) {
      alone.begin(streamEnd());
      audio.change(alone.cut(), windows, handler);
      Long first = line.firstWaitingPts();
      openAudioAlone(rendition, line, first == null ? unit.pts() : first, ingestTime, handler);
    }
    alone.cut(audio, settings, windows);
    emitReady(handler);
  }

  /** False for a stream without video, and for one whose video sent nothing for long enough. */
  private boolean picturesWillCome(AudioLine line) {
    boolean begun = windows.hasBegun() || (pictures != null && pictures.isOpen());
    return tracks.video() != null
        && (begun || line.waitingMillis() <= 2L * settings.maxInterleaveMillis());
  }

  /** The first rendition leads, unless it lets the others wait too long. */
  private boolean mayLead(AudioRendition rendition, AudioLine line) {
    return rendition == audio.first() || line.waitingMillis() > settings.maxInterleaveMillis();
  }

  private void openAudioAlone(
      AudioRendition leader,
      AudioLine line,
      long originPts,
      long ingestTime,
      SegmentHandler handler) {
    alone.open(leader, line, originPts, ingestTime, windows);
    audio.openRange(alone.origin(), alone.base(), handler);
  }

  private void emitReady(SegmentHandler handler) {
    windows.emitReady(audio, head(), handler);
  }

  /** How far the stream has come on its timeline. */
  private Position head() {
    return pictures != null && !alone.isActive() ? pictures.head() : audio.furthest(alone.cut());
  }

  /** How far the pictures have come, or what was cut of sound alone. */
  private Position soundHead() {
    return pictures != null && !alone.isActive() ? pictures.head() : alone.cut();
  }

  /** Whether access units of the track are pictures that are published. */
  boolean isVideo(int trackId) {
    return tracks.isVideo(trackId);
  }

  /** The rendition that the track feeds; null if it feeds none. */
  @Nullable AudioRendition fedBy(int trackId) {
    return audio.fedBy(trackId);
  }

  /** Whether what is published of {@code declared} is of the same tracks as now. */
  boolean areLike(List<Track> declared) {
    return tracks.areLike(declared);
  }

  /** Whether there is a range that can go on. */
  boolean isOpen() {
    if (alone.isActive()) {
      return alone.leadingLine(audio) != null;
    }
    return pictures != null && pictures.isOpen();
  }

  /** The pictures; null before their format is known. */
  @Nullable PictureLine pictures() {
    return pictures;
  }

  /** The pictures, if the open range has some and goes on with what was announced last. */
  @Nullable PictureLine steadyPictures() {
    return alone.isActive() || breakAtSync || audio.willChange() ? null : pictures;
  }

  /** The same for the sound that leads where there is sound alone; null where there is not. */
  @Nullable AudioLine leadingSound() {
    return alone.leadingLine(audio);
  }

  boolean isLedBy(AudioRendition rendition) {
    return alone.isLed(rendition);
  }

  boolean soundWillChange() {
    return audio.willChange();
  }

  /** Pictures that wait for the end of the segment before them. */
  List<AccessUnit> heldPictures() {
    return held.pictures();
  }

  /** Whether {@code sync} is one of the last sync samples over again. */
  boolean had(AccessUnit sync, PictureLine line) {
    return line.hasSame(sync)
        || held.pictures().stream().anyMatch(one -> PictureLine.isSame(one, sync))
        || line.has(sync) && syncs.contain(sync);
  }

  /** Lets another session go on in the open range. */
  void goOn() {
    audio.mayRepeat();
    if (pictures != null) {
      pictures.syncCame();
    }
  }

  /** Ends the range: other tracks, formats and clocks come. */
  void leave(SegmentHandler handler) {
    endRange(handler);
    audio.leave(handler);
  }

  /** Says that the sound of {@code trackIds} has the format that it had, behind {@link #leave}. */
  void stay(Set<Integer> trackIds, SegmentHandler handler) {
    for (int trackId : trackIds) {
      AudioRendition rendition = audio.fedBy(trackId);
      if (rendition != null) {
        rendition.stay(handler);
      }
    }
  }

  /** Gives up the open range; how many pictures that was. Computes nothing of it. */
  int abandon(SegmentHandler handler) {
    int count = held.take().size();
    if (pictures != null) {
      count += pictures.abandon();
      audio.closeRange(pictures.start());
    }
    if (alone.isActive()) {
      alone.close();
    }
    syncs.clear();
    windows.breakHere();
    audio.leave(handler);
    return count;
  }

  /** Ends the stream: closes the last segment and hands out what waits. */
  void end(SegmentHandler handler) {
    settle(handler);
    PictureLine line = pictures;
    AudioLine leading = alone.leadingLine(audio);
    if (alone.isActive() && leading != null) {
      alone.cutRest(
          leading, windows); // the range stays open: the last segment takes the rest of all sound
    } else if (!alone.isActive() && line != null && line.isOpen() && !line.isEmpty()) {
      closeBehind(line, handler);
    }
    windows.end(audio, handler);
  }

  void save(DataOutput out) throws IOException {
    windows.save(out);
    tracks.save(out);
    SavedMedia.writeKnownVideo(out, videoFormat);
    out.writeBoolean(pictures != null);
    if (pictures != null) {
      pictures.save(out);
    }
    held.save(out);
    audio.save(out);
    syncs.save(out);
    out.writeBoolean(breakAtSync);
    alone.save(out);
  }

  static Timeline load(
      DataInput in, String stream, SegmentSettings settings, SelectionSettings selection)
      throws IOException {
    Timeline loaded = new Timeline(stream, settings, selection);
    loaded.windows = WindowQueue.load(in, stream, settings);
    loaded.tracks.load(in);
    loaded.videoFormat = SavedMedia.readKnownVideo(in);
    loaded.pictures = in.readBoolean() ? PictureLine.load(in) : null;
    loaded.held = HeldSync.load(in);
    loaded.audio = AudioRenditions.load(in);
    loaded.syncs = RecentSyncs.load(in);
    loaded.breakAtSync = in.readBoolean();
    loaded.alone = AudioAlone.load(in);
    return loaded;
  }
}
