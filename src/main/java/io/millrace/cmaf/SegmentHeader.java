package io.millrace.cmaf;

import io.millrace.isobmff.Box;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Mfhd;
import io.millrace.isobmff.Styp;
import io.millrace.isobmff.Tfdt;
import io.millrace.isobmff.Tfhd;
import io.millrace.isobmff.Trun;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.segment.TrackSegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All of a CMAF segment but its media bytes: {@code styp}, {@code moof} and the header of {@code
 * mdat}. ISO/IEC 23000-19, 7.3.2 and 7.3.3. What is equal in all samples is said once, in {@code
 * tfhd}, so that each fragment can be read without the defaults of the init segment.
 */
final class SegmentHeader {
  private static final Styp STYP = new Styp("msdh", 0, List.of("msdh", "cmfs", "iso6"));
  private static final long MAX_UNSIGNED_32 = 0xffff_ffffL;

  private SegmentHeader() {}

  /**
   * The header of {@code segment}.
   *
   * @param number of the segment, from 0; the fragment's sequence number is one more
   * @throws MediaException.Unsupported if a value does not fit in its field
   */
  static Payload of(TrackSegment segment, long number) {
    checkBounds(segment, number);
    Tfhd tfhd = tfhd(segment.samples());
    Trun sizing = trun(segment.samples(), 0);
    // The offset's value does not change the size of the moof that it depends on.
    int dataOffset = moof(segment, number, tfhd, sizing).size() + Box.HEADER_SIZE;
    Trun trun =
        new Trun(
            sizing.version(),
            sizing.flags(),
            dataOffset,
            sizing.firstSampleFlags(),
            sizing.samples());
    Container moof = moof(segment, number, tfhd, trun);
    ByteBuffer out = ByteBuffer.allocate(STYP.size() + moof.size() + Box.HEADER_SIZE);
    STYP.write(out);
    moof.write(out);
    Box.writeHeader(out, "mdat", Box.HEADER_SIZE + segment.bytes());
    return Payload.of(out.array());
  }

  private static Container moof(TrackSegment segment, long number, Tfhd tfhd, Trun trun) {
    return Box.container(
        "moof",
        new Mfhd(number + 1),
        Box.container("traf", tfhd, new Tfdt(segment.baseMediaDecodeTime()), trun));
  }

  private static Tfhd tfhd(List<Sample> samples) {
    Sample last = samples.get(samples.size() - 1);
    boolean duration = isOneDuration(samples);
    boolean size = isOneSize(samples);
    boolean flags = tail(samples) <= 1;
    return new Tfhd(
        Tfhd.DEFAULT_BASE_IS_MOOF
            | (duration ? Tfhd.DEFAULT_SAMPLE_DURATION : 0)
            | (size ? Tfhd.DEFAULT_SAMPLE_SIZE : 0)
            | (flags ? Tfhd.DEFAULT_SAMPLE_FLAGS : 0),
        InitSegment.TRACK_ID,
        0,
        0,
        duration ? last.duration() : 0,
        size ? last.data().length() : 0,
        flags ? flags(last) : 0);
  }

  private static Trun trun(List<Sample> samples, int dataOffset) {
    int tail = tail(samples);
    boolean anyOffset = samples.stream().anyMatch(sample -> sample.compositionOffset() != 0);
    boolean anyNegative = samples.stream().anyMatch(sample -> sample.compositionOffset() < 0);
    int flags =
        Trun.DATA_OFFSET
            | (tail == 1 ? Trun.FIRST_SAMPLE_FLAGS : 0)
            | (isOneDuration(samples) ? 0 : Trun.SAMPLE_DURATION)
            | (isOneSize(samples) ? 0 : Trun.SAMPLE_SIZE)
            | (tail > 1 ? Trun.SAMPLE_FLAGS : 0)
            | (anyOffset ? Trun.SAMPLE_COMPOSITION_TIME_OFFSET : 0);
    int firstSampleFlags = tail == 1 ? flags(samples.get(0)) : 0;
    return new Trun(anyNegative ? 1 : 0, flags, dataOffset, firstSampleFlags, entries(samples));
  }

  private static List<Trun.Entry> entries(List<Sample> samples) {
    List<Trun.Entry> entries = new ArrayList<>(samples.size());
    for (Sample sample : samples) {
      entries.add(
          new Trun.Entry(
              sample.duration(),
              sample.data().length(),
              flags(sample),
              sample.compositionOffset()));
    }
    return entries;
  }

  /**
   * Index of the first sample from which all to the end have the same flags: 0 if all are alike, 1
   * if only the first differs.
   */
  private static int tail(List<Sample> samples) {
    boolean sync = samples.get(samples.size() - 1).sync();
    int tail = samples.size() - 1;
    while (tail > 0 && samples.get(tail - 1).sync() == sync) {
      tail--;
    }
    return tail;
  }

  private static int flags(Sample sample) {
    return sample.sync() ? SampleFlags.SYNC : SampleFlags.NON_SYNC;
  }

  private static boolean isOneDuration(List<Sample> samples) {
    long duration = samples.get(0).duration();
    return samples.stream().allMatch(sample -> sample.duration() == duration);
  }

  private static boolean isOneSize(List<Sample> samples) {
    int size = samples.get(0).data().length();
    return samples.stream().allMatch(sample -> sample.data().length() == size);
  }

  private static void checkBounds(TrackSegment segment, long number) {
    long bytes = segment.bytes();
    boolean fits =
        number >= 0
            && number < MAX_UNSIGNED_32
            && segment.baseMediaDecodeTime() >= 0
            && bytes <= Integer.MAX_VALUE - Box.HEADER_SIZE;
    if (!fits) {
      throw new MediaException.Unsupported(
          0,
          "%s segment %d: decode time %d, %d bytes",
          segment.rendition(),
          number,
          segment.baseMediaDecodeTime(),
          bytes);
    }
    segment.samples().forEach(sample -> checkSample(segment, number, sample));
  }

  private static void checkSample(TrackSegment segment, long number, Sample sample) {
    boolean fits =
        sample.duration() <= MAX_UNSIGNED_32
            && sample.compositionOffset() == (int) sample.compositionOffset()
            && !sample.data().isEmpty();
    if (!fits) {
      throw new MediaException.Unsupported(
          0,
          "%s segment %d: sample of %d bytes, duration %d, composition offset %d",
          segment.rendition(),
          number,
          sample.data().length(),
          sample.duration(),
          sample.compositionOffset());
    }
  }
}
