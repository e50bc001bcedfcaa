package io.millrace.demux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bits.StartCodes;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedState;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps all that a demuxer hands out, in order, and drives one over bytes cut in any way. */
public final class DemuxRecording implements DemuxHandler {
  /** A demuxer's static {@code load}. */
  public interface Loader {
    Demuxer load(DataInput in) throws IOException;
  }

  private final List<Object> events = new ArrayList<>();

  @Override
  public void onTracks(List<Track> tracks) {
    events.add(List.copyOf(tracks));
  }

  @Override
  public void onAccessUnit(AccessUnit unit) {
    checkStartCodes(unit.data());
    events.add(unit);
  }

  /** Where a demuxer says where the start codes are, it is right, in every test. */
  private static void checkStartCodes(Payload data) {
    if (data.startCodes() == null) {
      return;
    }
    List<Integer> found = new ArrayList<>();
    int end = data.arrayOffset() + data.length();
    int at = StartCodes.next(data.array(), data.arrayOffset(), end);
    while (at != StartCodes.NONE) {
      found.add(at - data.arrayOffset());
      at = StartCodes.next(data.array(), at + StartCodes.LENGTH, end);
    }
    assertThat(data.startCodes()).containsExactly(found.toArray(Integer[]::new));
  }

  @Override
  public void onLoss(int trackId, MediaException reason) {
    events.add(new Loss(trackId, String.valueOf(reason.getMessage()), reason.byteOffset()));
  }

  /** A report of lost bytes. */
  public record Loss(int trackId, String message, long byteOffset) {}

  /** Tracks, units and losses in the order they came: what two runs are compared by. */
  public List<Object> events() {
    return events;
  }

  /** The tracks as declared last; empty if there were none. */
  @SuppressWarnings("unchecked")
  public List<Track> tracks() {
    return (List<Track>)
        events.stream().filter(List.class::isInstance).reduce((a, b) -> b).orElse(List.of());
  }

  public List<AccessUnit> units() {
    return events.stream()
        .filter(AccessUnit.class::isInstance)
        .map(AccessUnit.class::cast)
        .toList();
  }

  public List<AccessUnit> units(int trackId) {
    return units().stream().filter(unit -> unit.trackId() == trackId).toList();
  }

  public List<Loss> losses() {
    return events.stream().filter(Loss.class::isInstance).map(Loss.class::cast).toList();
  }

  /** All of {@code bytes} in one push, then the end. */
  public static DemuxRecording of(Demuxer demuxer, byte[] bytes) {
    DemuxRecording recording = new DemuxRecording();
    demuxer.push(Payload.of(bytes), recording);
    demuxer.end(recording);
    return recording;
  }

  /** {@code bytes} in pieces of {@code pieceBytes}, asked anew for each piece, then the end. */
  public static DemuxRecording cut(
      Supplier<? extends Demuxer> start, byte[] bytes, IntSupplier pieceBytes) {
    return cutAndReload(start, null, bytes, pieceBytes);
  }

  /** As {@link #cut}, and the demuxer is saved and loaded after every piece. */
  public static DemuxRecording cutAndReload(
      Supplier<? extends Demuxer> start,
      @Nullable Loader loader,
      byte[] bytes,
      IntSupplier pieceBytes) {
    DemuxRecording recording = new DemuxRecording();
    recording.run(start.get(), loader, bytes, pieceBytes);
    return recording;
  }

  /** The events of {@link #cutAndReload}, and at their end the message of what it has thrown. */
  public static List<Object> outcome(
      Supplier<? extends Demuxer> start,
      @Nullable Loader loader,
      byte[] bytes,
      IntSupplier pieceBytes) {
    DemuxRecording recording = new DemuxRecording();
    try {
      recording.run(start.get(), loader, bytes, pieceBytes);
    } catch (MediaException e) {
      recording.events.add(String.valueOf(e.getMessage()));
    }
    return recording.events;
  }

  private void run(Demuxer start, @Nullable Loader loader, byte[] bytes, IntSupplier pieceBytes) {
    Demuxer demuxer = start;
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(Math.max(1, pieceBytes.getAsInt()), bytes.length - at);
      // A piece of its own: a demuxer that looks beside it must not find the right bytes there.
      demuxer.push(Payload.of(bytes).slice(at, length).compact(), this);
      demuxer = loader == null ? demuxer : SavedState.reload(demuxer::save, loader::load);
      at += length;
    }
    demuxer.end(this);
  }
}
