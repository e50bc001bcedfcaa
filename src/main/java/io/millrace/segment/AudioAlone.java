package io.millrace.segment;

import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The timeline of a stream while it has sound alone: one rendition leads, and is cut by whole
 * frames of it; the others are laid under the same windows.
 */
final class AudioAlone {
  private boolean active;
  private boolean open;

  /** Name of the rendition that leads. */
  private String leading = "";

  /** End of what was cut. */
  private Position cut = Position.ZERO;

  /** The time stamp that stands at {@link #base} in the open range. */
  private Position origin = Position.ZERO;

  private Position base = Position.ZERO;

  boolean isActive() {
    return active;
  }

  boolean isOpen() {
    return open;
  }

  Position cut() {
    return cut;
  }

  Position origin() {
    return origin;
  }

  Position base() {
    return base;
  }

  @Nullable AudioRendition leading(AudioRenditions audio) {
    return audio.named(leading);
  }

  /** What is laid of the rendition that leads; null while none does. */
  @Nullable AudioLine leadingLine(AudioRenditions audio) {
    AudioRendition leader = leading(audio);
    return leader == null || !open ? null : leader.current();
  }

  boolean isLed(AudioRendition by) {
    return active && leading.equals(by.name());
  }

  void begin(Position start) {
    active = true;
    cut = start;
  }

  void end() {
    active = false;
  }

  /**
   * Begins a range with time stamp {@code originPts} of {@code line}, behind what was cut.
   *
   * @param ingestTime of the record that began it
   */
  void open(
      AudioRendition leader, AudioLine line, long originPts, long ingestTime, WindowQueue windows) {
    leading = leader.name();
    cut = new Position(cut.in(line.timescale()), line.timescale());
    // Sound that goes on where pictures went away has no hole to be filled.
    boolean adjacent = line.end() > cut.ticks() - line.format().samplesPerFrame();
    origin = new Position(originPts, line.source());
    base = new Position(adjacent ? line.end() : cut.ticks(), line.timescale());
    open = true;
    windows.anchor(cut, ingestTime);
  }

  void close() {
    open = false;
  }

  /** Ends the range, with a window of what the rendition that leads has behind the last one. */
  void endRange(AudioRenditions audio, WindowQueue windows) {
    AudioLine line = leadingLine(audio);
    if (line == null) {
      return;
    }
    cutRest(line, windows);
    audio.closeRange(cut);
    close();
    windows.breakHere();
  }

  /** Cuts what {@code line}, which leads, has behind the last window. */
  void cutRest(AudioLine line, WindowQueue windows) {
    Position end = new Position(line.end(), line.timescale());
    if (end.ticks() > cut.in(line.timescale())) {
      add(end, windows);
    }
  }

  /** Cuts all windows that are complete. */
  void cut(AudioRenditions audio, SegmentSettings settings, WindowQueue windows) {
    for (Position end = nextCut(audio, settings); end != null; end = nextCut(audio, settings)) {
      add(end, windows);
    }
  }

  private void add(Position end, WindowQueue windows) {
    windows.add(cut, end, null);
    cut = end;
  }

  /**
   * The end of the next window of the target duration in whole frames of the rendition that leads,
   * if that has come so far, or is so far behind the others that they go on as they would under
   * pictures; null otherwise.
   */
  private @Nullable Position nextCut(AudioRenditions audio, SegmentSettings settings) {
    AudioLine line = leadingLine(audio);
    if (!active || line == null) {
      return null;
    }
    Timescale scale = line.timescale();
    long wait = Timescale.MILLISECONDS.rescale(settings.maxInterleaveMillis(), Timescale.MPEG_TS);
    Position reached = new Position(audio.furthest(cut).ticks() - wait, Timescale.MPEG_TS);
    int frame = line.format().samplesPerFrame();
    long target = Timescale.MILLISECONDS.rescale(settings.targetMillis(), scale);
    long frames = (target + frame / 2) / frame;
    long next = cut.in(scale) + frames * frame;
    return Math.max(line.end(), reached.in(scale)) >= next ? new Position(next, scale) : null;
  }

  void save(DataOutput out) throws IOException {
    out.writeBoolean(active);
    out.writeBoolean(open);
    out.writeUTF(leading);
    cut.save(out);
    origin.save(out);
    base.save(out);
  }

  static AudioAlone load(DataInput in) throws IOException {
    AudioAlone loaded = new AudioAlone();
    loaded.active = in.readBoolean();
    loaded.open = in.readBoolean();
    loaded.leading = in.readUTF();
    loaded.cut = Position.load(in);
    loaded.origin = Position.load(in);
    loaded.base = Position.load(in);
    return loaded;
  }
}
