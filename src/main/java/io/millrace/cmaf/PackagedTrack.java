package io.millrace.cmaf;

import io.millrace.codec.ac3.Eac3Configuration;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
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
 * @param independent no sample needs another segment. RFC 8216, 4.3.5.1
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
    List<Payload> samples,
    boolean independent) {
  /** Below this mean size a sample is cheaper to copy than to write by itself. */
  private static final int SMALL_SAMPLE_BYTES = 2_048;

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

  /** Objects of joint object coding in the sound, ETSI TS 103 420; 0 if there are none. */
  public int objects() {
    return format.codec() == Codec.EAC3
        ? Eac3Configuration.parse(format.configuration(), 0).objects()
        : 0;
  }

  /**
   * The media segment in parts, one after the other. Large samples stay where they are: a gather
   * write of 60 pictures costs less CPU than copying them together first. Small ones are copied
   * into one array, where the cost of a part is above that of its bytes.
   */
  public List<Payload> body() {
    boolean small = bytes() < (long) SMALL_SAMPLE_BYTES * samples.size();
    return small ? List.of(gathered()) : views();
  }

  private Payload gathered() {
    List<Payload> all = new ArrayList<>(samples.size() + 1);
    all.add(header);
    all.addAll(samples);
    return Payload.concat(all);
  }

  private List<Payload> views() {
    List<Payload> parts = new ArrayList<>(samples.size() + 1);
    Payload run = header;
    for (Payload sample : samples) {
      if (joins(run, sample)) {
        run = Payload.of(run.array(), run.arrayOffset(), run.length() + sample.length());
      } else {
        parts.add(run);
        run = sample;
      }
    }
    parts.add(run);
    return parts;
  }

  /** Whether {@code next} lies right behind {@code run} in the same array. */
  private static boolean joins(Payload run, Payload next) {
    return run.array() == next.array() && run.arrayOffset() + run.length() == next.arrayOffset();
  }
}
