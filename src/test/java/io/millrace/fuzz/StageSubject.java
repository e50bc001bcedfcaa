package io.millrace.fuzz;

import io.millrace.demux.elementary.DropReason;
import io.millrace.demux.elementary.ElementaryHandler;
import io.millrace.demux.elementary.ElementaryStage;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedState;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import io.millrace.media.TrackFormat;
import java.util.List;

/**
 * The preparation of one codec's access units: no configuration and no access unit makes it throw,
 * and of each access unit it is known what became of it.
 *
 * <p>Byte 0 chooses the framing; then each two bytes are the length of what follows: first the
 * configuration, then access units.
 */
record StageSubject(Codec codec) implements FuzzSubject {
  @Override
  public void read(byte[] bytes) {
    if (bytes.length < 3) {
      return;
    }
    Cursor cursor = new Cursor(Payload.of(bytes));
    Framing framing = framing(cursor.next(1).unsignedAt(0));
    Outcome outcome = new Outcome();
    ElementaryStage stage = new ElementaryStage(outcome);
    stage.onTracks(List.of(track(framing, cursor.nextSized())));
    int units = 0;
    while (cursor.hasMore()) {
      stage.onAccessUnit(new AccessUnit(1, 3_000L * units, 0, true, cursor.nextSized(), units));
      units++;
      if (units == 3) {
        stage = SavedState.reload(stage::save, in -> ElementaryStage.load(in, outcome));
      }
    }
  }

  private Framing framing(int choice) {
    if (codec != Codec.H264 && codec != Codec.H265) {
      return Framing.RAW;
    }
    return choice % 2 == 0 ? Framing.ANNEX_B : Framing.LENGTH_PREFIXED;
  }

  private Track track(Framing framing, Payload configuration) {
    return new Track(
        1,
        codec,
        codec.name(),
        configuration,
        framing,
        Timescale.MPEG_TS,
        null,
        0,
        0,
        48_000,
        2,
        Display.UNDECLARED,
        "und",
        Track.Use.PROGRAMME,
        true);
  }

  /** Cuts the input into parts. */
  private static final class Cursor {
    private final Payload bytes;
    private int position;

    Cursor(Payload bytes) {
      this.bytes = bytes;
    }

    boolean hasMore() {
      return position < bytes.length();
    }

    Payload next(int length) {
      Payload part = bytes.slice(position, Math.min(length, bytes.length() - position));
      position += part.length();
      return part;
    }

    Payload nextSized() {
      int length = 0;
      Payload size = next(2);
      for (int i = 0; i < size.length(); i++) {
        length = length << 8 | size.unsignedAt(i);
      }
      return next(length);
    }
  }

  /** Holds what comes out against what every handler relies on. */
  private static final class Outcome implements ElementaryHandler {
    private boolean known;

    @Override
    public void onTracks(List<Track> all) {}

    @Override
    public void onFormat(int trackId, TrackFormat format) {
      known = true;
    }

    @Override
    public void onAccessUnit(AccessUnit unit) {
      if (!known || unit.data().isEmpty() || unit.samples() < 0) {
        throw new IllegalStateException("an access unit without format or bytes: " + unit);
      }
    }

    @Override
    public void onDropped(int trackId, DropReason reason, long byteOffset) {}

    @Override
    public void onLoss(int trackId, MediaException reason) {}
  }
}
