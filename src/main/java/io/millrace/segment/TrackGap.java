package io.millrace.segment;

import io.millrace.media.MediaType;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A part of a segment that was to be published and could not be made: in playlists it is {@code
 * EXT-X-GAP}, RFC 8216bis, 4.4.4.7.
 *
 * @param rendition that is missing, or the track that the missing ones were to be encoded from:
 *     then it stands for every rendition of its type that is not there
 * @param timescale of the next two
 * @param baseMediaDecodeTime decode time at which it begins, ticks
 * @param duration ticks, above 0; the next segment begins where it ends
 */
public record TrackGap(
    String rendition,
    MediaType type,
    Timescale timescale,
    long baseMediaDecodeTime,
    long duration) {
  public TrackGap {
    if (baseMediaDecodeTime < 0 || duration < 1) {
      throw new IllegalArgumentException(
          "Invalid gap in %s: start %d, duration %d"
              .formatted(rendition, baseMediaDecodeTime, duration));
    }
  }

  /** What is missing where nothing can be encoded from {@code track}. */
  public static TrackGap of(TrackSegment track) {
    MediaType type = track.format().codec().type();
    EncoderInput encoding = track.encoding();
    if (encoding == null) {
      return new TrackGap(
          track.rendition(),
          type,
          track.timescale(),
          track.baseMediaDecodeTime(),
          track.duration());
    }
    return new TrackGap(
        track.rendition(),
        type,
        type == MediaType.AUDIO ? new Timescale(EncoderInput.AUDIO_RATE) : track.timescale(),
        encoding.start(),
        encoding.end() - encoding.start());
  }

  /** The same time in another rendition. */
  public TrackGap in(String other) {
    return new TrackGap(other, type, timescale, baseMediaDecodeTime, duration);
  }

  /** Writes it into saved state; whoever saves it writes a version of its own first. */
  public void save(DataOutput out) throws IOException {
    out.writeUTF(rendition);
    out.writeUTF(type.name());
    out.writeInt(timescale.ticksPerSecond());
    out.writeLong(baseMediaDecodeTime);
    out.writeLong(duration);
  }

  public static TrackGap load(DataInput in) throws IOException {
    return new TrackGap(
        in.readUTF(),
        SavedMedia.named(MediaType.values(), in.readUTF(), "media type"),
        new Timescale(in.readInt()),
        in.readLong(),
        in.readLong());
  }
}
