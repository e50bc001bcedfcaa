package io.millrace.job.record;

import io.millrace.demux.elementary.ParameterSetPlacement;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.SessionSettings;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.media.SavedMedia;
import io.millrace.media.Treatment;
import io.millrace.playlist.hls.MediaPlaylist;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.StreamPlaylists;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SelectionSettings;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How the live state of a stream is written into a checkpoint. */
final class StateForms {
  private static final int MAX_CHOICES = 64;

  private StateForms() {}

  static void writeIngest(IngestState state, DataOutput out) throws IOException {
    out.writeUTF(state.stream());
    SegmentSettings segments = state.settings().segments();
    out.writeInt(segments.targetMillis());
    out.writeInt(segments.maxSeconds());
    out.writeInt(segments.maxInterleaveMillis());
    SelectionSettings selection = state.settings().selection();
    SegmentForms.writeList(selection.codecs(), out, (codec, to) -> to.writeUTF(codec.name()));
    out.writeInt(selection.videoTrack());
    SegmentForms.writeList(selection.audioTracks(), out, (track, to) -> to.writeUTF(track));
    EncodingSettings encoding = selection.encoding();
    out.writeUTF(encoding.video().name());
    out.writeUTF(encoding.audio().name());
    out.writeBoolean(encoding.copy());
    out.writeBoolean(encoding.rungs());
    out.writeUTF(state.settings().parameterSets().name());
    out.writeInt(state.settings().frameRate().numerator());
    out.writeInt(state.settings().frameRate().denominator());
    SessionSettings sessions = state.settings().sessions();
    out.writeInt(sessions.reorderRecords());
    out.writeInt(sessions.reorderBytes());
    out.writeInt(sessions.reorderMillis());
    out.writeInt(sessions.reconnectMillis());
    state.ingest().save(out);
  }

  static IngestState readIngest(DataInput in) throws IOException {
    String stream = in.readUTF();
    IngestSettings settings =
        new IngestSettings(
            new SegmentSettings(in.readInt(), in.readInt(), in.readInt()),
            new SelectionSettings(
                SegmentForms.readList(
                    in,
                    MAX_CHOICES,
                    "codecs",
                    from -> SavedMedia.named(Codec.values(), from.readUTF(), "codec")),
                in.readInt(),
                SegmentForms.readList(in, MAX_CHOICES, "audio tracks", DataInput::readUTF),
                new EncodingSettings(
                    treatment(in), treatment(in), in.readBoolean(), in.readBoolean())),
            SavedMedia.named(
                ParameterSetPlacement.values(), in.readUTF(), "parameter set placement"),
            new FrameRate(in.readInt(), in.readInt()),
            new SessionSettings(in.readInt(), in.readInt(), in.readInt(), in.readInt()));
    return new IngestState(stream, settings, StreamIngest.load(in, stream, settings));
  }

  private static Treatment treatment(DataInput in) throws IOException {
    return SavedMedia.named(Treatment.values(), in.readUTF(), "treatment");
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
            SavedMedia.named(MediaPlaylist.Kind.values(), in.readUTF(), "media playlist kind"),
            in.readInt(),
            SavedMedia.named(
                PlaylistSettings.Expiry.values(), in.readUTF(), "playlist settings expiry"),
            in.readInt());
    boolean stopped = in.readBoolean();
    return new PlaylistState(stream, settings, StreamPlaylists.load(in, settings), stopped);
  }
}
