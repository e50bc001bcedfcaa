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
import java.util.Set;

/**
 * Bounds the segments of one stream, from session to session. A segment ends at the first sync
 * sample at or after the target duration; audio is laid under it in whole access units. The
 * stream's timeline starts at 0 with the first sync sample and never breaks: what the source's
 * clock does becomes a discontinuity, not a gap.
 */
public final class Segmenter {
  private static final int VERSION = 1;

  /** In place of a track id. */
  public static final int ALL_TRACKS = -1;

  private final SegmentSettings settings;
  private Timeline timeline;
  private Reconnect reconnect = new Reconnect();

  public Segmenter(String stream, SegmentSettings settings, SelectionSettings selection) {
    this.settings = settings;
    this.timeline = new Timeline(stream, settings, selection);
  }

  /** A segmenter that takes every track that can pass through. */
  public Segmenter(String stream, SegmentSettings settings) {
    this(stream, settings, SelectionSettings.DEFAULT);
  }

  /** Takes the set of tracks that the container declares, the first or a changed one. */
  public void tracks(List<Track> declared, SegmentHandler handler) {
    if (reconnect.isDeciding() && !timeline.areLike(declared)) {
      breakOff(handler);
    }
    timeline.tracks(declared, handler);
  }

  /** Takes the format of a track, before its first access unit and whenever it changes. */
  public void format(int trackId, TrackFormat format, SegmentHandler handler) {
    if (reconnect.isDeciding() && timeline.isKnown(trackId, format)) {
      reconnect.announce(trackId);
      return;
    }
    if (reconnect.isDeciding()) {
      breakOff(handler);
    }
    timeline.format(trackId, format, handler);
  }

  /**
   * Takes the next access unit of a track.
   *
   * @param ingestTime when its bytes were received, milliseconds since 1970 UTC, or {@link
   *     SegmentUnit#NO_DATE}
   */
  public void accessUnit(AccessUnit unit, long ingestTime, SegmentHandler handler) {
    if (reconnect.isIdle()) {
      timeline.place(unit, ingestTime, handler);
    } else {
      betweenSessions(unit, ingestTime, handler);
    }
  }

  /** Takes an access unit that cannot be prepared, so that the account of the stream closes. */
  public void unprepared(int trackId, SegmentHandler handler) {
    timeline.unprepared(trackId, handler);
  }

  /**
   * Says that access units are missing from here on.
   *
   * @param trackId of the track, or {@link #ALL_TRACKS}
   */
  public void loss(int trackId, SegmentHandler handler) {
    // A hole in the audio is filled with silence; one in the pictures breaks the timeline.
    if (trackId == ALL_TRACKS || timeline.isVideo(trackId)) {
      if (reconnect.isDeciding()) {
        breakOff(handler);
      }
      reconnect.repeat(false);
      timeline.endRange(handler);
    }
  }

  /**
   * Says that a session is over, before what was half read of it comes out: nobody knows whether
   * the last picture of that is whole.
   */
  public void sessionEnds(SegmentHandler handler) {
    if (reconnect.isDeciding() && !reconnect.holdsSound()) {
      reconnect.endUndecided();
      return;
    }
    if (reconnect.isDeciding()) {
      breakOff(handler);
    }
    reconnect.end();
  }

  /**
   * Says that another session begins, whose tracks and formats are not known yet.
   *
   * @param mayGoOn whether it may do so where the last one stopped. It does if the tracks and their
   *     formats are the same, and its first sync sample follows the last picture without a hole or
   *     is one of the last over again; what comes over again is dropped. Then nothing breaks
   */
  public void takeOver(boolean mayGoOn, SegmentHandler handler) {
    if (mayGoOn && timeline.isOpen()) {
      reconnect.begin();
      return;
    }
    if (reconnect.isDeciding()) {
      breakOff(handler);
    }
    breakHere(handler);
  }

  private void breakHere(SegmentHandler handler) {
    if (reconnect.takeLast() != null) {
      handler.onDropped(MediaType.VIDEO, DropReason.CUT_OFF, 1);
    }
    reconnect.decide();
    reconnect.repeat(false);
    timeline.leave(handler);
  }

  /** The session that has begun does not go on where the last one stopped. */
  private void breakOff(SegmentHandler handler) {
    Set<Integer> announced = reconnect.announced();
    breakHere(handler);
    timeline.stay(announced, handler);
    placeSound(handler);
  }

  /** The session that has begun goes on where the last one stopped. */
  private void goOn(SegmentHandler handler) {
    reconnect.decide();
    timeline.goOn();
    placeSound(handler);
  }

  private void placeSound(SegmentHandler handler) {
    for (Reconnect.Arrived kept : reconnect.takeSound()) {
      place(kept, handler);
    }
  }

  private void place(Reconnect.Arrived arrived, SegmentHandler handler) {
    timeline.place(arrived.unit(), arrived.ingestTime(), handler);
  }

  /** Takes an access unit at the end of a session, or at the beginning of one. */
  private void betweenSessions(AccessUnit unit, long ingestTime, SegmentHandler handler) {
    if (reconnect.isStillDeciding()) {
      breakOff(handler);
      reconnect.end();
    }
    Reconnect.Arrived arrived = new Reconnect.Arrived(unit, ingestTime);
    AudioRendition rendition = timeline.fedBy(unit.trackId());
    if (timeline.isVideo(unit.trackId())) {
      picture(arrived, handler);
    } else if (reconnect.isDeciding() && rendition != null) {
      decideBySound(arrived, rendition, handler);
    } else {
      place(arrived, handler);
    }
  }

  private void picture(Reconnect.Arrived arrived, SegmentHandler handler) {
    if (reconnect.isDeciding() && !decideBy(arrived.unit(), handler)
        || isRepeated(arrived.unit())) {
      handler.onDropped(MediaType.VIDEO, DropReason.OVERLAP, 1);
      return;
    }
    Reconnect.Arrived next = reconnect.isEnding() ? reconnect.keepLast(arrived) : arrived;
    if (next != null) {
      place(next, handler);
    }
  }

  /** Whether a picture came in the session before; from the first that did not on none did. */
  private boolean isRepeated(AccessUnit picture) {
    PictureLine line = timeline.pictures();
    boolean repeated =
        reconnect.isRepeating()
            && line != null
            && (line.has(picture)
                || timeline.heldPictures().stream().anyMatch(one -> one.pts() == picture.pts()));
    reconnect.repeat(repeated);
    return repeated;
  }

  /** Whether {@code picture} has decided how the session begins; else it is of no use. */
  private boolean decideBy(AccessUnit picture, SegmentHandler handler) {
    PictureLine line = timeline.steadyPictures();
    if (line != null && !picture.sync() && picture.pts() <= latest(line)) {
      return false;
    }
    if (line == null || !picture.sync()) {
      breakOff(handler);
    } else {
      join(picture, line, handler);
    }
    return true;
  }

  private long latest(PictureLine line) {
    Reconnect.Arrived last = reconnect.last();
    long latest = last == null ? line.latestPts() : Math.max(line.latestPts(), last.unit().pts());
    for (AccessUnit picture : timeline.heldPictures()) {
      latest = Math.max(latest, picture.pts());
    }
    return latest;
  }

  /** Lets the session go on with {@code sync}, or break off. */
  private void join(AccessUnit sync, PictureLine line, SegmentHandler handler) {
    Reconnect.Arrived last = reconnect.last();
    boolean again = timeline.had(sync, line);
    Reconnect.Arrived whole =
        !again && last != null && last.unit().pts() < sync.pts() ? last : null;
    List<AccessUnit> more = new ArrayList<>(timeline.heldPictures());
    if (whole != null) {
      more.add(whole.unit());
    }
    if (!again && !line.isFollowedBy(sync.pts(), more)) {
      breakOff(handler);
      return;
    }
    reconnect.takeLast();
    if (whole != null) {
      place(whole, handler);
    } else if (last != null) {
      handler.onDropped(MediaType.VIDEO, DropReason.OVERLAP, 1); // it comes again, and whole
    }
    reconnect.repeat(again);
    goOn(handler);
  }

  private void decideBySound(
      Reconnect.Arrived arrived, AudioRendition rendition, SegmentHandler handler) {
    AccessUnit unit = arrived.unit();
    AudioLine leading = timeline.leadingSound();
    if (leading == null || !timeline.isLedBy(rendition)) {
      keep(arrived, rendition, handler);
      return;
    }
    if (!timeline.soundWillChange() && (leading.isFollowedBy(unit) || leading.has(unit))) {
      goOn(handler);
    } else {
      breakOff(handler);
    }
    place(arrived, handler);
  }

  /** Keeps sound until it is decided, but no longer than segments wait for one another's tracks. */
  private void keep(Reconnect.Arrived arrived, AudioRendition rendition, SegmentHandler handler) {
    long waited = arrived.unit().pts() - reconnect.firstLike(arrived.unit()).pts();
    boolean room = reconnect.keep(arrived);
    Track track = rendition.track();
    boolean late =
        track != null
            && track.timescale().rescale(waited, Timescale.MILLISECONDS)
                > settings.maxInterleaveMillis();
    if (!room || late) {
      breakOff(handler);
    }
  }

  /**
   * Gives up the open segment, since the program failed at it; what is complete stays. Nothing is
   * computed of what is given up.
   */
  public void abandon(SegmentHandler handler) {
    int pictures = reconnect.takeLast() == null ? 0 : 1;
    int sound = reconnect.takeSound().size();
    reconnect = new Reconnect();
    handler.onDropped(MediaType.VIDEO, DropReason.FAULT, pictures + timeline.abandon(handler));
    handler.onDropped(MediaType.AUDIO, DropReason.FAULT, sound);
  }

  /** Ends the stream: closes the last segment and hands out what waits. */
  public void end(SegmentHandler handler) {
    if (reconnect.isDeciding()) {
      breakOff(handler);
    }
    timeline.end(handler);
  }

  public void save(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    timeline.save(out);
    reconnect.save(out);
  }

  public static Segmenter load(
      DataInput in, String stream, SegmentSettings settings, SelectionSettings selection)
      throws IOException {
    SavedMedia.readVersion(in, VERSION, "segmenter");
    Segmenter loaded = new Segmenter(stream, settings, selection);
    loaded.timeline = Timeline.load(in, stream, settings, selection);
    loaded.reconnect = Reconnect.load(in);
    return loaded;
  }
}
