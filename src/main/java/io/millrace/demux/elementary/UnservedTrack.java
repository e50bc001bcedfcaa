package io.millrace.demux.elementary;

import io.millrace.codec.nal.NalIndex;
import io.millrace.media.AccessUnit;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A track that nobody can prepare: said once, then left out in silence. */
final class UnservedTrack implements ElementaryTrack {
  static final String SAVED_AS = "unserved";

  private final Track track;
  private boolean said;

  UnservedTrack(Track track) {
    this.track = track;
  }

  @Override
  public Track track() {
    return track;
  }

  @Override
  public void accept(AccessUnit unit, NalIndex index, ElementaryHandler handler) {
    if (!said) {
      said = true;
      handler.onDropped(track.id(), DropReason.UNSUPPORTED_CODEC, unit.byteOffset());
    }
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    out.writeBoolean(said);
  }

  static UnservedTrack load(DataInput in) throws IOException {
    UnservedTrack loaded = new UnservedTrack(SavedMedia.readTrack(in));
    loaded.said = in.readBoolean();
    return loaded;
  }
}
