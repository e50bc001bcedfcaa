package io.millrace.media;

/**
 * One coded picture or audio frame, in decode order, with its time but not yet its exact duration.
 *
 * @param trackId of the {@link Track} it belongs to
 * @param pts presentation time in ticks of the track's timescale; a wrapping clock is unwrapped
 * @param duration as the container declares it in ticks of the track's timescale; 0 if it does not
 * @param sync decoding can start here; for H.264 an IDR picture
 * @param data coded bytes, delimited as the track's framing says
 * @param byteOffset of its first byte in the session, for messages
 * @param samples PCM samples per channel that it decodes to, as its own header says; 0 for video,
 *     and for audio of which every access unit has {@link TrackFormat.Audio#samplesPerFrame()}
 */
public record AccessUnit(
    int trackId,
    long pts,
    long duration,
    boolean sync,
    Payload data,
    long byteOffset,
    int samples) {

  /** An access unit that decodes to as many samples as its format says. */
  public AccessUnit(
      int trackId, long pts, long duration, boolean sync, Payload data, long byteOffset) {
    this(trackId, pts, duration, sync, data, byteOffset, 0);
  }

  /** The same picture or frame with another flag and other bytes; this one if it has both. */
  public AccessUnit with(boolean newSync, Payload newData) {
    return newSync == sync && newData == data
        ? this
        : new AccessUnit(trackId, pts, duration, newSync, newData, byteOffset, samples);
  }
}
