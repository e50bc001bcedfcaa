package io.millrace.demux.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bits.BitWriter;
import io.millrace.codec.h264.TestFields;
import io.millrace.codec.h264.TestSps;
import io.millrace.demux.DemuxRecording;
import io.millrace.media.AccessUnit;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ByteStreamDemuxerTest {
  private static final FrameRate FIFTY = new FrameRate(50, 1);
  private static final Payload PPS = TestSps.pps(0, 0);

  private static ByteStreamDemuxer demuxer() {
    return ByteStreamDemuxer.h264(FIFTY);
  }

  /** Main profile, 16x16, picture order count type 0 with 4 bits, and so many frames reordered. */
  private static Payload sps(int reorder, int unitsInTick, int timeScale) {
    BitWriter out = new BitWriter().bits(8, 0x67).bits(8, 77).bits(8, 0).bits(8, 30).ue(0);
    out.ue(0).ue(0).ue(0).ue(4).bits(1, 1).ue(0).ue(0).flag(true).flag(true).flag(false);
    out.flag(true).bits(4, 0);
    boolean timed = timeScale > 0;
    out.flag(timed);
    if (timed) {
      out.bits(32, unitsInTick).bits(32, timeScale).flag(true);
    }
    out.bits(3, 0).flag(true).flag(true).ue(0).ue(0).ue(16).ue(16).ue(reorder).ue(4);
    return TestSps.nalUnit(out);
  }

  private static Payload idr() {
    BitWriter out = new BitWriter().bits(8, 0x65).ue(0).ue(7).ue(0).bits(4, 0).ue(0).bits(4, 0);
    return TestSps.nalUnit(out.bits(2, 0).bits(30, 0x2aaaaaaa));
  }

  /** A P picture with this pic_order_cnt_lsb, half of the frame's place. */
  private static Payload picture(int lsb, int frameNum) {
    BitWriter out = new BitWriter().bits(8, 0x41).ue(0).ue(5).ue(0).bits(4, frameNum & 15);
    return TestSps.nalUnit(out.bits(4, lsb & 15).bits(3, 0).bits(20, 0x5a5a5));
  }

  /** The same with memory_management_control_operation 5. */
  private static Payload reset(int lsb) {
    BitWriter out = new BitWriter().bits(8, 0x41).ue(0).ue(5).ue(0).bits(4, 1).bits(4, lsb & 15);
    return TestSps.nalUnit(out.bits(2, 0).flag(true).ue(5).ue(0).bits(20, 0x5a5a5));
  }

  private static DemuxRecording read(Payload... nalUnits) {
    return DemuxRecording.of(demuxer(), TestFields.annexB(List.of(nalUnits)));
  }

  private static List<Long> times(DemuxRecording recording) {
    return recording.units().stream().map(AccessUnit::pts).toList();
  }

  @Test
  void placesFramesByTheirPictureOrderCounts() {
    DemuxRecording recording =
        read(
            sps(1, 0, 0),
            PPS,
            idr(),
            picture(6, 1),
            picture(2, 2),
            picture(4, 2),
            picture(12, 3),
            picture(8, 4),
            picture(10, 4));
    assertThat(times(recording)).containsExactly(0L, 5400L, 1800L, 3600L, 10_800L, 7200L, 9000L);
    assertThat(recording.units()).extracting(AccessUnit::sync).startsWith(true, false);
  }

  @Test
  void keepsTheOrderWhereTheCountWrapsAndFrameNumbersAreMissing() {
    List<Payload> nalUnits = new ArrayList<>(List.of(sps(1, 0, 0), PPS, idr()));
    for (int i = 1; i < 60; i += 2) {
      nalUnits.add(picture(2 * (i + 1), 5 * i));
      nalUnits.add(picture(2 * i, 5 * i + 3));
    }
    DemuxRecording recording = read(nalUnits.toArray(Payload[]::new));
    for (int i = 1; i < 60; i += 2) {
      assertThat(times(recording).get(i)).isEqualTo(1800L * (i + 1));
      assertThat(times(recording).get(i + 1)).isEqualTo(1800L * i);
    }
  }

  @Test
  void beginsAnotherSequenceWhereTheOrderIsReset() {
    DemuxRecording recording =
        read(
            sps(1, 0, 0),
            PPS,
            idr(),
            picture(4, 1),
            picture(2, 2),
            reset(6),
            picture(4, 1),
            picture(2, 2),
            idr(),
            picture(4, 1),
            picture(2, 1));
    assertThat(times(recording))
        .containsExactly(0L, 3600L, 1800L, 5400L, 9000L, 7200L, 10_800L, 14_400L, 12_600L);
  }

  @Test
  void takesTheFrameRateOfTheBitstreamBeforeTheAssumedOne() {
    DemuxRecording recording = read(sps(0, 1001, 60_000), PPS, idr(), picture(2, 1));
    Track track = recording.tracks().get(0);
    assertThat(track.frameRate()).isEqualTo(new FrameRate(30_000, 1001));
    assertThat(times(recording)).containsExactly(0L, 3003L);
    assertThat(read(sps(0, 0, 0), PPS, idr()).tracks().get(0).frameRate()).isEqualTo(FIFTY);
  }

  @Test
  void goesOnInAnotherTimescaleWhereTheFrameRateChanges() {
    DemuxRecording recording =
        read(
            sps(1, 1, 50),
            PPS,
            idr(),
            picture(4, 1),
            picture(2, 1), //
            sps(1, 1001, 48_000),
            PPS,
            idr(),
            picture(2, 1));
    assertThat(recording.events().stream().filter(List.class::isInstance)).hasSize(2);
    assertThat(recording.tracks().get(0).timescale().ticksPerSecond()).isEqualTo(96_000);
    assertThat(times(recording)).containsExactly(0L, 7200L, 3600L, 11_520L, 11_520L + 4004);
  }

  /** What VUI may say: no frame rate at all, none that anybody could count in. */
  @Test
  void doesNotBelieveAFrameRateThatCannotBe() {
    for (int[] tick : new int[][] {{Integer.MAX_VALUE, 1}, {1, Integer.MAX_VALUE}, {0, 50}}) {
      DemuxRecording recording = read(sps(0, tick[0], tick[1]), PPS, idr(), picture(2, 1));
      assertThat(recording.tracks().get(0).frameRate()).isEqualTo(FIFTY);
      assertThat(times(recording)).containsExactly(0L, 1800L);
    }
  }

  @Test
  void givesALateFrameTheNextPlaceAndWaitsLongerFromThen() {
    DemuxRecording recording =
        read(
            sps(0, 0, 0),
            PPS,
            idr(),
            picture(6, 1),
            picture(2, 1),
            picture(4, 1),
            picture(12, 1),
            picture(10, 1),
            picture(14, 1));
    assertThat(times(recording).stream().sorted().distinct()).hasSize(7);
    assertThat(times(recording))
        .startsWith(0L, 1800L, 3600L, 5400L)
        .endsWith(9000L, 7200L, 10_800L);
  }

  @Test
  void handsOnPicturesWithoutParameterSets() {
    DemuxRecording recording = read(picture(0, 0), picture(2, 1), picture(4, 2));
    assertThat(times(recording)).containsExactly(0L, 1800L, 3600L);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void givesBothFieldsTheTimeOfTheirFrame() {
    DemuxRecording recording =
        DemuxRecording.of(demuxer(), TestFields.byteStream(TestFields.fields(20, 10)));
    assertThat(recording.units()).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(times(recording).get(i)).isEqualTo(3600L * (i / 2));
    }
  }

  @Test
  void goesOnAtTheNextAccessUnitBehindMissingBytes() {
    byte[] bytes = TestFields.byteStream(TestFields.fields(40, 10));
    ByteStreamDemuxer demuxer = demuxer();
    DemuxRecording recording = new DemuxRecording();
    demuxer.push(Payload.of(bytes, 0, 700), recording);
    demuxer.skip(recording);
    demuxer.push(Payload.of(bytes, 1_500, bytes.length - 1_500), recording);
    demuxer.end(recording);
    assertThat(recording.losses()).hasSize(1);
    assertThat(times(recording)).isSorted();
    List<Long> frames = times(recording).stream().distinct().toList();
    assertThat(frames).hasSizeGreaterThan(15);
    assertThat(frames.get(frames.size() - 1)).isEqualTo(3600L * (frames.size() - 1));
  }

  @Test
  void dropsAnAccessUnitThatNeverEnds() {
    ByteStreamDemuxer demuxer = demuxer();
    DemuxRecording recording = new DemuxRecording();
    demuxer.push(Payload.of(TestFields.annexB(List.of(sps(0, 0, 0), PPS, idr()))), recording);
    byte[] block = new byte[1 << 20];
    Arrays.fill(block, (byte) 0x55);
    for (int i = 0; i < 40; i++) {
      demuxer.push(Payload.of(block), recording);
    }
    demuxer.push(
        Payload.of(TestFields.annexB(List.of(sps(0, 0, 0), PPS, idr(), picture(2, 1)))), recording);
    demuxer.end(recording);
    assertThat(recording.losses()).hasSize(1);
    assertThat(recording.losses().get(0).message()).contains("more than 16777216 bytes");
    assertThat(recording.units()).hasSize(2);
  }

  @Test
  void losesTheSameHoweverALongAccessUnitIsCut() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[6 << 20];
    Arrays.fill(block, (byte) 0x55);
    for (int i = 0; i < 5; i++) {
      out.writeBytes(TestFields.annexB(List.of(sps(0, 0, 0), PPS, idr())));
      out.writeBytes(i == 2 ? new byte[0] : block);
      out.writeBytes(i == 3 ? block : new byte[0]);
      out.writeBytes(i == 3 ? block : new byte[0]);
    }
    byte[] bytes = out.toByteArray();
    DemuxRecording whole = DemuxRecording.of(demuxer(), bytes);
    assertThat(whole.losses()).hasSize(1);
    assertThat(whole.units()).hasSize(4);
    for (int piece : new int[] {100_003, 5 << 20}) {
      assertThat(DemuxRecording.cut(ByteStreamDemuxerTest::demuxer, bytes, () -> piece).events())
          .isEqualTo(whole.events());
    }
  }

  @Test
  void passesOverAMillionEmptyNalUnits() {
    byte[] bytes = new byte[3_000_000];
    for (int i = 0; i + 2 < bytes.length; i += 3) {
      bytes[i + 2] = 1;
    }
    byte[] head = TestFields.annexB(List.of(sps(0, 0, 0), PPS, idr()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head);
    out.writeBytes(bytes);
    out.writeBytes(head);
    DemuxRecording recording = DemuxRecording.of(demuxer(), out.toByteArray());
    assertThat(recording.units()).hasSize(2);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void holdsNoMoreThanItsBoundOfPicturesThatNeverComeInOrder() {
    List<Payload> nalUnits = new ArrayList<>(List.of(sps(16, 0, 0), PPS, idr()));
    for (int i = 0; i < 500; i++) {
      nalUnits.add(picture(7, i)); // one lsb for all: each waits for the others
    }
    ByteStreamDemuxer demuxer = demuxer();
    DemuxRecording recording = new DemuxRecording();
    demuxer.push(Payload.of(TestFields.annexB(nalUnits)), recording);
    assertThat(recording.units().size()).isGreaterThan(430);
    demuxer.end(recording);
    assertThat(recording.units()).hasSize(501);
    assertThat(times(recording).stream().distinct()).hasSize(501);
  }

  /** Damage of any kind throws nothing, and every access unit that is found has a time. */
  @Test
  void survivesDamageWhereverItIs() {
    byte[] good = TestFields.byteStream(TestFields.fields(60, 10));
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      byte[] bytes = good.clone();
      for (int i = 0; i < 40; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      DemuxRecording whole = DemuxRecording.of(demuxer(), bytes);
      DemuxRecording cut =
          DemuxRecording.cutAndReload(
              ByteStreamDemuxerTest::demuxer,
              ByteStreamDemuxer::loadH264,
              bytes,
              () -> 1 + random.nextInt(400));
      assertThat(cut.events()).as("seed %d", seed).isEqualTo(whole.events());
    }
  }

  @Property(tries = 300)
  void readsTheSameHoweverTheBytesAreCutAndTheStateIsSaved(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 20) Integer> parts,
      @ForAll @IntRange(min = 1, max = 300) int piece) {
    List<Payload> nalUnits = new ArrayList<>(List.of(sps(2, 0, 0), PPS));
    for (int part : parts) {
      nalUnits.add(
          part == 20
              ? idr()
              : part == 19
                  ? reset(4)
                  : part == 18 ? sps(1, 1001, 60_000) : picture(2 * part, part));
    }
    byte[] bytes = TestFields.annexB(nalUnits);
    assertThat(
            DemuxRecording.cutAndReload(
                    ByteStreamDemuxerTest::demuxer, ByteStreamDemuxer::loadH264, bytes, () -> piece)
                .events())
        .isEqualTo(DemuxRecording.of(demuxer(), bytes).events());
  }
}
