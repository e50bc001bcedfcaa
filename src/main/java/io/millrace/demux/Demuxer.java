package io.millrace.demux;

import io.millrace.media.Payload;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bytes of one container, pushed as they come, to tracks and access units. The result does not
 * depend on where the bytes are cut, nor on being saved and loaded between two pushes.
 *
 * <p>Damage in the middle of a stream is reported to {@link DemuxHandler#onLoss} and the demuxer
 * goes on at the next safe point by itself. It throws only when nothing more can come of these
 * bytes.
 */
public interface Demuxer {
  /**
   * Takes the next bytes of the stream. Access units may be views of {@code bytes}: the caller must
   * not change the array afterwards.
   *
   * @throws io.millrace.media.MediaException if nothing after this point can be read either
   */
  void push(Payload bytes, DemuxHandler handler);

  /**
   * Says that bytes between the last push and the next one are missing: whatever is half read is
   * dropped and reading goes on at the next safe point.
   */
  void skip(DemuxHandler handler);

  /** Says that no more bytes come: hands out what is complete. */
  void end(DemuxHandler handler);

  /**
   * A demuxer of the same container that begins in its middle, knows nothing of what is half read
   * here, and goes on with the clock; empty where this container cannot be joined in the middle.
   *
   * @param byteOffset in the session, of the next byte
   */
  default Optional<Demuxer> rejoin(long byteOffset) {
    return Optional.empty();
  }

  /**
   * The newest time stamp, with the wraps of the container's clock taken out, ticks of the track;
   * empty where the clock does not wrap. Another session of the same publisher has the same clock,
   * but does not know how often it has wrapped.
   */
  default OptionalLong clock() {
    return OptionalLong.empty();
  }

  /** Writes all that is needed to go on from here; the class's static {@code load} reads it. */
  void save(DataOutput out) throws IOException;
}
