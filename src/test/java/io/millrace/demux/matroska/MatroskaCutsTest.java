package io.millrace.demux.matroska;

import static io.millrace.demux.matroska.EbmlWriter.audio;
import static io.millrace.demux.matroska.EbmlWriter.bytes;
import static io.millrace.demux.matroska.EbmlWriter.cluster;
import static io.millrace.demux.matroska.EbmlWriter.concat;
import static io.millrace.demux.matroska.EbmlWriter.delta;
import static io.millrace.demux.matroska.EbmlWriter.element;
import static io.millrace.demux.matroska.EbmlWriter.key;
import static io.millrace.demux.matroska.EbmlWriter.live;
import static io.millrace.demux.matroska.EbmlWriter.openCluster;
import static io.millrace.demux.matroska.EbmlWriter.simpleBlock;
import static io.millrace.demux.matroska.EbmlWriter.tracks;
import static io.millrace.demux.matroska.EbmlWriter.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MatroskaCutsTest {
  /** Blocks before their Tracks, sound Clusters, damage, and a second document. */
  private static final byte[] STREAM =
      concat(
          live(),
          cluster(7, key(1, 0, 1)),
          tracks(video(1), audio(2)),
          openCluster(0, key(1, 0, 1, 2, 3), delta(1, 40, 4), key(9, 0, 4)),
          element(EbmlWriter.CUES, new byte[40]),
          openCluster(80, simpleBlock(2, 0, 0x86, bytes(2, 0x83, 0x80 | 61, 1, 2, 3, 4, 5, 6))),
          bytes(0x1f, 0x43, 0xb6, 0x1f, 0x43, 0xb6, 0x75, 0, 0, 0x1f, 0x43),
          cluster(160, key(1, 0, 7), key(2, 3, 8)),
          live(tracks(video(1)), openCluster(3, key(1, 0, 9))));

  private static final List<Object> WHOLE =
      DemuxRecording.of(new MatroskaDemuxer(), STREAM).events();

  @Property(tries = 300, seed = "20261121")
  void findsTheSameHoweverTheBytesAreCutAndWhereverItIsReloaded(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 60) Integer> cuts) {
    Iterator<Integer> sizes = Stream.generate(() -> cuts).flatMap(List::stream).iterator();
    DemuxRecording recording =
        DemuxRecording.cutAndReload(
            MatroskaDemuxer::new, MatroskaDemuxer::load, STREAM, sizes::next);
    assertThat(recording.events()).isEqualTo(WHOLE);
    assertThat(recording.losses()).hasSize(2); // the undeclared track, the damage
    assertThat(recording.units()).hasSize(9);
  }
}
