package io.millrace.demux.matroska;

import static io.millrace.demux.matroska.EbmlWriter.audio;
import static io.millrace.demux.matroska.EbmlWriter.blockGroup;
import static io.millrace.demux.matroska.EbmlWriter.bytes;
import static io.millrace.demux.matroska.EbmlWriter.cluster;
import static io.millrace.demux.matroska.EbmlWriter.concat;
import static io.millrace.demux.matroska.EbmlWriter.delta;
import static io.millrace.demux.matroska.EbmlWriter.element;
import static io.millrace.demux.matroska.EbmlWriter.id;
import static io.millrace.demux.matroska.EbmlWriter.key;
import static io.millrace.demux.matroska.EbmlWriter.live;
import static io.millrace.demux.matroska.EbmlWriter.openCluster;
import static io.millrace.demux.matroska.EbmlWriter.simpleBlock;
import static io.millrace.demux.matroska.EbmlWriter.size;
import static io.millrace.demux.matroska.EbmlWriter.tracks;
import static io.millrace.demux.matroska.EbmlWriter.unknownSize;
import static io.millrace.demux.matroska.EbmlWriter.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.Cut;
import io.millrace.demux.DemuxRecording;
import io.millrace.media.Payload;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken and hostile input: a MediaException or a resync, whatever the cuts; nothing else. */
class MatroskaHostileTest {
  private static final long SEED = 20261122;

  private static final byte[] STREAM =
      concat(
          live(tracks(video(1), audio(2, EbmlWriter.compression(3, 1, bytes(0x0b, 0x77))))),
          cluster(0, key(1, 0, 1, 2, 3), delta(1, 40, 4), key(2, 0, 5, 6)),
          element(EbmlWriter.CUES, new byte[40]),
          openCluster(
              80,
              simpleBlock(2, 0, 0x86, bytes(2, 0x83, 0x80 | 61, 1, 2, 3, 4, 5, 6)),
              simpleBlock(2, 9, 0x82, bytes(1, 2, 1, 2, 3, 4, 5, 6)),
              blockGroup(
                  element(EbmlWriter.BLOCK, EbmlWriter.block(1, 0, 0, bytes(9, 9, 9))),
                  EbmlWriter.uint(EbmlWriter.BLOCK_DURATION, 40))),
          openCluster(160, key(1, 0, 7), key(2, 3, 8)));

  private static void checkEveryCut(byte[] bytes, Random random) {
    Cut.checkDamaged(MatroskaDemuxer::new, MatroskaDemuxer::load, bytes, random);
  }

  @Test
  void survivesTheEndAtEveryByte() {
    int complete = outcomeUnits(STREAM);
    for (int length = 0; length < STREAM.length; length++) {
      byte[] cut = Arrays.copyOf(STREAM, length);
      checkEveryCut(cut, new Random(length));
      assertThat(outcomeUnits(cut)).isLessThan(complete);
    }
  }

  private static int outcomeUnits(byte[] bytes) {
    DemuxRecording recording = new DemuxRecording();
    new MatroskaDemuxer().push(Payload.of(bytes), recording);
    return recording.units().size();
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
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = STREAM.clone();
      for (int n = 1 + random.nextInt(8); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      checkEveryCut(damaged, random);
    }
  }

  @Test
  void survivesRandomBytesBehindTheTracks() {
    Random random = new Random(SEED + 2);
    byte[] head = live(tracks(video(1)));
    byte[] tail = cluster(5, key(1, 0, 1));
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      checkEveryCut(concat(head, noise, tail), random);
    }
  }

  @Test
  void refusesRandomBytes() {
    Random random = new Random(SEED + 3);
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[1 + random.nextInt(100)];
      random.nextBytes(noise);
      checkEveryCut(noise, random);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1L << 31, 1L << 32, (1L << 55) + 1, (1L << 56) - 3, (1L << 56) - 2})
  void believesNoSize(long size) {
    int[] ids = {
      MatroskaSchema.EBML,
      MatroskaSchema.SEGMENT,
      MatroskaSchema.TRACKS,
      MatroskaSchema.INFO,
      MatroskaSchema.CLUSTER,
      EbmlWriter.CUES,
      EbmlWriter.VOID,
      MatroskaSchema.SIMPLE_BLOCK,
      MatroskaSchema.BLOCK_GROUP,
      MatroskaSchema.TIMESTAMP,
      0x4444,
      0x81
    };
    for (int id : ids) {
      byte[] huge = concat(id(id), size(size), new byte[50]);
      checkEveryCut(huge, new Random(id));
      checkEveryCut(concat(live(), huge), new Random(id));
      checkEveryCut(concat(live(tracks(video(1))), huge), new Random(id));
      checkEveryCut(concat(live(tracks(video(1))), openCluster(0), huge), new Random(id));
    }
  }

  @Test
  void doesNotSinkIntoNestedElements() {
    byte[][] nested = new byte[100_000][];
    for (int id : new int[] {MatroskaSchema.SEGMENT, MatroskaSchema.CLUSTER, EbmlWriter.VOID}) {
      Arrays.fill(nested, unknownSize(id));
      checkEveryCut(concat(live(tracks(video(1))), concat(nested)), new Random(id));
    }
  }

  @Test
  void boundsTheLacesOfABlock() {
    for (int flags : new int[] {0x82, 0x84, 0x86}) {
      byte[] bomb = new byte[1024];
      Arrays.fill(bomb, (byte) 0xff);
      byte[] empty = new byte[1];
      empty[0] = (byte) 0xff;
      byte[] stream =
          concat(
              live(tracks(audio(2))),
              cluster(0, simpleBlock(2, 0, flags, bomb), simpleBlock(2, 1, flags, empty)));
      checkEveryCut(stream, new Random(flags));
    }
  }

  @Test
  void addsUpNoXiphLaceBeyondItsBlock() {
    byte[] bomb = new byte[10 << 20];
    Arrays.fill(bomb, (byte) 0xff);
    bomb[0] = 1; // two frames, the first of which has 9 million times 255 bytes
    bomb[9 << 20] = 0;
    DemuxRecording recording = new DemuxRecording();
    byte[] stream = concat(live(tracks(audio(2))), cluster(0, simpleBlock(2, 0, 0x82, bomb)));
    new MatroskaDemuxer().push(Payload.of(stream), recording);
    assertThat(recording.units()).isEmpty();
    assertThat(recording.losses()).hasSize(1);
    assertThat(recording.losses().get(0).message()).startsWith("laced block: frame 0 of");
  }

  @Test
  void keepsNothingOfWhatItSkips() {
    DemuxRecording recording = new DemuxRecording();
    MatroskaDemuxer demuxer = new MatroskaDemuxer();
    byte[] attachments = concat(id(EbmlWriter.ATTACHMENTS), size(3L << 30));
    demuxer.push(Payload.of(concat(live(tracks(video(1))), attachments)), recording);
    Payload zeros = Payload.of(new byte[1 << 20]);
    for (int i = 0; i < 3 << 10; i++) {
      demuxer.push(zeros, recording);
    }
    demuxer.push(Payload.of(cluster(1, key(1, 0, 1))), recording);
    assertThat(recording.units()).hasSize(1);
    assertThat(recording.losses()).isEmpty();
  }
}
