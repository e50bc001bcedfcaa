package io.millrace.cmaf;

import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One track of a segment, ready to be stored: a CMAF header and a CMAF segment, whose media bytes
 * are still where the demuxer found them.
 *
 * @param rendition name in object names
 * @param timescale of the next two
 * @param baseMediaDecodeTime of the first sample, ticks
 * @param duration sum of the sample durations, ticks
 * @param recipe first 12 hexadecimal digits of the SHA-256 of {@code initSegment}: the id in its
 *     object name, so that other bytes have another name
 * @param initSegment {@code ftyp} and {@code moov}
 * @param header {@code styp}, {@code moof} and the header of {@code mdat}
 * @param samples the payload of {@code mdat}, in order
 */
public record PackagedTrack(
    String rendition,
    TrackFormat format,
    Timescale timescale,
    long baseMediaDecodeTime,
    long duration,
    String recipe,
    Payload initSegment,
    Payload header,
    List<Payload> samples) {
  public PackagedTrack {
    samples = List.copyOf(samples);
  }

  /** Size of the media segment object. */
  public long bytes() {
    long bytes = header.length();
    for (Payload sample : samples) {
      bytes += sample.length();
    }
    return bytes;
  }

  /** The media segment as read-only views, one after the other; nothing is copied. */
  public List<ByteBuffer> body() {
    List<ByteBuffer> buffers = new ArrayList<>(samples.size() + 1);
    Payload run = header;
    for (Payload sample : samples) {
      if (joins(run, sample)) {
        run = Payload.of(run.array(), run.arrayOffset(), run.length() + sample.length());
      } else {
        buffers.add(run.buffer());
        run = sample;
      }
    }
    buffers.add(run.buffer());
    return buffers;
  }

  /** Whether {@code next} lies right behind {@code run} in the same array. */
  private static boolean joins(Payload run, Payload next) {
    return run.array() == next.array() && run.arrayOffset() + run.length() == next.arrayOffset();
  }
}
