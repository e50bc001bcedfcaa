package io.millrace.demux.elementary;

import io.millrace.codec.nal.NalIndex;
import io.millrace.media.AccessUnit;
import io.millrace.media.Track;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is known about one track, and how its access units are prepared. */
sealed interface ElementaryTrack
    permits AacTrack,
        Ac3Track,
        AudioTrack,
        Av1Track,
        NalTrack,
        OpaqueAudio,
        OpaqueVideo,
        UnservedTrack,
        Vp9Track {
  Track track();

  /** Prepares an access unit with at least one byte. {@code index} is free to use. */
  void accept(AccessUnit unit, NalIndex index, ElementaryHandler handler);

  /**
   * What follows does not join on, or nothing follows: hands out what is complete and forgets the
   * rest.
   */
  default void end(ElementaryHandler handler) {}

  /** The word that {@link #load} tells a track of this kind by. */
  String savedAs();

  void save(DataOutput out) throws IOException;

  /** Writes a track with the word that {@link #load} tells it by. */
  static void save(ElementaryTrack track, DataOutput out) throws IOException {
    out.writeUTF(track.savedAs());
    track.save(out);
  }

  static ElementaryTrack load(DataInput in, ParameterSetPlacement placement, H264Sync sync)
      throws IOException {
    String kind = in.readUTF();
    return switch (kind) {
      case H264Track.SAVED_AS -> H264Track.load(in, placement, sync);
      case H265Track.SAVED_AS -> H265Track.load(in, placement);
      case AacTrack.SAVED_AS -> AacTrack.load(in);
      case Ac3Track.SAVED_AS -> Ac3Track.load(in);
      case AudioTrack.SAVED_AS -> AudioTrack.load(in);
      case Av1Track.SAVED_AS -> Av1Track.load(in);
      case Vp9Track.SAVED_AS -> Vp9Track.load(in);
      case OpaqueVideo.SAVED_AS -> OpaqueVideo.load(in);
      case OpaqueAudio.SAVED_AS -> OpaqueAudio.load(in);
      case UnservedTrack.SAVED_AS -> UnservedTrack.load(in);
      default -> throw new IOException("Cannot read saved elementary stage: track of kind " + kind);
    };
  }
}
