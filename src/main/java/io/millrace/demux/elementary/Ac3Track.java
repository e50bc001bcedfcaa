package io.millrace.demux.elementary;

import io.millrace.codec.ac3.Ac3Configuration;
import io.millrace.codec.ac3.ChannelLocations;
import io.millrace.codec.ac3.Eac3Configuration;
import io.millrace.codec.ac3.SilentFrame;
import io.millrace.codec.ac3.SyncFrame;
import io.millrace.codec.nal.NalIndex;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * AC-3 and E-AC-3: an access unit is six blocks of the main programme with all other substreams of
 * the same time. ETSI TS 102 366, F.2. Containers hold that, single frames, or any number of them.
 *
 * <p>That an access unit is complete shows only where the next one begins, so one is held back; but
 * not of AC-3, which has no other substreams.
 */
final class Ac3Track implements ElementaryTrack {
  static final String SAVED_AS = "ac3";

  private final Track track;
  private Ac3Unit pending = new Ac3Unit();
  private TrackFormat.@Nullable Audio announced;

  private Ac3Track(Track track, TrackFormat.@Nullable Audio announced) {
    this.track = track;
    this.announced = announced;
  }

  /** A track with nothing announced but what {@code before} has. */
  static Ac3Track open(Track track, @Nullable ElementaryTrack before) {
    return new Ac3Track(track, before instanceof Ac3Track old ? old.announced : null);
  }

  @Override
  public Track track() {
    return track;
  }

  @Override
  public void accept(AccessUnit unit, NalIndex index, ElementaryHandler handler) {
    Payload rest = unit.data();
    long samples = 0;
    try {
      while (!rest.isEmpty()) {
        SyncFrame frame = SyncFrame.parse(rest, unit.byteOffset());
        accept(frame, rest.slice(0, frame.frameBytes()), unit, samples, handler);
        samples += frame.isMain() ? frame.samples() : 0;
        rest = rest.slice(frame.frameBytes(), rest.length() - frame.frameBytes());
      }
    } catch (MediaException e) {
      end(handler);
      handler.onLoss(track.id(), e);
    }
  }

  /**
   * Takes a frame of {@code unit}.
   *
   * @param samples of the main programme in {@code unit} before it
   */
  private void accept(
      SyncFrame frame, Payload data, AccessUnit unit, long samples, ElementaryHandler handler) {
    if (frame.isMain() && !pending.hasRoomFor(frame)) {
      finish(handler);
    }
    if (pending.isEmpty()) {
      if (!frame.isMain()) {
        handler.onDropped(track.id(), DropReason.INCOMPLETE, unit.byteOffset());
        return;
      }
      Timescale rate = new Timescale(frame.sampleRate());
      pending.start(unit.pts() + rate.rescale(samples, track.timescale()), unit.byteOffset());
    }
    pending.add(frame, data);
    if (track.codec() == Codec.AC3 && frame.isAc3()) {
      finish(handler);
    }
  }

  private void finish(ElementaryHandler handler) {
    if (pending.isComplete()) {
      announce(format(), handler);
      handOut(handler);
    } else if (!pending.isEmpty()) {
      handler.onDropped(track.id(), DropReason.INCOMPLETE, pending.byteOffset());
    }
    pending = new Ac3Unit();
  }

  /** As {@link #finish}, but that frames are missing at the end is not taken for another format. */
  @Override
  public void end(ElementaryHandler handler) {
    boolean changes = pending.isComplete() && announced != null && !format().equals(announced);
    if (changes) {
      handler.onDropped(track.id(), DropReason.INCOMPLETE, pending.byteOffset());
      pending = new Ac3Unit();
    } else {
      finish(handler);
    }
  }

  private void announce(TrackFormat.Audio format, ElementaryHandler handler) {
    if (!format.equals(announced)) {
      announced = format;
      handler.onFormat(track.id(), format);
    }
  }

  private void handOut(ElementaryHandler handler) {
    handler.onAccessUnit(
        new AccessUnit(
            track.id(),
            pending.pts(),
            0,
            true,
            pending.data(),
            pending.byteOffset(),
            SyncFrame.BLOCKS * SyncFrame.SAMPLES_PER_BLOCK));
  }

  /** The announced format as long as it describes the pending access unit. */
  private TrackFormat.Audio format() {
    return announced != null && describes(announced) ? announced : newFormat();
  }

  private boolean describes(TrackFormat.Audio format) {
    SyncFrame main = pending.main();
    if (!format.language().equals(track.language()) || format.sampleRate() != main.sampleRate()) {
      return false;
    }
    return pending.isAc3()
        ? format.configuration().equals(Ac3Configuration.of(main).payload())
        : format.codec() == Codec.EAC3
            && Eac3Configuration.of(pending.frames())
                .isSameButForDataRate(Eac3Configuration.parse(format.configuration(), 0));
  }

  private TrackFormat.Audio newFormat() {
    boolean ac3 = pending.isAc3();
    return new TrackFormat.Audio(
        ac3 ? Codec.AC3 : Codec.EAC3,
        ac3 ? "ac-3" : "ec-3",
        ac3
            ? Ac3Configuration.of(pending.main()).payload()
            : Eac3Configuration.of(pending.frames()).payload(),
        track.language(),
        pending.main().sampleRate(),
        ChannelLocations.count(pending.locations()),
        SyncFrame.BLOCKS * SyncFrame.SAMPLES_PER_BLOCK,
        SilentFrame.of(pending.frames()));
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    SavedMedia.writeKnownAudio(out, announced);
    pending.save(out);
  }

  static Ac3Track load(DataInput in) throws IOException {
    Track track = SavedMedia.readTrack(in);
    Ac3Track loaded = new Ac3Track(track, SavedMedia.readKnownAudio(in));
    loaded.pending = Ac3Unit.load(in);
    return loaded;
  }
}
