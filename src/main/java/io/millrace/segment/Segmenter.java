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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the segments of one stream and decides every decode time, here and nowhere else. A segment
 * ends at the first sync sample at or after the target duration; audio is laid under it in whole
 * access units. The stream's timeline starts at 0 with the first sync sample and never breaks: what
 * the source's clock does becomes a discontinuity, not a gap.
 */
public final class Segmenter {
  private static final int VERSION = 1;
  private static final int MAX_TRACKS = 256;
  private static final int MAX_SYNC_WAIT_MILLIS = 10_000;

  private final String stream;
  private final SegmentSettings settings;
  private WindowQueue windows;
  private List<Track> tracks = List.of();
  private TrackSelection selection = TrackSelection.of(List.of());
  private TrackFormat.@Nullable Video videoFormat;
  private @Nullable PictureLine pictures;
  private HeldSync held = new HeldSync();
  private AudioLines audio = new AudioLines();
  private ProgramDate date = new ProgramDate();
  private boolean breakAtSync;
  private boolean discontinuity;

  /** End of what was cut while the stream has audio alone. */
  private Position audioCut = Position.ZERO;

  private boolean audioAlone;
  private boolean audioRangeOpen;

  public Segmenter(String stream, SegmentSettings settings) {
    this.stream = stream;
    this.settings = settings;
    this.windows = new WindowQueue(stream, settings);
  }

  /** Takes the set of tracks that the container declares, the first or a changed one. */
  public void tracks(List<Track> declared, SegmentHandler handler) {
    TrackSelection chosen = TrackSelection.of(declared);
    if (!sameTrack(selection.video(), chosen.video())) {
      endRange(handler);
      videoFormat = null;
    }
    if (!sameTrack(selection.audio(), chosen.audio())) {
      audio.leave();
      breakAtSync |= audio.willChange();
    }
    if (chosen.audio() != null && selection.audio() == null) {
      windows.expectAudioAgain();
    }
    tracks = List.copyOf(declared);
    selection = chosen;
  }

  private static boolean sameTrack(@Nullable Track a, @Nullable Track b) {
    if (a == null || b == null) {
      return a == b;
    }
    return a.id() == b.id() && a.timescale().equals(b.timescale());
  }

  /** Takes the format of a track, before its first access unit and whenever it changes. */
  public void format(int trackId, TrackFormat format, SegmentHandler handler) {
    if (selection.isVideo(trackId) && format instanceof TrackFormat.Video video) {
      videoFormat(video, handler);
    } else if (selection.isAudio(trackId) && format instanceof TrackFormat.Audio sound) {
      audioFormat(sound, handler);
    }
  }

  private void videoFormat(TrackFormat.Video format, SegmentHandler handler) {
    settle(handler);
    breakAtSync |= videoFormat != null && !videoFormat.equals(format);
    videoFormat = format;
    Timescale source = sourceOf(selection.video());
    if (pictures == null) {
      pictures = new PictureLine(format, source, audioCut, null);
    } else if (!pictures.isOpen() && !pictures.source().equals(source)) {
      pictures = new PictureLine(format, source, pictures.start(), pictures.timescale());
    }
  }

  private void audioFormat(TrackFormat.Audio format, SegmentHandler handler) {
    Timescale source = sourceOf(selection.audio());
    if (audio.current() != null) {
      audio.announce(format, source, handler);
      breakAtSync |= audio.willChange();
      return;
    }
    AudioLine line = audio.begin(format, source, windows.oldestStart(streamEnd()));
    if (pictures != null && pictures.isOpen()) {
      openAudioRange(line, pictures, handler);
    }
  }

  private static Timescale sourceOf(@Nullable Track track) {
    if (track == null) {
      throw new IllegalStateException("Cannot take a format: its track is not selected");
    }
    return track.timescale();
  }

  private Position streamEnd() {
    return pictures == null || audioAlone ? audioCut : pictures.start();
  }

  /**
   * Takes the next access unit of a track.
   *
   * @param ingestTime when its bytes were received, milliseconds since 1970 UTC, or {@link
   *     SegmentUnit#NO_DATE}
   */
  public void accessUnit(AccessUnit unit, long ingestTime, SegmentHandler handler) {
    if (selection.isVideo(unit.trackId())) {
      picture(unit, ingestTime, handler);
    } else if (selection.isAudio(unit.trackId())) {
      sound(unit, ingestTime, handler);
    } else {
      handler.onDropped(typeOf(unit.trackId()), DropReason.NOT_SELECTED, 1);
    }
  }

  private MediaType typeOf(int trackId) {
    for (Track track : tracks) {
      if (track.id() == trackId) {
        return track.type();
      }
    }
    return MediaType.DATA;
  }

  private void picture(AccessUnit unit, long ingestTime, SegmentHandler handler) {
    PictureLine line = pictures;
    if (line == null || videoFormat == null) {
      handler.onDropped(MediaType.VIDEO, DropReason.BEFORE_SYNC, 1);
      return;
    }
    boolean jumps = line.isOpen() && line.jumps(unit.pts(), jumpMillis());
    if (!jumps && held.isLedBy(unit)) {
      held.add(unit);
      return;
    }
    settle(handler);
    if (jumps) {
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
    place(unit, ingestTime, handler);
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
      place(unit, held.ingestTime(), handler);
    }
  }

  /** Adds a picture to the open segment, or opens one with it. */
  private void place(AccessUnit unit, long ingestTime, SegmentHandler handler) {
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
    if (line.exceeds(windows.maxMillis())) {
      cutByTime(line, PictureLine.Lookahead.REORDERING, handler);
    }
    emitReady(handler);
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
    while (!line.isEmpty() && line.millisTo(pts) > windows.maxMillis()) {
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
    while (line.millisToEnd() > windows.maxMillis()
        && cutByTime(line, PictureLine.Lookahead.COMPLETE, handler)) {}
    addWindow(line.closeRange());
  }

  private boolean cutByTime(
      PictureLine line, PictureLine.Lookahead lookahead, SegmentHandler handler) {
    PictureLine.Closed closed = line.cutByTime(windows.maxMillis(), lookahead);
    if (closed == null) {
      return false;
    }
    addWindow(closed);
    handler.onEvent(
        SegmentEvent.FORCED_CUT,
        1,
        "no sync sample within %d ms; segment cut by time".formatted(windows.maxMillis()));
    return true;
  }

  private void addWindow(PictureLine.Closed closed) {
    windows.add(
        new Window(
            closed.start(),
            closed.end(),
            closed.segment(),
            takeDiscontinuity(),
            date.at(closed.start())));
  }

  private boolean takeDiscontinuity() {
    boolean taken = discontinuity && windows.hasBegun();
    discontinuity = false;
    return taken;
  }

  /** Closes the open segment behind its last good picture; the next one starts at a sync sample. */
  private void endRange(SegmentHandler handler) {
    if (audioAlone) {
      endAudioAlone();
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
    AudioLine sound = audio.current();
    if (sound != null) {
      sound.closeRange(line.start().floorIn(sound.timescale()));
    }
    discontinuity = true;
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
    if (audioAlone) {
      endAudioAlone();
      audioAlone = false;
      line = new PictureLine(format, line.source(), audioCut, line.timescale());
      pictures = line;
    }
    audio.change(line.start(), windows, handler);
    breakAtSync = false;
    line.openRange(sync, format);
    date.anchor(line.start(), ingestTime);
    AudioLine sound = audio.current();
    if (sound != null) {
      openAudioRange(sound, line, handler);
    }
    return line;
  }

  private static void openAudioRange(AudioLine sound, PictureLine line, SegmentHandler handler) {
    long origin = line.source().rescale(line.originPts(), sound.source());
    sound.openRange(origin, line.rangeBase().in(sound.timescale()), handler);
  }

  private void sound(AccessUnit unit, long ingestTime, SegmentHandler handler) {
    AudioLine line = audio.receiving();
    if (line == null) {
      handler.onDropped(MediaType.AUDIO, DropReason.BEFORE_SYNC, 1);
      return;
    }
    if (audioAlone && (audio.willChange() || !line.fits(unit))) {
      endAudioAlone();
      audio.change(audioCut, windows, handler);
    }
    if (audioAlone && !audioRangeOpen) {
      openAudioAlone(line, unit.pts(), ingestTime, handler);
    }
    line.accept(unit, head().in(line.timescale()), handler);
    if (audioAlone) {
      cutAudioAlone(line);
    } else if (!picturesWillCome(line)) {
      audioCut = streamEnd();
      audioAlone = true;
      audio.change(audioCut, windows, handler);
      Long first = line.firstWaitingPts();
      openAudioAlone(line, first == null ? unit.pts() : first, ingestTime, handler);
      cutAudioAlone(line);
    }
    emitReady(handler);
  }

  /** False for a stream without video, and for one whose video sent nothing for long enough. */
  private boolean picturesWillCome(AudioLine line) {
    boolean begun = windows.hasBegun() || (pictures != null && pictures.isOpen());
    return selection.video() != null
        && (begun || line.waitingMillis() <= 2L * settings.maxInterleaveMillis());
  }

  private void openAudioAlone(
      AudioLine line, long originPts, long ingestTime, SegmentHandler handler) {
    audioCut = new Position(audioCut.in(line.timescale()), line.timescale());
    date.anchor(audioCut, ingestTime);
    // Sound that goes on where pictures went away has no hole to be filled.
    boolean adjacent = line.end() > audioCut.ticks() - line.format().samplesPerFrame();
    line.openRange(originPts, adjacent ? line.end() : audioCut.ticks(), handler);
    audioRangeOpen = true;
  }

  private void cutAudioAlone(AudioLine line) {
    int frame = line.format().samplesPerFrame();
    long target = Timescale.MILLISECONDS.rescale(settings.targetMillis(), line.timescale());
    long frames = (target + frame / 2) / frame;
    while (line.end() - audioCut.ticks() >= frames * frame) {
      addAudioWindow(new Position(audioCut.ticks() + frames * frame, line.timescale()));
    }
  }

  private void addAudioWindow(Position end) {
    windows.add(new Window(audioCut, end, null, takeDiscontinuity(), date.at(audioCut)));
    audioCut = end;
  }

  private void endAudioAlone() {
    AudioLine line = audio.current();
    if (line == null || !audioRangeOpen) {
      return;
    }
    Position end = new Position(line.end(), line.timescale());
    if (end.ticks() > audioCut.in(line.timescale())) {
      addAudioWindow(end);
    }
    line.closeRange(end.ticks());
    audioRangeOpen = false;
    discontinuity = true;
  }

  private void emitReady(SegmentHandler handler) {
    windows.emitReady(audio.current(), selection.audio() != null, head(), handler);
  }

  /** How far the stream has come on its timeline. */
  private Position head() {
    return pictures != null && !audioAlone ? pictures.head() : audioCut;
  }

  /** Says that access units of a track, or of all, are missing from here on. */
  public void loss(int trackId, SegmentHandler handler) {
    // A hole in the audio is filled with silence; one in the pictures breaks the timeline.
    if (!selection.isAudio(trackId)) {
      endRange(handler);
    }
  }

  /** Ends the stream: closes the last segment and hands out what waits. */
  public void end(SegmentHandler handler) {
    settle(handler);
    PictureLine line = pictures;
    if (audioAlone) {
      endAudioAlone();
    } else if (line != null && line.isOpen() && !line.isEmpty()) {
      closeBehind(line, handler);
    }
    windows.end(audio.current(), handler);
    audio.dropNext(handler);
  }

  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    windows.save(out);
    out.writeInt(tracks.size());
    for (Track track : tracks) {
      SavedMedia.writeTrack(out, track);
    }
    out.writeBoolean(videoFormat != null);
    if (videoFormat != null) {
      SavedMedia.writeVideo(out, videoFormat);
    }
    out.writeBoolean(pictures != null);
    if (pictures != null) {
      pictures.save(out);
    }
    held.save(out);
    audio.save(out);
    date.save(out);
    out.writeBoolean(breakAtSync);
    out.writeBoolean(discontinuity);
    audioCut.save(out);
    out.writeBoolean(audioAlone);
    out.writeBoolean(audioRangeOpen);
  }

  public static Segmenter load(DataInput in, String stream, SegmentSettings settings)
      throws IOException {
    SavedMedia.readVersion(in, VERSION, "segmenter");
    Segmenter loaded = new Segmenter(stream, settings);
    loaded.windows = WindowQueue.load(in, stream, settings);
    int count = SavedMedia.readCount(in, MAX_TRACKS, "tracks");
    List<Track> tracks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tracks.add(SavedMedia.readTrack(in));
    }
    loaded.tracks = List.copyOf(tracks);
    loaded.selection = TrackSelection.of(tracks);
    loaded.videoFormat = in.readBoolean() ? SavedMedia.readVideo(in) : null;
    loaded.pictures = in.readBoolean() ? PictureLine.load(in) : null;
    loaded.held = HeldSync.load(in);
    loaded.audio = AudioLines.load(in);
    loaded.date = ProgramDate.load(in);
    loaded.breakAtSync = in.readBoolean();
    loaded.discontinuity = in.readBoolean();
    loaded.audioCut = Position.load(in);
    loaded.audioAlone = in.readBoolean();
    loaded.audioRangeOpen = in.readBoolean();
    return loaded;
  }
}
