package io.millrace.segment;

import io.millrace.media.Sample;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The pictures since the last sync sample in front of the open segment, for a decoder that has to
 * begin there: the segment opens with pictures that refer to them.
 */
final class PictureLead {
  /** Ten seconds of pictures; what a longer one would serve is filled in by the encoder. */
  private static final int MAX_PICTURES = 600;

  private static final int MAX_BYTES = 32 << 20;

  private final List<Sample> samples = new ArrayList<>();
  private long bytes;

  /** Takes the samples of a segment that is closed. */
  void add(List<Sample> closed) {
    for (Sample sample : closed) {
      if (sample.sync()) {
        clear();
      }
      // Without a sync sample in front nothing behind can be decoded either.
      if (sample.sync() || !samples.isEmpty()) {
        samples.add(sample);
        bytes += sample.data().length();
      }
      if (samples.size() > MAX_PICTURES || bytes > MAX_BYTES) {
        clear();
      }
    }
  }

  /** What a segment needs whose samples are {@code own}: nothing where it can stand alone. */
  List<Sample> before(TrackSegment own) {
    boolean alone = own.samples().get(0).sync() && own.leading().isEmpty();
    return alone ? List.of() : List.copyOf(samples);
  }

  void clear() {
    samples.clear();
    bytes = 0;
  }

  void save(DataOutput out) throws IOException {
    SavedTrackSegment.writeSamples(out, samples);
  }

  static PictureLead load(DataInput in) throws IOException {
    PictureLead lead = new PictureLead();
    lead.add(SavedTrackSegment.readSamples(in));
    return lead;
  }
}
