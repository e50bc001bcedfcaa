package io.millrace.demux.matroska;

import static io.millrace.demux.matroska.EbmlWriter.audio;
import static io.millrace.demux.matroska.EbmlWriter.bytes;
import static io.millrace.demux.matroska.EbmlWriter.cluster;
import static io.millrace.demux.matroska.EbmlWriter.compression;
import static io.millrace.demux.matroska.EbmlWriter.concat;
import static io.millrace.demux.matroska.EbmlWriter.element;
import static io.millrace.demux.matroska.EbmlWriter.key;
import static io.millrace.demux.matroska.EbmlWriter.live;
import static io.millrace.demux.matroska.EbmlWriter.openCluster;
import static io.millrace.demux.matroska.EbmlWriter.simpleBlock;
import static io.millrace.demux.matroska.EbmlWriter.tracks;
import static io.millrace.demux.matroska.EbmlWriter.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.demux.DemuxRecording;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Track;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small input that asks for much: memory and time follow the bytes that came. */
class MatroskaBombsTest {
  private static DemuxRecording demux(byte[]... parts) {
    return DemuxRecording.of(new MatroskaDemuxer(), concat(parts));
  }

  private static byte[] deflated(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void boundsAZlibBombInALacedBlock() throws IOException {
    byte[] frame = deflated(new byte[1 << 20]); // of the greatest size that is allowed to grow
    byte[][] laces = new byte[128][];
    Arrays.fill(laces, frame);
    byte[] laced = concat(bytes(laces.length - 1), concat(laces)); // 128 MiB
    DemuxRecording recording =
        demux(
            live(tracks(video(1, compression(0, 1, bytes())))),
            cluster(
                0, simpleBlock(1, 0, 0x84, laced), simpleBlock(1, 1, 0x80, deflated(bytes(7)))));
    assertThat(recording.units()).hasSize(1);
    assertThat(recording.losses())
        .extracting(DemuxRecording.Loss::message)
        .singleElement()
        .asString()
        .startsWith("block: more than 67108864 bytes");
  }

  @Test
  void boundsAZlibBombInCodecPrivate() throws IOException {
    byte[] bomb = deflated(new byte[40 << 20]);
    byte[] stream = live(tracks(video(1, compression(0, 2, bytes()), element(0x63a2, bomb))));
    assertThatThrownBy(() -> demux(stream))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessageStartingWith("zlib frame: more than");
  }

  /** bzip2 is 1, LZO1X is 2: RFC 9559 keeps them for history. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void unpacksNoBzip2(int algorithm) {
    DemuxRecording recording =
        demux(
            live(tracks(video(1, compression(algorithm, 1, bytes())), audio(2))),
            cluster(0, simpleBlock(1, 0, 0x80, bytes('B', 'Z', 'h', '9')), key(2, 0, 1)));
    assertThat(recording.tracks())
        .extracting(Track::use)
        .containsExactly(Track.Use.UNREADABLE, Track.Use.PROGRAMME);
    assertThat(recording.units()).extracting(AccessUnit::trackId).containsExactly(2);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void boundsAnEbmlLacingBomb() {
    // 256 frames: a size of 2^56 - 2, then differences that go as far as they can, both ways.
    byte[] sizes = new byte[256 * 8];
    Arrays.fill(sizes, (byte) 0xff);
    for (int at = 0; at < sizes.length; at += 8) {
      sizes[at] = 1;
      sizes[at + 7] = (byte) (at % 16 == 0 ? 0xfe : 0);
    }
    DemuxRecording recording =
        demux(
            live(tracks(audio(2))),
            cluster(0, simpleBlock(2, 0, 0x86, concat(bytes(255), sizes)), key(2, 1, 1)));
    assertThat(recording.units()).hasSize(1);
    assertThat(recording.losses())
        .extracting(DemuxRecording.Loss::message)
        .singleElement()
        .asString()
        .startsWith("laced block: frame 0 of");
  }

  /** Elements of known size in one another, where the demuxer reads them whole. */
  @ParameterizedTest
  @ValueSource(ints = {0xe0, 0x6d80, 0x55b0, 0x7670})
  void doesNotSinkIntoATrackEntry(int id) {
    // Each header has the id, and a size that leaves as many more as fit into it.
    int levels = 100_000;
    byte[] unit = EbmlWriter.id(id);
    byte[] nested = new byte[levels * (unit.length + 8)];
    for (int i = 0; i < levels; i++) {
      byte[] header = concat(unit, EbmlWriter.size((long) (levels - 1 - i) * (unit.length + 8)));
      System.arraycopy(header, 0, nested, i * header.length, header.length);
    }
    DemuxRecording recording = demux(live(tracks(video(1, nested)), cluster(0, key(1, 0, 1))));
    assertThat(recording.units()).hasSize(1);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void goesOnAtTheNextClusterBehindADamagedBlockHeader() {
    byte[] damaged = key(1, 1, 2, 3);
    damaged[0] = 0; // no element begins like this
    DemuxRecording recording =
        demux(
            live(tracks(video(1))),
            openCluster(0, key(1, 0, 1), damaged, key(1, 2, 4)),
            openCluster(100, key(1, 0, 5)),
            cluster(200, key(1, 0, 6)));
    assertThat(recording.losses()).hasSize(1);
    assertThat(recording.units())
        .extracting(unit -> unit.pts() / 1_000_000)
        .containsExactly(0L, 100L, 200L);
    assertThat(recording.events().get(2)).isInstanceOf(DemuxRecording.Loss.class);
  }
}
