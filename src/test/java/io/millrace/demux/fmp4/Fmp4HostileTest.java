package io.millrace.demux.fmp4;

import static io.millrace.demux.fmp4.Mp4Writer.AUDIO;
import static io.millrace.demux.fmp4.Mp4Writer.SYNC;
import static io.millrace.demux.fmp4.Mp4Writer.VIDEO;
import static io.millrace.demux.fmp4.Mp4Writer.audio;
import static io.millrace.demux.fmp4.Mp4Writer.bareTrun;
import static io.millrace.demux.fmp4.Mp4Writer.box;
import static io.millrace.demux.fmp4.Mp4Writer.bytes;
import static io.millrace.demux.fmp4.Mp4Writer.co64;
import static io.millrace.demux.fmp4.Mp4Writer.concat;
import static io.millrace.demux.fmp4.Mp4Writer.entry;
import static io.millrace.demux.fmp4.Mp4Writer.fragment;
import static io.millrace.demux.fmp4.Mp4Writer.ftyp;
import static io.millrace.demux.fmp4.Mp4Writer.header;
import static io.millrace.demux.fmp4.Mp4Writer.init;
import static io.millrace.demux.fmp4.Mp4Writer.mdat;
import static io.millrace.demux.fmp4.Mp4Writer.moof;
import static io.millrace.demux.fmp4.Mp4Writer.moov;
import static io.millrace.demux.fmp4.Mp4Writer.mvex;
import static io.millrace.demux.fmp4.Mp4Writer.opaque;
import static io.millrace.demux.fmp4.Mp4Writer.run;
import static io.millrace.demux.fmp4.Mp4Writer.stsc;
import static io.millrace.demux.fmp4.Mp4Writer.stsz;
import static io.millrace.demux.fmp4.Mp4Writer.stts;
import static io.millrace.demux.fmp4.Mp4Writer.tfdt;
import static io.millrace.demux.fmp4.Mp4Writer.tfhd;
import static io.millrace.demux.fmp4.Mp4Writer.traf;
import static io.millrace.demux.fmp4.Mp4Writer.trex;
import static io.millrace.demux.fmp4.Mp4Writer.trun;
import static io.millrace.demux.fmp4.Mp4Writer.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.Cut;
import io.millrace.demux.DemuxHandler;
import io.millrace.demux.DemuxRecording;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.Ctts;
import io.millrace.isobmff.Stsc;
import io.millrace.isobmff.Stss;
import io.millrace.isobmff.Stsz;
import io.millrace.isobmff.Tfhd;
import io.millrace.isobmff.Trun;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken and hostile input: a MediaException or a resync, whatever the cuts; nothing else. */
class Fmp4HostileTest {
  private static final long SEED = 20261128;

  /** Samples of moov, fragments of two tracks, other boxes, and an init segment again. */
  private static final byte[] STREAM = stream();

  private static byte[] stream() {
    byte[] fragments =
        concat(
            box("styp", run(0, 8)),
            fragment(VIDEO, 2_002, bytes(4, 4), bytes(5)),
            box("free", run(0, 5)),
            fragment(AUDIO, 0, bytes(9, 9, 9)),
            box("sidx", run(0, 24)),
            init(),
            fragment(VIDEO, 4_004, bytes(6), bytes(7, 7)));
    byte[] unplaced = partly(0);
    return concat(
        ftyp(), partly(ftyp().length + unplaced.length + 8), mdat(bytes(1, 2, 2, 8, 3)), fragments);
  }

  private static byte[] partly(long at) {
    return moov(
        video(
            stts(3, 1_001),
            new Ctts(0, List.of(new Ctts.Run(3, 7))),
            new Stss(List.of(1L)),
            new Stsc(List.of(new Stsc.Run(1, 2, 1), new Stsc.Run(2, 1, 1))),
            stsz(1L, 2L, 1L),
            co64(at, at + 4)),
        audio(stts(1, 1_024), stsc(1), stsz(1L), co64(at + 3)),
        mvex(trex(VIDEO), trex(AUDIO)));
  }

  private static void checkEveryCut(byte[] bytes, Random random) {
    Cut.checkDamaged(Fmp4Demuxer::new, null, bytes, random); // each load reads moov again
  }

  /** Counts and keeps nothing: for inputs of many samples. */
  private static final class Counter implements DemuxHandler {
    private long units;
    private long losses;

    @Override
    public void onTracks(List<Track> tracks) {}

    @Override
    public void onAccessUnit(AccessUnit unit) {
      units++;
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      losses++;
    }
  }

  /** The demuxer's account of {@code bytes}, which it must give soon. */
  private static Counter count(byte[]... parts) {
    Counter counter = new Counter();
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          Fmp4Demuxer demuxer = new Fmp4Demuxer();
          try {
            demuxer.push(Payload.of(concat(parts)), counter);
            demuxer.end(counter);
          } catch (MediaException e) {
            counter.losses++;
          }
        });
    return counter;
  }

  @Test
  void theStreamIsSound() {
    DemuxRecording recording = DemuxRecording.of(new Fmp4Demuxer(), STREAM);
    assertThat(recording.losses()).isEmpty();
    assertThat(recording.units()).hasSize(9);
  }

  @Test
  void survivesTheEndAtEveryByte() {
    for (int length = 0; length < STREAM.length; length++) {
      byte[] cut = Arrays.copyOf(STREAM, length);
      checkEveryCut(cut, new Random(length));
      assertThat(count(cut).units).isLessThan(9);
    }
  }

  @Test
  void survivesEveryFlippedBit() {
    Random random = new Random(SEED);
    for (int bit = 0; bit < STREAM.length * 8; bit++) {
      byte[] damaged = STREAM.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      checkEveryCut(damaged, random);
    }
  }

  @Test
  void survivesManyDamages() {
    Random random = new Random(SEED + 1);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = STREAM.clone();
      for (int n = 1 + random.nextInt(8); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      checkEveryCut(damaged, random);
    }
  }

  @Test
  void survivesExtremeNumbersAtEveryPlace() {
    Random random = new Random(SEED + 2);
    int[] extremes = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 7, 1 << 24};
    for (int at = 0; at + 8 <= STREAM.length; at++) {
      for (int extreme : extremes) {
        byte[] damaged = STREAM.clone();
        ByteBuffer.wrap(damaged).putInt(at, extreme);
        if (random.nextInt(4) == 0) {
          ByteBuffer.wrap(damaged).putInt(at + 4, extreme);
        }
        checkEveryCut(damaged, random);
      }
    }
  }

  @Test
  void survivesRandomBytesBehindTheTracks() {
    Random random = new Random(SEED + 3);
    byte[] tail = fragment(VIDEO, 5, bytes(1));
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      checkEveryCut(concat(init(), noise, tail), random);
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 7, 8, 1L << 31, 0xffff_ffffL, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void believesNoSize(long size) {
    for (String type : List.of("moov", "moof", "mdat", "free", "ftyp", "sidx", "trak", "uuid")) {
      byte[] huge = concat(header(type, size), new byte[50]);
      checkEveryCut(huge, new Random(size));
      checkEveryCut(concat(ftyp(), huge), new Random(size));
      checkEveryCut(concat(init(), huge, fragment(VIDEO, 0, bytes(1))), new Random(size));
      byte[] inside = box("moof", box("mfhd", run(0, 8)), huge);
      checkEveryCut(concat(init(), inside, fragment(VIDEO, 0, bytes(1))), new Random(size));
    }
  }

  @Test
  void doesNotSinkIntoNestedBoxes() {
    for (String type : List.of("moov", "trak", "moof", "traf", "edts", "wave", "sinf")) {
      ByteBuffer nested = ByteBuffer.allocate(800_000);
      for (int size = 800_000; size > 0; size -= 8) {
        nested.put(header(type, size));
      }
      assertThat(count(init(), nested.array()).units).isZero();
      assertThat(count(ftyp(), box("moov", nested.array())).units).isZero();
      assertThat(count(init(), box("moof", nested.array())).units).isZero();
    }
  }

  @Test
  void takesNoMemoryForSamplesThatCostNoBytes() {
    Stsz endless = new Stsz(1, 0xffff_ffffL, List.of());
    byte[] moov =
        moov(video(stts(0xffff_ffffL, 0xffff_ffffL), stsc(0xffff_ffffL), endless, co64(0L)));
    assertThat(count(ftyp(), moov, mdat(run(1, 100))).units).isZero(); // all are behind
    byte[] ahead =
        moov(
            video(
                stts(0xffff_ffffL, 1),
                stsc(0xffff_ffffL),
                endless,
                co64((long) ftyp().length + moov.length + 8)));
    assertThat(count(ftyp(), ahead, mdat(run(1, 100))).units).isEqualTo(100);
  }

  @Test
  void boundsTheSamplesOfARun() {
    for (long count : new long[] {1 << 20, (1 << 20) + 1, 1L << 31, 0xffff_ffffL}) {
      for (long size : new long[] {0, 1, 0xffff_ffffL}) {
        byte[] moof =
            moof(traf(tfhd(VIDEO, 0xffff_ffffL, size, SYNC), tfdt(0), bareTrun(count, 0)));
        byte[] stream =
            concat(init(), moof, moof, mdat(run(1, 1000)), fragment(VIDEO, 0, bytes(1)));
        assertThat(count(stream).units).isLessThan(1200);
      }
    }
  }

  @Test
  void manyEndlessRunsCostNoTime() {
    Box[] runs = new Box[20_000];
    Arrays.fill(runs, bareTrun(1 << 20, 1_000_000));
    runs[0] = tfhd(VIDEO, 1, 0xffff_ffffL, SYNC);
    byte[] moof = moof(traf(runs));
    Counter counter = count(init(), moof, mdat(run(1, 2_000_000)), fragment(VIDEO, 0, bytes(1)));
    assertThat(counter.units).isEqualTo(1);
    assertThat(counter.losses).isBetween(1L, 3L);
  }

  @Test
  void manyMoofsWithoutDataCostNeitherTimeNorMemory() {
    byte[] far = moof(traf(tfhd(VIDEO), tfdt(0), trun(Integer.MAX_VALUE, entry(1, SYNC))));
    byte[][] many = new byte[200_000][];
    Arrays.fill(many, far);
    Counter counter = count(init(), concat(many), fragment(VIDEO, 0, bytes(1)));
    assertThat(counter.losses).isPositive();
  }

  @Test
  void offsetsAndTimesOutOfRangeAreALoss() {
    byte[] last = fragment(VIDEO, 0, bytes(1));
    for (int offset : new int[] {Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE}) {
      byte[] moof = moof(traf(tfhd(VIDEO), tfdt(0), trun(offset, entry(1, SYNC))));
      assertThat(count(init(), moof, mdat(bytes(1)), last).losses).isPositive();
    }
    for (long base : new long[] {0, Long.MAX_VALUE / 2, Long.MAX_VALUE}) {
      Tfhd tfhd = new Tfhd(Tfhd.BASE_DATA_OFFSET, VIDEO, base, 0, 0, 0, 0);
      byte[] moof = moof(traf(tfhd, tfdt(0), trun(Integer.MAX_VALUE, entry(1, SYNC))));
      assertThat(count(init(), moof, mdat(bytes(1)), last).losses).isPositive();
    }
    for (long time : new long[] {1L << 48, Long.MAX_VALUE}) {
      byte[] moof = moof(traf(tfhd(VIDEO), tfdt(time), trun(100, entry(1, SYNC))));
      Counter counter = count(init(), moof, mdat(bytes(1)), last);
      assertThat(counter.losses).isEqualTo(1);
      assertThat(counter.units).isEqualTo(1);
    }
  }

  @Test
  void sampleTablesThatContradictEachOtherCostNoTime() {
    long at = 2_000;
    List<Box[]> tables =
        List.of(
            new Box[] {stts(0, 0), stsc(0), stsz(1L), co64(at)},
            new Box[] {stsc(1), stsz(1L, 1L), co64(at)},
            new Box[] {stts(1, 1), stsc(0xffff_ffffL), stsz(1L), co64(at, at, at)},
            new Box[] {stts(9, 1), stsc(1), stsz(1L), co64(Long.MAX_VALUE, at)},
            new Box[] {
              stts(9, 1),
              new Stsc(List.of(new Stsc.Run(0xffff_ffffL, 1, 1), new Stsc.Run(0, 7, 1))),
              stsz(1L, 1L),
              co64(at, at)
            });
    for (Box[] stbl : tables) {
      checkEveryCut(concat(ftyp(), moov(video(stbl)), mdat(run(1, 3_000))), new Random(at));
    }
    Long[] chunks = new Long[1_000_000];
    Arrays.fill(chunks, 0L);
    byte[] moov =
        moov(video(stts(9, 1), stsc(0), new Stsz(1, 0xffff_ffffL, List.of()), co64(chunks)));
    assertThat(count(ftyp(), moov, mdat(run(1, 100))).units).isZero();
  }

  @Test
  void countsThatTheirBoxesCannotHoldAreMalformed() {
    for (String type : List.of("stts", "ctts", "stsc", "stsz", "stz2", "stco", "co64", "stss")) {
      Box broken = opaque(type, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 8);
      Box short4 = opaque(type, 0, 0, 0, 0);
      checkEveryCut(concat(ftyp(), moov(video(broken)), mdat(run(1, 20))), new Random(1));
      checkEveryCut(concat(ftyp(), moov(video(short4)), mdat(run(1, 20))), new Random(1));
    }
    Trun.Entry[] many = new Trun.Entry[3];
    Arrays.fill(many, entry(1, SYNC));
    byte[] run = box(trun(100, many));
    ByteBuffer.wrap(run).putInt(12, 4); // one more than there are
    byte[] moof = box("moof", box("traf", box(tfhd(VIDEO)), run));
    assertThat(count(init(), moof, fragment(VIDEO, 0, bytes(1))).losses).isEqualTo(1);
  }

  @Test
  void keepsNothingOfWhatItPassesOver() {
    Counter counter = new Counter();
    Fmp4Demuxer demuxer = new Fmp4Demuxer();
    demuxer.push(Payload.of(concat(init(), header("mdat", (3L << 30) + 8))), counter);
    Payload zeros = Payload.of(new byte[1 << 20]);
    for (int i = 0; i < 3 << 10; i++) {
      demuxer.push(zeros, counter);
    }
    demuxer.push(Payload.of(fragment(VIDEO, 0, bytes(1))), counter);
    assertThat(counter.units).isEqualTo(1);
    assertThat(counter.losses).isZero();
  }
}
