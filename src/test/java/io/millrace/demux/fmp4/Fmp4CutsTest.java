package io.millrace.demux.fmp4;

import static io.millrace.demux.fmp4.Mp4Writer.AUDIO;
import static io.millrace.demux.fmp4.Mp4Writer.VIDEO;
import static io.millrace.demux.fmp4.Mp4Writer.audio;
import static io.millrace.demux.fmp4.Mp4Writer.box;
import static io.millrace.demux.fmp4.Mp4Writer.bytes;
import static io.millrace.demux.fmp4.Mp4Writer.co64;
import static io.millrace.demux.fmp4.Mp4Writer.concat;
import static io.millrace.demux.fmp4.Mp4Writer.fragment;
import static io.millrace.demux.fmp4.Mp4Writer.ftyp;
import static io.millrace.demux.fmp4.Mp4Writer.init;
import static io.millrace.demux.fmp4.Mp4Writer.mdat;
import static io.millrace.demux.fmp4.Mp4Writer.moov;
import static io.millrace.demux.fmp4.Mp4Writer.mvex;
import static io.millrace.demux.fmp4.Mp4Writer.run;
import static io.millrace.demux.fmp4.Mp4Writer.stsc;
import static io.millrace.demux.fmp4.Mp4Writer.stsz;
import static io.millrace.demux.fmp4.Mp4Writer.stts;
import static io.millrace.demux.fmp4.Mp4Writer.trex;
import static io.millrace.demux.fmp4.Mp4Writer.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class Fmp4CutsTest {
  /** Samples of moov, fragments, empty samples, damage, an undeclared track, another movie. */
  private static final byte[] STREAM =
      concat(
          ftyp(),
          partly(ftyp().length + partly(0).length + 8),
          mdat(bytes(1, 2, 2, 8, 3)),
          box("styp", run(0, 8)),
          fragment(VIDEO, 2_002, bytes(4, 4), bytes(), bytes(5)),
          fragment(9, 2_002, bytes(4, 4)),
          bytes(0, 0, 0, 3, 'm', 'd', 'a', 't', 1, 2, 'm', 'o', 'o'),
          fragment(AUDIO, 0, bytes(9, 9, 9), bytes()),
          init(),
          fragment(VIDEO, 4_004, bytes(6), bytes(7, 7)));

  private static final List<Object> WHOLE = DemuxRecording.of(new Fmp4Demuxer(), STREAM).events();

  private static byte[] partly(long at) {
    return moov(
        video(stts(3, 1_001), stsc(1), stsz(1L, 2L, 1L), co64(at, at + 1, at + 4)),
        audio(stts(1, 1_024), stsc(1), stsz(1L), co64(at + 3)),
        mvex(trex(VIDEO), trex(AUDIO)));
  }

  @Property(tries = 300, seed = "20261128")
  void findsTheSameHoweverTheBytesAreCutAndWhereverItIsReloaded(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 60) Integer> cuts) {
    Iterator<Integer> sizes = Stream.generate(() -> cuts).flatMap(List::stream).iterator();
    DemuxRecording recording =
        DemuxRecording.cutAndReload(Fmp4Demuxer::new, Fmp4Demuxer::load, STREAM, sizes::next);
    assertThat(recording.events()).isEqualTo(WHOLE);
    assertThat(recording.losses()).hasSize(2); // the undeclared track, the damage
    assertThat(recording.units()).hasSize(11);
  }
}
