package io.millrace.verify;

import io.millrace.codec.nal.NalSyntax;
import io.millrace.isobmff.Trex;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an init segment says about the media segments that it is for.
 *
 * @param entry type of the sample entry
 * @param codecs RFC 6381; empty if the configuration does not tell
 * @param edited whether it has an edit list
 * @param video null for sound
 * @param sound null for pictures
 */
record TrackHeader(
    long trackId,
    Timescale timescale,
    String entry,
    String codecs,
    Trex defaults,
    boolean edited,
    @Nullable Video video,
    @Nullable Sound sound) {
  /**
   * Pictures.
   *
   * @param width in square pixels, as tkhd says
   * @param transfer of ITU-T H.273; 2 if nobody says
   * @param frameRate declared by the bitstream; null if it is not
   * @param nal null where samples are not made of NAL units
   */
  record Video(
      int width,
      int height,
      int transfer,
      @Nullable FrameRate frameRate,
      @Nullable NalFormat nal) {}

  /**
   * Samples of NAL units.
   *
   * @param lengthSize bytes of a length
   * @param sets the parameter sets of the configuration
   * @param complete whether samples may hold no other
   */
  record NalFormat(NalSyntax syntax, int lengthSize, Set<Payload> sets, boolean complete) {
    NalFormat {
      sets = Set.copyOf(sets);
    }
  }

  /**
   * Sound.
   *
   * @param channels as the sample entry says
   * @param aacFrame ticks of an AAC frame; 0 for another codec
   */
  record Sound(int channels, int sampleRate, long aacFrame) {}

  boolean isVideo() {
    return video != null;
  }
}
