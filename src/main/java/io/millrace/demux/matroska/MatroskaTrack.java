package io.millrace.demux.matroska;

import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A track and what its blocks need to become access units.
 *
 * @param readable false if its frames are encrypted or compressed in a way nobody reads
 * @param compression of its frames; null if there is none
 * @param defaultDuration of a frame, nanoseconds, 0 if it is not declared
 * @param codecDelay nanoseconds that its timestamps are late. RFC 9559, 5.1.4.1.25
 */
record MatroskaTrack(
    Track track,
    boolean readable,
    @Nullable ContentCompression compression,
    long defaultDuration,
    long codecDelay) {
  private static final long NANOSECONDS = 1_000_000_000;
  private static final long MAX_BLOCK_DURATION = 86_400 * NANOSECONDS;

  /** Of all frames of a block together, once they are decompressed. */
  private static final int MAX_BLOCK_BYTES = 64 << 20;

  /**
   * The frames of a block as access units.
   *
   * @param clusterTimestamp ticks of {@code timestampScale} nanoseconds
   * @throws io.millrace.media.MediaException if they cannot be told apart or decompressed
   */
  List<AccessUnit> units(BlockGroup group, long clusterTimestamp, long timestampScale) {
    Block block = group.block();
    List<Payload> frames = block.frames();
    long pts = (clusterTimestamp + block.timestamp()) * timestampScale - codecDelay;
    long duration = frameDuration(blockDuration(group, timestampScale), frames.size());
    List<AccessUnit> units = new ArrayList<>(frames.size());
    long bytes = 0;
    for (Payload frame : frames) {
      long offset = block.offset(frame);
      Payload data = compression == null ? frame : compression.restore(frame, offset);
      bytes += data.length();
      if (bytes > MAX_BLOCK_BYTES) {
        throw new Unsupported(offset, "block: more than %d bytes", MAX_BLOCK_BYTES);
      }
      if (!data.isEmpty()) {
        units.add(new AccessUnit(track.id(), pts, duration, group.sync(), data, offset));
      }
      pts += duration;
    }
    return units;
  }

  private static long blockDuration(BlockGroup group, long timestampScale) {
    boolean meant = group.duration() <= MAX_BLOCK_DURATION / timestampScale;
    return meant ? group.duration() * timestampScale : 0;
  }

  /** Also the time from one frame of a block to the next; 0 if nobody knows. */
  private long frameDuration(long blockDuration, int laces) {
    boolean whole = laces == 1 && blockDuration > 0;
    if (defaultDuration > 0 && !whole) {
      return defaultDuration;
    }
    boolean guessed = laces > 1 && blockDuration == 0;
    return guessed ? codecDuration() : blockDuration / laces;
  }

  /** Of codecs whose every frame has the same number of PCM samples. */
  private long codecDuration() {
    int samples = samplesPerFrame(track.codec());
    return track.sampleRate() == 0 ? 0 : samples * NANOSECONDS / track.sampleRate();
  }

  private static int samplesPerFrame(Codec codec) {
    return switch (codec) {
      case AAC -> 1024;
      case AC3 -> 1536;
      case H264, H265, AV1, VP8, VP9, MPEG2_VIDEO, OTHER_VIDEO -> 0;
      case EAC3, OPUS, VORBIS, FLAC, MPEG_AUDIO, MP2, DTS, OTHER_AUDIO, SUBTITLE, DATA -> 0;
    };
  }
}
