package io.millrace.transcode;

import io.millrace.media.AudioTarget;
import io.millrace.media.EncoderKind;
import io.millrace.media.Ladder;

/**
 * What decides the bytes that are made of a segment, beside the segment.
 *
 * @param ladder renditions of the pictures
 * @param encoder what encodes pictures, where it works
 * @param audio what sound is encoded to
 */
public record TranscodeSettings(Ladder ladder, EncoderKind encoder, AudioTarget audio) {
  /** In software, sound in stereo. */
  public static TranscodeSettings of(Ladder ladder) {
    return new TranscodeSettings(ladder, EncoderKind.SOFTWARE, AudioTarget.STEREO);
  }
}
