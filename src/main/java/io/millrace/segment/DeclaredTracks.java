package io.millrace.segment;

import io.millrace.media.MediaType;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tracks that the container declares now, and what becomes of each. */
final class DeclaredTracks {
  static final int MAX_TRACKS = 256;

  private final SelectionSettings settings;
  private List<Track> tracks = List.of();
  private TrackSelection selection = new TrackSelection(null, List.of());

  /** Tracks of which it has been said that they cannot be published as they are. */
  private final Set<String> said = new LinkedHashSet<>();

  DeclaredTracks(SelectionSettings settings) {
    this.settings = settings;
  }

  SelectionSettings settings() {
    return settings;
  }

  TrackSelection selection() {
    return selection;
  }

  @Nullable Track video() {
    return selection.video();
  }

  boolean isVideo(int trackId) {
    Track video = selection.video();
    return video != null && video.id() == trackId;
  }

  /** Whether access units of {@code b} can follow those of {@code a}: one id, codec and clock. */
  static boolean areSame(@Nullable Track a, @Nullable Track b) {
    if (a == null || b == null) {
      return a == b;
    }
    return a.id() == b.id() && a.codec() == b.codec() && a.timescale().equals(b.timescale());
  }

  /** Whether what is published of {@code declared} is of the same tracks as now, in order. */
  boolean areLike(List<Track> declared) {
    TrackSelection other = TrackSelection.of(declared, settings);
    boolean same =
        areSame(selection.video(), other.video())
            && selection.audio().size() == other.audio().size();
    for (int i = 0; same && i < other.audio().size(); i++) {
      same = areSame(selection.audio().get(i), other.audio().get(i));
    }
    return same;
  }

  /** Takes another set, and says once for each track that cannot be published why not. */
  void declare(List<Track> declared, SegmentHandler handler) {
    tracks = List.copyOf(declared.subList(0, Math.min(MAX_TRACKS, declared.size())));
    selection = TrackSelection.of(tracks, settings);
    for (Track track : tracks) {
      TrackFate fate = selection.fate(track, settings);
      if (fate == TrackFate.NEEDS_ENCODING && isNew(track)) {
        handler.onEvent(SegmentEvent.NEEDS_ENCODING, 1, complaint(track, fate));
      } else if (fate == TrackFate.UNREADABLE && isNew(track)) {
        handler.onEvent(SegmentEvent.UNREADABLE_TRACK, 1, complaint(track, fate));
      }
    }
  }

  private boolean isNew(Track track) {
    return said.size() < MAX_TRACKS && said.add(track.id() + " " + track.codec());
  }

  private static String complaint(Track track, TrackFate fate) {
    return "%s track %d (%s): %s %s; it is not published"
        .formatted(
            track.type().name().toLowerCase(Locale.ROOT),
            track.id(),
            track.codecId(),
            track.codec(),
            fate.title());
  }

  /** Accounts for an access unit that is of no published track, or that nobody could prepare. */
  void drop(int trackId, SegmentHandler handler) {
    Track track = track(trackId);
    if (track == null) {
      handler.onDropped(MediaType.DATA, DropReason.NOT_SELECTED, 1);
      return;
    }
    DropReason reason =
        switch (selection.fate(track, settings)) {
          case PUBLISHED, ENCODED -> DropReason.UNPREPARED;
          case NEEDS_ENCODING -> DropReason.NEEDS_ENCODING;
          case UNREADABLE, NOT_SELECTED, NOT_PROGRAMME, NOT_MEDIA -> DropReason.NOT_SELECTED;
        };
    handler.onDropped(track.type(), reason, 1);
  }

  private @Nullable Track track(int id) {
    for (Track track : tracks) {
      if (track.id() == id) {
        return track;
      }
    }
    return null;
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(tracks.size());
    for (Track track : tracks) {
      SavedMedia.writeTrack(out, track);
    }
    out.writeInt(said.size());
    for (String track : said) {
      out.writeUTF(track);
    }
  }

  void load(DataInput in) throws IOException {
    int count = SavedMedia.readCount(in, MAX_TRACKS, "tracks");
    List<Track> saved = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      saved.add(SavedMedia.readTrack(in));
    }
    tracks = List.copyOf(saved);
    selection = TrackSelection.of(tracks, settings);
    int saidCount = SavedMedia.readCount(in, MAX_TRACKS, "tracks that were complained of");
    for (int i = 0; i < saidCount; i++) {
      said.add(in.readUTF());
    }
  }
}
