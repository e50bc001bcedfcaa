package io.millrace.segment;

import io.millrace.media.AccessUnit;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is kept from one session to the next, until it is known whether that goes on where this one
 * stopped: the last picture, of which nobody knows whether it came whole, and the sound that comes
 * before the first sync sample of the next.
 */
final class Reconnect {
  private static final int MAX_UNITS = 2048;
  private static final int MAX_BYTES = 4 << 20;

  /** Where the stream stands between two sessions. */
  private enum State {
    /** In the middle of one. */
    INSIDE,
    /** One is over; what was half read comes out. */
    ENDING,
    /** Another has begun. */
    DECIDING,
    /** That is over, too, and has told nothing. */
    DECIDING_STILL
  }

  /** An access unit and the ingest time of the record that brought it. */
  record Arrived(AccessUnit unit, long ingestTime) {
    void save(DataOutput out) throws IOException {
      SavedMedia.writeAccessUnit(out, unit);
      out.writeLong(ingestTime);
    }

    static Arrived load(DataInput in) throws IOException {
      return new Arrived(SavedMedia.readAccessUnit(in), in.readLong());
    }
  }

  private State state = State.INSIDE;

  /** Whether the session goes on with access units that were there already. */
  private boolean repeating;

  private @Nullable Arrived last;
  private List<Arrived> sound = new ArrayList<>();
  private int soundBytes;

  /** Audio tracks of the undecided session that have the format they had. */
  private final Set<Integer> announced = new TreeSet<>();

  /** Whether access units have nothing to do with this. */
  boolean isIdle() {
    return state == State.INSIDE && !repeating;
  }

  boolean isEnding() {
    return state == State.ENDING;
  }

  boolean isDeciding() {
    return state == State.DECIDING || state == State.DECIDING_STILL;
  }

  /** Whether it is undecided how a session begins that is over already. */
  boolean isStillDeciding() {
    return state == State.DECIDING_STILL;
  }

  boolean isRepeating() {
    return repeating;
  }

  void repeat(boolean now) {
    repeating = now;
  }

  /** The session is over. */
  void end() {
    state = State.ENDING;
  }

  /** The session is over, and nothing of it has been used. */
  void endUndecided() {
    state = State.DECIDING_STILL;
  }

  boolean holdsSound() {
    return !sound.isEmpty();
  }

  /** Another session has begun. */
  void begin() {
    state = State.DECIDING;
    announced.clear();
  }

  /** It is decided. */
  void decide() {
    state = State.INSIDE;
    announced.clear();
  }

  void announce(int trackId) {
    announced.add(trackId);
  }

  Set<Integer> announced() {
    return Set.copyOf(announced);
  }

  /** Keeps the picture that may be the last one; the one before it, which is not. */
  @Nullable Arrived keepLast(Arrived picture) {
    Arrived before = last;
    last = picture;
    return before;
  }

  @Nullable Arrived last() {
    return last;
  }

  /** The last picture, which is kept no longer; null if there was none. */
  @Nullable Arrived takeLast() {
    Arrived taken = last;
    last = null;
    return taken;
  }

  /** Keeps sound; false if there is too much of it. */
  boolean keep(Arrived unit) {
    sound.add(unit);
    soundBytes += unit.unit().data().length();
    return sound.size() < MAX_UNITS && soundBytes < MAX_BYTES;
  }

  /** The first that is kept of the same track; {@code unit} itself if there is none. */
  AccessUnit firstLike(AccessUnit unit) {
    for (Arrived kept : sound) {
      if (kept.unit().trackId() == unit.trackId()) {
        return kept.unit();
      }
    }
    return unit;
  }

  /** All sound that was kept, in order. */
  List<Arrived> takeSound() {
    List<Arrived> taken = sound;
    sound = new ArrayList<>();
    soundBytes = 0;
    return taken;
  }

  void save(DataOutput out) throws IOException {
    out.writeUTF(state.name());
    out.writeBoolean(repeating);
    out.writeBoolean(last != null);
    if (last != null) {
      last.save(out);
    }
    out.writeInt(sound.size());
    for (Arrived unit : sound) {
      unit.save(out);
    }
    out.writeInt(announced.size());
    for (int trackId : announced) {
      out.writeInt(trackId);
    }
  }

  static Reconnect load(DataInput in) throws IOException {
    Reconnect loaded = new Reconnect();
    loaded.state = SavedMedia.named(State.values(), in.readUTF(), "reconnect");
    loaded.repeating = in.readBoolean();
    loaded.last = in.readBoolean() ? Arrived.load(in) : null;
    int units = SavedMedia.readCount(in, MAX_UNITS, "access units of another session");
    for (int i = 0; i < units; i++) {
      loaded.keep(Arrived.load(in));
    }
    int tracks = SavedMedia.readCount(in, DeclaredTracks.MAX_TRACKS, "tracks of another session");
    for (int i = 0; i < tracks; i++) {
      loaded.announced.add(in.readInt());
    }
    return loaded;
  }
}
