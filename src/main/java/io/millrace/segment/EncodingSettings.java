package io.millrace.segment;

import io.millrace.media.Ladder;
import io.millrace.media.MediaType;
import io.millrace.media.Treatment;

/**
 * Which tracks are encoded: what boundaries and lead-in segments need depends on it, how they are
 * encoded does not matter here.
 *
 * @param video what becomes of the pictures
 * @param audio what becomes of the sound
 * @param copy the publisher's own pictures are published where they can be
 * @param rungs smaller pictures are encoded
 */
public record EncodingSettings(Treatment video, Treatment audio, boolean copy, boolean rungs) {
  /** Nothing is encoded. */
  public static final EncodingSettings NONE =
      new EncodingSettings(Treatment.COPY, Treatment.COPY, true, false);

  /** What players do not decode is encoded, and nothing else. */
  public static final EncodingSettings AUTO =
      new EncodingSettings(Treatment.AUTO, Treatment.AUTO, true, false);

  /** What {@code ladder} needs. */
  public static EncodingSettings of(Ladder ladder, Treatment video, Treatment audio) {
    return new EncodingSettings(video, audio, ladder.copy(), !ladder.rungs().isEmpty());
  }

  /** Whether tracks of this type that players do not decode are published, encoded. */
  public boolean servesAll(MediaType type) {
    return treatment(type) != Treatment.COPY;
  }

  /**
   * Whether a track is published as it is.
   *
   * @param passes players decode its codec
   */
  public boolean copies(MediaType type, boolean passes) {
    return passes && treatment(type) != Treatment.TRANSCODE && (type == MediaType.AUDIO || copy);
  }

  private Treatment treatment(MediaType type) {
    return type == MediaType.VIDEO ? video : audio;
  }
}
