package io.millrace.demux.flv;

import static io.millrace.demux.flv.FlvWriter.AVCC;
import static io.millrace.demux.flv.FlvWriter.aac;
import static io.millrace.demux.flv.FlvWriter.aacHeader;
import static io.millrace.demux.flv.FlvWriter.ascii;
import static io.millrace.demux.flv.FlvWriter.avcHeader;
import static io.millrace.demux.flv.FlvWriter.bytes;
import static io.millrace.demux.flv.FlvWriter.concat;
import static io.millrace.demux.flv.FlvWriter.exVideo;
import static io.millrace.demux.flv.FlvWriter.flv;
import static io.millrace.demux.flv.FlvWriter.headers;
import static io.millrace.demux.flv.FlvWriter.inter;
import static io.millrace.demux.flv.FlvWriter.key;
import static io.millrace.demux.flv.FlvWriter.metaData;
import static io.millrace.demux.flv.FlvWriter.tagHead;
import static io.millrace.demux.flv.FlvWriter.tagWithSize;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FlvCutsTest {
  /** Held units, wrong sizes, damage, lures, another codec, and a second file. */
  private static final byte[] STREAM =
      concat(
          flv(
              metaData(25, 640, 360),
              avcHeader(AVCC),
              key(0, 80, 1, 2, 3),
              aac(1, 4),
              aacHeader(bytes(0x12, 0x08)),
              inter(0x7fff_fff0, -40, 5),
              tagWithSize(8, 0x7fff_fff8, bytes(0xaf, 1, 6), 0),
              tagWithSize(9, 0x8000_0010, bytes(0x27, 1, 0, 0, 0, 7), 99)),
          inter(0x8000_0010, 0, 7),
          ascii("damage, then what looks like a tag"),
          tagHead(9, 60, 7),
          new byte[40],
          tagHead(8, 0xfffff0, 7), // its end comes never
          aac(0x8000_0020, 8),
          key(0x8000_0030, 0, 9),
          exVideo(0x8000_0040, 0, "hvc1", bytes(1, 2)),
          exVideo(0x8000_0050, 3, "hvc1", bytes(3)),
          flv(headers(), key(3, 0, 1), aac(4, 1)));

  private static final List<Object> WHOLE = DemuxRecording.of(new FlvDemuxer(), STREAM).events();

  @Property(tries = 300, seed = "20261127")
  void findsTheSameHoweverTheBytesAreCutAndWhereverItIsReloaded(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 60) Integer> cuts) {
    Iterator<Integer> sizes = Stream.generate(() -> cuts).flatMap(List::stream).iterator();
    DemuxRecording recording =
        DemuxRecording.cutAndReload(FlvDemuxer::new, FlvDemuxer::load, STREAM, sizes::next);
    assertThat(recording.events()).isEqualTo(WHOLE);
    assertThat(recording.losses()).hasSize(1);
    assertThat(recording.units()).hasSize(11);
  }
}
