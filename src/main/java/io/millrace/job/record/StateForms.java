package io.millrace.job.record;

import io.millrace.ingest.StreamIngest;
import io.millrace.playlist.hls.MediaPlaylist;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.StreamPlaylists;
import io.millrace.segment.SegmentSettings;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How the live state of a stream is written into a checkpoint. */
final class StateForms {
  private StateForms() {}

  static void writeIngest(IngestState state, DataOutput out) throws IOException {
    out.writeUTF(state.stream());
    out.writeInt(state.settings().targetMillis());
    out.writeInt(state.settings().maxSeconds());
    out.writeInt(state.settings().maxInterleaveMillis());
    state.ingest().save(out);
  }

  static IngestState readIngest(DataInput in) throws IOException {
    String stream = in.readUTF();
    SegmentSettings settings = new SegmentSettings(in.readInt(), in.readInt(), in.readInt());
    return new IngestState(stream, settings, StreamIngest.load(in, stream, settings));
  }

  static void writePlaylists(PlaylistState state, DataOutput out) throws IOException {
    out.writeUTF(state.stream());
    out.writeUTF(state.settings().kind().name());
    out.writeInt(state.settings().windowSegments());
    out.writeUTF(state.settings().expiry().name());
    out.writeInt(state.settings().maxWaiting());
    out.writeBoolean(state.stopped());
    state.playlists().save(out);
  }

  static PlaylistState readPlaylists(DataInput in) throws IOException {
    String stream = in.readUTF();
    PlaylistSettings settings =
        new PlaylistSettings(
            MediaPlaylist.Kind.valueOf(in.readUTF()),
            in.readInt(),
            PlaylistSettings.Expiry.valueOf(in.readUTF()),
            in.readInt());
    boolean stopped = in.readBoolean();
    return new PlaylistState(stream, settings, StreamPlaylists.load(in, settings), stopped);
  }
}
