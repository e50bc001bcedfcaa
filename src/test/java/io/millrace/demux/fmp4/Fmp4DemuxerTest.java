package io.millrace.demux.fmp4;

import static io.millrace.demux.fmp4.Mp4Writer.AUDIO;
import static io.millrace.demux.fmp4.Mp4Writer.NON_SYNC;
import static io.millrace.demux.fmp4.Mp4Writer.SYNC;
import static io.millrace.demux.fmp4.Mp4Writer.VIDEO;
import static io.millrace.demux.fmp4.Mp4Writer.audio;
import static io.millrace.demux.fmp4.Mp4Writer.bareTrun;
import static io.millrace.demux.fmp4.Mp4Writer.box;
import static io.millrace.demux.fmp4.Mp4Writer.bytes;
import static io.millrace.demux.fmp4.Mp4Writer.concat;
import static io.millrace.demux.fmp4.Mp4Writer.entry;
import static io.millrace.demux.fmp4.Mp4Writer.fragment;
import static io.millrace.demux.fmp4.Mp4Writer.ftyp;
import static io.millrace.demux.fmp4.Mp4Writer.header;
import static io.millrace.demux.fmp4.Mp4Writer.init;
import static io.millrace.demux.fmp4.Mp4Writer.mdat;
import static io.millrace.demux.fmp4.Mp4Writer.moof;
import static io.millrace.demux.fmp4.Mp4Writer.moofBox;
import static io.millrace.demux.fmp4.Mp4Writer.moov;
import static io.millrace.demux.fmp4.Mp4Writer.mvex;
import static io.millrace.demux.fmp4.Mp4Writer.run;
import static io.millrace.demux.fmp4.Mp4Writer.tfdt;
import static io.millrace.demux.fmp4.Mp4Writer.tfhd;
import static io.millrace.demux.fmp4.Mp4Writer.traf;
import static io.millrace.demux.fmp4.Mp4Writer.trex;
import static io.millrace.demux.fmp4.Mp4Writer.trun;
import static io.millrace.demux.fmp4.Mp4Writer.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.demux.DemuxRecording;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.Tfhd;
import io.millrace.isobmff.Trex;
import io.millrace.isobmff.Trun;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fragments: defaults, offsets, times, what is repeated, and what is lost. */
class Fmp4DemuxerTest {
  private static final byte[] FRAGMENT = fragment(VIDEO, 0, bytes(1, 2), bytes(3));

  private static DemuxRecording demux(byte[]... parts) {
    return DemuxRecording.of(new Fmp4Demuxer(), concat(parts));
  }

  /** Track, time, duration, key flag and bytes. */
  private static List<String> lines(DemuxRecording recording) {
    return recording.units().stream().map(Fmp4DemuxerTest::line).toList();
  }

  private static String line(AccessUnit unit) {
    return "%d @%d +%d%s %s"
        .formatted(
            unit.trackId(),
            unit.pts(),
            unit.duration(),
            unit.sync() ? " K" : "",
            HexFormat.of().formatHex(unit.data().toByteArray()));
  }

  private static List<String> messages(DemuxRecording recording) {
    return recording.losses().stream().map(DemuxRecording.Loss::message).toList();
  }

  @Test
  void readsSamplesWithFieldsOfTheirOwn() {
    DemuxRecording recording = demux(init(), fragment(VIDEO, 9_000, bytes(1, 2), bytes(3)));
    assertThat(lines(recording)).containsExactly("1 @9000 +1001 K 0102", "1 @10001 +1001 03");
    assertThat(recording.losses()).isEmpty();
    assertThat(recording.events().get(0)).isInstanceOf(List.class);
  }

  @Test
  void takesWhatIsNotSaidFromTheDefaultsOfTheFragmentThenOfTheTrack() {
    byte[] init =
        concat(
            ftyp(),
            moov(
                video(),
                audio(),
                mvex(new Trex(VIDEO, 1, 500, 1, NON_SYNC), new Trex(AUDIO, 1, 1_024, 2, 0))));
    Box first = traf(tfhd(VIDEO), tfdt(0), bareTrun(2, 0));
    Box second = traf(tfhd(AUDIO, 960, 1, SYNC), tfdt(0), bareTrun(2, 2));
    int data = moofBox(first, second).size() + 8;
    byte[] moof =
        moof(
            traf(tfhd(VIDEO), tfdt(0), bareTrun(2, data)),
            traf(tfhd(AUDIO, 960, 1, SYNC), tfdt(0), bareTrun(2, data + 2)));
    assertThat(lines(demux(init, moof, mdat(bytes(1, 2, 3, 4)))))
        .containsExactly("1 @0 +500 01", "1 @500 +500 02", "2 @0 +960 K 03", "2 @960 +960 K 04");
  }

  @Test
  void firstSampleFlagsAreOfTheFirstSampleOnly() {
    Trun bare = new Trun(0, 0x205, 0, SYNC, List.of(entry(1, 0), entry(1, 0), entry(1, 0)));
    Box traf = traf(tfhd(VIDEO, 1_001, 0, NON_SYNC), tfdt(0), bare);
    Trun placed = new Trun(0, 0x205, moofBox(traf).size() + 8, SYNC, bare.samples());
    assertThat(
            demux(
                    init(),
                    moof(traf(tfhd(VIDEO, 1_001, 0, NON_SYNC), tfdt(0), placed)),
                    mdat(bytes(1, 2, 3)))
                .units())
        .extracting(AccessUnit::sync)
        .containsExactly(true, false, false);
  }

  @Test
  void aRunWithoutOffsetGoesOnBehindTheOneBefore() {
    Trun next = new Trun(0, 0x700, 0, 0, List.of(entry(1, NON_SYNC)));
    Box traf = traf(tfhd(VIDEO), tfdt(0), trun(0, entry(2, SYNC)), next, next);
    int data = moofBox(traf).size() + 8;
    assertThat(
            lines(
                demux(
                    init(),
                    moof(traf(tfhd(VIDEO), tfdt(0), trun(data, entry(2, SYNC)), next, next)),
                    mdat(bytes(1, 2, 3, 4)))))
        .containsExactly("1 @0 +1001 K 0102", "1 @1001 +1001 03", "1 @2002 +1001 04");
  }

  @Test
  void aFragmentWithoutABaseGoesOnBehindTheDataOfTheOneBefore() {
    Tfhd video = new Tfhd(0, VIDEO, 0, 0, 0, 0, 0);
    Tfhd audio = new Tfhd(0, AUDIO, 0, 0, 0, 0, 0);
    Trun behind = new Trun(0, 0x700, 0, 0, List.of(entry(1, SYNC)));
    Box first = traf(video, tfdt(0), trun(0, entry(2, SYNC)));
    int data = moofBox(first, traf(audio, tfdt(0), behind)).size() + 8;
    byte[] moof =
        moof(traf(video, tfdt(0), trun(data, entry(2, SYNC))), traf(audio, tfdt(0), behind));
    assertThat(lines(demux(init(), moof, mdat(bytes(1, 2, 3)))))
        .containsExactly("1 @0 +1001 K 0102", "2 @0 +1001 K 03");
  }

  @Test
  void anExplicitBaseCountsFromTheStartOfTheFile() {
    byte[] init = init();
    Tfhd unplaced = new Tfhd(Tfhd.BASE_DATA_OFFSET, VIDEO, 0, 0, 0, 0, 0);
    int moofSize = moofBox(traf(unplaced, tfdt(0), trun(0, entry(1, SYNC)))).size();
    long base = init.length + moofSize + 8;
    Tfhd placed = new Tfhd(Tfhd.BASE_DATA_OFFSET, VIDEO, base, 0, 0, 0, 0);
    byte[] segment =
        concat(moof(traf(placed, tfdt(0), trun(1, entry(1, SYNC)))), mdat(bytes(1, 2)));
    assertThat(lines(demux(init, segment))).containsExactly("1 @0 +1001 K 02");
    // A file behind another one counts from its own ftyp.
    assertThat(lines(demux(init, segment, init, segment)))
        .containsExactly("1 @0 +1001 K 02", "1 @0 +1001 K 02");
  }

  @Test
  void anExplicitBaseIsRefusedWhereBytesAreMissing() {
    Fmp4Demuxer demuxer = new Fmp4Demuxer();
    DemuxRecording recording = new DemuxRecording();
    demuxer.push(Payload.of(init()), recording);
    demuxer.skip(recording);
    Tfhd based = new Tfhd(Tfhd.BASE_DATA_OFFSET, VIDEO, 900, 0, 0, 0, 0);
    byte[] moof = moof(traf(based, tfdt(0), trun(1, entry(1, SYNC))));
    demuxer.push(Payload.of(concat(moof, mdat(bytes(1)), FRAGMENT)), recording);
    assertThat(messages(recording).get(1)).startsWith("tfhd: base-data-offset behind missing");
    assertThat(lines(recording)).containsExactly("1 @0 +1001 K 0102", "1 @1001 +1001 03");
  }

  @Test
  void timesGoOnWhereAFragmentDoesNotSayThem() {
    int moofSize = moofBox(traf(tfhd(VIDEO), trun(0, entry(1, SYNC)))).size();
    byte[] untimed =
        concat(moof(traf(tfhd(VIDEO), trun(moofSize + 8, entry(1, SYNC)))), mdat(bytes(9)));
    assertThat(lines(demux(init(), untimed, FRAGMENT, untimed)))
        .containsExactly(
            "1 @0 +1001 K 09", "1 @0 +1001 K 0102", "1 @1001 +1001 03", "1 @2002 +1001 K 09");
  }

  @Test
  void compositionOffsetsAreSignedInBothVersions() {
    for (int version = 0; version < 2; version++) {
      Trun.Entry early = new Trun.Entry(10, 1, SYNC, version == 0 ? 0xffff_fffbL : -5);
      Trun.Entry late = new Trun.Entry(10, 1, 0, 20);
      Box unplaced =
          traf(tfhd(VIDEO), tfdt(7), new Trun(version, 0xf01, 0, 0, List.of(early, late)));
      int data = moofBox(unplaced).size() + 8;
      Trun run = new Trun(version, 0xf01, data, 0, List.of(early, late));
      assertThat(demux(init(), moof(traf(tfhd(VIDEO), tfdt(7), run)), mdat(bytes(1, 2))).units())
          .extracting(AccessUnit::pts)
          .containsExactly(2L, 37L);
    }
  }

  @Test
  void dataOfTwoMoofsMayStandBehindBoth() {
    Box traf = traf(tfhd(VIDEO), tfdt(0), trun(0, entry(1, SYNC)));
    int size = moofBox(traf).size();
    byte[] first = moof(traf(tfhd(VIDEO), tfdt(0), trun(2 * size + 8, entry(1, SYNC))));
    byte[] second = moof(traf(tfhd(VIDEO), tfdt(50), trun(size + 9, entry(1, SYNC))));
    DemuxRecording recording = demux(init(), first, second, mdat(bytes(1, 2)));
    assertThat(lines(recording)).containsExactly("1 @0 +1001 K 01", "1 @50 +1001 K 02");
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void otherBoxesArePassedOver() {
    byte[] others =
        concat(
            box("styp", run(0, 8)),
            box("sidx", run(0, 24)),
            box("emsg", run(1, 40)),
            box("prft", run(0, 24)),
            box("free"),
            box("uuid", run(7, 30)),
            box("what", run(7, 30)));
    DemuxRecording recording = demux(init(), others, FRAGMENT, others, FRAGMENT, box("mfra"));
    assertThat(recording.units()).hasSize(4);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void readsSizesOf64BitsAndASizeToTheEnd() {
    int moofSize = FRAGMENT.length - 11;
    byte[] moof = java.util.Arrays.copyOf(FRAGMENT, moofSize);
    byte[] toTheEnd = concat(header("mdat", 0), bytes(1, 2, 3), run(0, 100));
    assertThat(lines(demux(init(), moof, toTheEnd)))
        .containsExactly("1 @0 +1001 K 0102", "1 @1001 +1001 03");
    byte[] large = concat(bytes(0, 0, 0, 1), "mdat".getBytes(), bytes(0, 0, 0, 0, 0, 0, 0, 19));
    Trun late = trun(moofSize + 16, entry(2, SYNC), entry(1, NON_SYNC));
    assertThat(
            lines(
                demux(
                    init(),
                    moof(traf(tfhd(VIDEO), tfdt(0), late)),
                    large,
                    bytes(1, 2, 3),
                    FRAGMENT)))
        .hasSize(4);
  }

  @Test
  void anAccessUnitWithinAChunkIsAViewOfIt() {
    DemuxRecording recording = new DemuxRecording();
    byte[] chunk = concat(init(), FRAGMENT);
    new Fmp4Demuxer().push(Payload.of(chunk), recording);
    assertThat(recording.units()).hasSize(2).allMatch(unit -> unit.data().array() == chunk);
    AccessUnit last = recording.units().get(1);
    assertThat(chunk[(int) last.byteOffset()]).isEqualTo((byte) 3);
  }

  @Test
  void aMoovThatComesAgainMeansNothingUnlessItIsAnother() {
    byte[] other = moov(video(), mvex(trex(VIDEO)));
    DemuxRecording recording =
        demux(init(), FRAGMENT, init(), FRAGMENT, ftyp(), other, FRAGMENT, init());
    assertThat(recording.units()).hasSize(6);
    assertThat(recording.losses()).isEmpty();
    assertThat(recording.events().stream().filter(List.class::isInstance)).hasSize(3);
  }

  @Test
  void anUnreadableMoovInMidStreamLeavesTheTracksAsTheyAre() {
    byte[] broken = moov(trakWithoutHeader());
    DemuxRecording recording = demux(init(), FRAGMENT, broken, FRAGMENT);
    assertThat(messages(recording)).hasSize(1).allMatch(m -> m.startsWith("trak: no tkhd"));
    assertThat(recording.units()).hasSize(4);
    assertThatThrownBy(() -> demux(ftyp(), broken))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage("trak: no tkhd, no mdhd or no stbl (at byte 136)");
  }

  private static Box trakWithoutHeader() {
    return Mp4Writer.opaque("trak");
  }

  @Test
  void refusesMediaBeforeMoovWithTheRemedy() {
    assertThatThrownBy(() -> demux(ftyp(), box("free"), mdat(run(1, 100)), init()))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessage(
            "moov is behind the media, or there is none: move it to the front (faststart), or use"
                + " 'millrace package FILE' (at byte 28)");
    assertThat(demux(ftyp(), mdat(), init(), FRAGMENT).units()).hasSize(2);
  }

  @Test
  void refusesWhatIsNoBox() {
    assertThatThrownBy(() -> demux(bytes(0, 0, 0, 4), "moov".getBytes()))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessage("moov: box size 4 (at byte 0)");
  }

  @Test
  void saysOnceThatTheInitSegmentIsMissingAndWaitsForIt() {
    DemuxRecording recording = demux(FRAGMENT, FRAGMENT, init(), FRAGMENT);
    assertThat(messages(recording))
        .containsExactly("moof before moov: send the init segment in front (at byte 0)");
    assertThat(recording.units()).hasSize(2);
  }

  @Test
  void reportsATrackOnceThatMoovDoesNotDeclare() {
    byte[] unknown = fragment(77, 0, bytes(1));
    DemuxRecording recording = demux(init(), unknown, unknown, FRAGMENT);
    assertThat(messages(recording))
        .hasSize(1)
        .allMatch(message -> message.startsWith("moof: track 77, which moov does not declare"));
    assertThat(recording.units()).hasSize(2);
  }

  @Test
  void aMoofWithoutItsDataIsGivenUpWhenTheNextOneComes() {
    byte[] alone = java.util.Arrays.copyOf(FRAGMENT, FRAGMENT.length - 11);
    DemuxRecording recording = demux(init(), alone, fragment(VIDEO, 90, bytes(5, 6, 7)));
    assertThat(messages(recording))
        .hasSize(1)
        .allMatch(message -> message.startsWith("moof before the data of another one"));
    assertThat(lines(recording)).containsExactly("1 @90 +1001 K 050607");
  }

  @Test
  void aBrokenBoxCostsWhatIsBeforeTheNextMoof() {
    byte[] broken = concat(bytes(0, 0, 0, 3), "mdat".getBytes(), run(0x6d, 50));
    DemuxRecording recording = demux(init(), FRAGMENT, broken, mdat(run(1, 9)), FRAGMENT, FRAGMENT);
    assertThat(messages(recording)).hasSize(1).allMatch(m -> m.startsWith("mdat: box size 3"));
    assertThat(recording.units()).hasSize(6);
  }

  @Test
  void aCutOffMdatCostsItsLastSampleAndTheFragmentBehindIt() {
    byte[] cut = java.util.Arrays.copyOf(FRAGMENT, FRAGMENT.length - 1);
    DemuxRecording recording = demux(init(), cut, FRAGMENT, fragment(VIDEO, 90, bytes(5)));
    assertThat(recording.losses()).hasSize(1);
    assertThat(lines(recording)).startsWith("1 @0 +1001 K 0102").endsWith("1 @90 +1001 K 05");
  }

  @Test
  void readingGoesOnAtTheNextFragmentBehindAMissingChunk() {
    Fmp4Demuxer demuxer = new Fmp4Demuxer();
    DemuxRecording recording = new DemuxRecording();
    byte[] before = concat(init(), FRAGMENT, FRAGMENT);
    demuxer.push(Payload.of(before, 0, before.length - 1), recording); // half of an mdat
    demuxer.skip(recording);
    byte[] styp = box("styp", run(0, 8));
    demuxer.push(Payload.of(concat(run(0x6d, 33), styp, FRAGMENT, FRAGMENT)), recording);
    demuxer.end(recording);
    assertThat(recording.units()).hasSize(7);
    assertThat(messages(recording))
        .containsExactly("bytes are missing from here (at byte " + (before.length - 1) + ")");
  }

  @Test
  void saysWhatIsMissingAtTheEnd() {
    byte[] cut = java.util.Arrays.copyOf(FRAGMENT, FRAGMENT.length - 1);
    byte[] moof = java.util.Arrays.copyOf(FRAGMENT, FRAGMENT.length - 20);
    assertThat(messages(demux(init(), cut)).get(0)).startsWith("the input ends before all samples");
    assertThat(messages(demux(init(), moof)).get(0)).contains("bytes before the end of moof");
    assertThat(messages(demux(init(), bytes(0, 0, 0)))).hasSize(1);
    assertThat(messages(demux(ftyp())).get(0)).startsWith("the input ends before its moov");
    assertThat(demux(init()).losses()).isEmpty();
  }

  @Test
  void aSampleThatReachesOverItsBoxIsLost() {
    int moofSize = moofBox(traf(tfhd(VIDEO), tfdt(0), trun(0, entry(9, SYNC)))).size();
    byte[] moof = moof(traf(tfhd(VIDEO), tfdt(0), trun(moofSize + 8, entry(9, SYNC))));
    DemuxRecording recording = demux(init(), moof, mdat(bytes(1)), FRAGMENT);
    assertThat(messages(recording).get(0)).startsWith("sample of 9 bytes ends behind its box");
    assertThat(recording.units()).hasSize(2);
  }
}
