package io.millrace.cmaf;

import io.millrace.isobmff.Box;
import io.millrace.isobmff.Co64;
import io.millrace.isobmff.Ctts;
import io.millrace.isobmff.Stco;
import io.millrace.isobmff.Stsc;
import io.millrace.isobmff.Stss;
import io.millrace.isobmff.Stsz;
import io.millrace.isobmff.Stts;
import io.millrace.media.MediaException;
import io.millrace.media.Sample;
import io.millrace.media.TrackFormat;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Where the samples of one track are, how long and how large: the tables of {@code stbl}. ISO/IEC
 * 14496-12, 8.6 and 8.7. What repeats is kept as runs, so that hours of media take little memory.
 */
final class SampleTables {
  private final TrackSegment first;
  private final List<TrackFormat> formats = new ArrayList<>();
  private final List<Stts.Run> durations = new ArrayList<>();
  private final List<Ctts.Run> offsets = new ArrayList<>();
  private final List<Stsc.Run> chunkRuns = new ArrayList<>();
  private final List<Long> chunks = new ArrayList<>();
  private final BitSet syncs = new BitSet();
  private int[] sizes = new int[1024];
  private int count;
  private long duration;

  SampleTables(TrackSegment first) {
    this.first = first;
  }

  /** The part of the track that came first: of its media type, timescale and start. */
  TrackSegment first() {
    return first;
  }

  /** One for each sample entry. */
  List<TrackFormat> formats() {
    return List.copyOf(formats);
  }

  /** Sum of the sample durations, ticks. */
  long duration() {
    return duration;
  }

  int count() {
    return count;
  }

  /**
   * Takes a run of samples that lie one after the other: a chunk.
   *
   * @param position of the first one, bytes behind the first byte of media
   * @throws MediaException.Unsupported if they do not fit behind what is here
   */
  void add(TrackSegment segment, long position) {
    checkFits(segment);
    // A hole is shown as the sample before it: the track has no samples there.
    lengthenLast(segment.baseMediaDecodeTime() - first.baseMediaDecodeTime() - duration);
    addChunk(segment, position);
    for (Sample sample : segment.samples()) {
      add(sample);
    }
  }

  private void checkFits(TrackSegment segment) {
    boolean fits =
        segment.timescale().equals(first.timescale())
            && segment.format().codec().type() == first.format().codec().type()
            && segment.baseMediaDecodeTime() >= first.baseMediaDecodeTime() + duration
            && segment.samples().size() <= Integer.MAX_VALUE - 8 - count;
    if (!fits) {
      throw new MediaException.Unsupported(
          0,
          "%s: %d samples at %d of %d ticks do not fit in a track of %d samples up to %d of %d",
          segment.rendition(),
          segment.samples().size(),
          segment.baseMediaDecodeTime(),
          segment.timescale().ticksPerSecond(),
          count,
          first.baseMediaDecodeTime() + duration,
          first.timescale().ticksPerSecond());
    }
  }

  private void lengthenLast(long ticks) {
    if (ticks == 0) {
      return;
    }
    int last = durations.size() - 1;
    Stts.Run run = durations.remove(last);
    if (run.sampleCount() > 1) {
      durations.add(new Stts.Run(run.sampleCount() - 1, run.sampleDelta()));
    }
    durations.add(new Stts.Run(1, run.sampleDelta() + ticks));
    duration += ticks;
  }

  private void addChunk(TrackSegment segment, long position) {
    int entry = formats.indexOf(segment.format());
    if (entry < 0) {
      entry = formats.size();
      formats.add(segment.format());
    }
    chunks.add(position);
    Stsc.Run run = new Stsc.Run(chunks.size(), segment.samples().size(), entry + 1);
    Stsc.Run before = chunkRuns.isEmpty() ? null : chunkRuns.get(chunkRuns.size() - 1);
    boolean same =
        before != null
            && before.samplesPerChunk() == run.samplesPerChunk()
            && before.sampleDescriptionIndex() == run.sampleDescriptionIndex();
    if (!same) {
      chunkRuns.add(run);
    }
  }

  private void add(Sample sample) {
    if (count == sizes.length) {
      sizes = Arrays.copyOf(sizes, count + (count >> 1));
    }
    syncs.set(count, sample.sync());
    sizes[count++] = sample.data().length();
    addDuration(sample.duration());
    addOffset(sample.compositionOffset());
    duration += sample.duration();
  }

  private void addDuration(long ticks) {
    int last = durations.size() - 1;
    boolean same = last >= 0 && durations.get(last).sampleDelta() == ticks;
    long before = same ? durations.remove(last).sampleCount() : 0;
    durations.add(new Stts.Run(before + 1, ticks));
  }

  private void addOffset(long ticks) {
    int last = offsets.size() - 1;
    boolean same = last >= 0 && offsets.get(last).sampleOffset() == ticks;
    long before = same ? offsets.remove(last).sampleCount() : 0;
    offsets.add(new Ctts.Run(before + 1, ticks));
  }

  /**
   * The tables, once all samples are here.
   *
   * @param mediaOffset of the first byte of media in the file
   * @param chunkOffsets {@link ChunkOffsets#LARGE} where a chunk may lie behind 4 GiB
   */
  List<Box> boxes(long mediaOffset, ChunkOffsets chunkOffsets) {
    List<Box> boxes = new ArrayList<>();
    boxes.add(new Stts(durations));
    if (offsets.stream().anyMatch(run -> run.sampleOffset() != 0)) {
      boolean signed = offsets.stream().anyMatch(run -> run.sampleOffset() < 0);
      boxes.add(new Ctts(signed ? 1 : 0, offsets));
    }
    if (syncs.cardinality() < count) {
      boxes.add(new Stss(syncs.stream().mapToObj(index -> index + 1L).toList()));
    }
    boxes.add(new Stsc(chunkRuns));
    boxes.add(stsz());
    List<Long> positions = chunks.stream().map(at -> mediaOffset + at).toList();
    boxes.add(chunkOffsets == ChunkOffsets.LARGE ? new Co64(positions) : new Stco(positions));
    return boxes;
  }

  /** How many bits the place of a chunk has. */
  enum ChunkOffsets {
    SMALL,
    LARGE
  }

  private Stsz stsz() {
    boolean uniform = Arrays.stream(sizes, 0, count).allMatch(size -> size == sizes[0]);
    return uniform
        ? new Stsz(sizes[0], count, List.of())
        : new Stsz(0, count, Arrays.stream(sizes, 0, count).mapToObj(Long::valueOf).toList());
  }
}
