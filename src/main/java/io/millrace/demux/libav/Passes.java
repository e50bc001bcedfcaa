package io.millrace.demux.libav;

import io.millrace.libav.ContainerTrack;
import io.millrace.libav.InputBytes;
import io.millrace.libav.LibavException;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.List;
import java.util.Set;

/**
 * Where FFmpeg's demuxers run. Each call is a pure function of what it is given: bytes in, packets
 * out, and nothing is kept. All throw {@link MediaException.Unsupported} if FFmpeg is not here.
 */
public abstract sealed class Passes permits PassesHere, PassProcess.OfStream {
  /** In this process: a demuxer that crashes takes it along. */
  public static Passes here() {
    return PassesHere.INSTANCE;
  }

  /** FFmpeg's word for what begins with {@code beginning}; empty if it has none. */
  abstract String formatOf(Payload beginning);

  /** See {@link Opening#of}. */
  abstract Opening open(InputBytes bytes, int beginning);

  /** See {@link Opening#tracksFrom}. */
  abstract List<ContainerTrack> tracksFrom(String format, InputBytes bytes, long from);

  /**
   * See {@link Pass#read}.
   *
   * @throws LibavException if the container cannot be opened
   */
  abstract Pass read(String format, InputBytes bytes, long from, Set<Integer> known);
}
