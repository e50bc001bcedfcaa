package io.millrace.cmaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.isobmff.Box;
import io.millrace.isobmff.BoxReader;
import io.millrace.isobmff.BoxTree;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Mdhd;
import io.millrace.isobmff.Opaque;
import io.millrace.isobmff.Stsd;
import io.millrace.isobmff.Tfdt;
import io.millrace.isobmff.Tfhd;
import io.millrace.isobmff.Trex;
import io.millrace.isobmff.Trun;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;

/** Reads init and media segments back: one track, one fragment. */
final class CmafReader {
  private CmafReader() {}

  static <T extends Box> T find(List<Box> boxes, Class<T> type) {
    List<T> found = new ArrayList<>();
    collect(boxes, type, found);
    assertThat(found).as(type.getSimpleName()).hasSize(1);
    return found.get(0);
  }

  private static <T extends Box> void collect(List<Box> boxes, Class<T> type, List<T> found) {
    for (Box box : boxes) {
      if (type.isInstance(box)) {
        found.add(type.cast(box));
      } else if (box instanceof Container container) {
        collect(container.boxes(), type, found);
      }
    }
  }

  static Box sampleEntry(Payload init) {
    return find(BoxReader.read(init, 0), Stsd.class).boxes().get(0);
  }

  static Payload join(PackagedTrack track) {
    return Payload.concat(track.body());
  }

  /** The samples of {@code segment}, with the defaults of tfhd, else of trex. */
  static TrackSegment read(Payload init, Payload segment, String rendition, TrackFormat format) {
    List<Box> header = BoxReader.read(init, 0);
    List<Box> boxes = BoxReader.read(segment, 0);
    Trex trex = find(header, Trex.class);
    Tfhd tfhd = find(boxes, Tfhd.class);
    Trun trun = find(boxes, Trun.class);
    int at = moofOffset(segment) + trun.dataOffset();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < trun.samples().size(); i++) {
      Trun.Entry entry = trun.samples().get(i);
      int size =
          (int)
              pick(
                  trun,
                  Trun.SAMPLE_SIZE,
                  entry.size(),
                  tfhd,
                  0x10,
                  tfhd.defaultSampleSize(),
                  trex.defaultSampleSize());
      long duration =
          pick(
              trun,
              Trun.SAMPLE_DURATION,
              entry.duration(),
              tfhd,
              0x8,
              tfhd.defaultSampleDuration(),
              trex.defaultSampleDuration());
      long flags =
          pick(
              trun,
              Trun.SAMPLE_FLAGS,
              entry.flags(),
              tfhd,
              0x20,
              tfhd.defaultSampleFlags(),
              trex.defaultSampleFlags());
      if (i == 0 && (trun.flags() & Trun.FIRST_SAMPLE_FLAGS) != 0) {
        flags = trun.firstSampleFlags();
      }
      boolean sync = (flags & 0x1_0000) == 0;
      samples.add(new Sample(duration, entry.compositionOffset(), sync, segment.slice(at, size)));
      at += size;
    }
    Timescale timescale = new Timescale((int) find(header, Mdhd.class).timescale());
    long time = find(boxes, Tfdt.class).baseMediaDecodeTime();
    return new TrackSegment(rendition, format, timescale, time, samples);
  }

  private static long pick(
      Trun trun, int trunFlag, long own, Tfhd tfhd, int tfhdFlag, long fragment, long movie) {
    if ((trun.flags() & trunFlag) != 0) {
      return own;
    }
    return tfhd.has(tfhdFlag) ? fragment : movie;
  }

  private static int moofOffset(Payload segment) {
    // Where it is, not where our own writer would have put it.
    return BoxTree.read(segment).stream()
        .filter(box -> box.type().equals("moof"))
        .mapToInt(box -> Math.toIntExact(box.offset()))
        .findFirst()
        .orElseThrow();
  }

  /** Bytes of the only mdat. */
  static Payload mdat(Payload segment) {
    return BoxReader.read(segment, 0).stream()
        .filter(box -> box.type().equals("mdat"))
        .map(box -> ((Opaque) box).payload())
        .findFirst()
        .orElseThrow();
  }
}
