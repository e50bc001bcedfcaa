package io.millrace.demux.raw;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bits.BitWriter;
import io.millrace.demux.DemuxRecording;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedAudioDemuxerTest {
  private static final int MP3_FRAME_BYTES = 417;

  /** 44.1 kHz, 128 kbit/s, stereo; what is behind the header says which one it is. */
  private static byte[] mp3(int number) {
    byte[] frame = new byte[MP3_FRAME_BYTES];
    Arrays.fill(frame, (byte) number);
    frame[0] = (byte) 0xff;
    frame[1] = (byte) 0xfb;
    frame[2] = (byte) 0x90;
    frame[3] = 0;
    return frame;
  }

  private static byte[] mp3WithWord(String word) {
    byte[] frame = mp3(0);
    System.arraycopy(word.getBytes(ISO_8859_1), 0, frame, 36, 4);
    return frame;
  }

  /** AAC LC, stereo, of {@code bytes} without the header. */
  private static byte[] adts(int samplingFrequencyIndex, int bytes) {
    byte[] frame = new byte[7 + bytes];
    Arrays.fill(frame, (byte) bytes);
    frame[0] = (byte) 0xff;
    frame[1] = (byte) 0xf1;
    frame[2] = (byte) (0x40 | samplingFrequencyIndex << 2);
    frame[3] = (byte) (0x80 | frame.length >> 11);
    frame[4] = (byte) (frame.length >> 3);
    frame[5] = (byte) (frame.length << 5 | 0x1f);
    frame[6] = (byte) 0xfc;
    return frame;
  }

  /** AAC LC with channel_configuration 0, of which {@code data} may begin with the layout. */
  private static byte[] adtsWithoutLayout(byte[] data) {
    byte[] frame = adts(3, data.length);
    frame[3] &= 0x3f;
    System.arraycopy(data, 0, frame, 7, data.length);
    return frame;
  }

  /** A raw_data_block that begins with a program_config_element of three single channels. */
  private static byte[] threeChannels() {
    BitWriter out = new BitWriter();
    out.bits(3, 5).bits(4, 0).bits(2, 1).bits(4, 3); // PCE, its tag, LC, 48 kHz
    out.bits(4, 3).bits(4, 0).bits(4, 0).bits(2, 0).bits(3, 0).bits(4, 0).bits(3, 0);
    out.bits(5, 0).bits(5, 1).bits(5, 2).align(); // front
    out.bits(8, 0).bits(32, 0);
    return out.align().payload().toByteArray();
  }

  private static byte[] id3(int size) {
    byte[] tag = new byte[10 + size];
    Arrays.fill(tag, (byte) 0xff);
    System.arraycopy("ID3\4\0\0".getBytes(ISO_8859_1), 0, tag, 0, 6);
    for (int i = 0; i < 4; i++) {
      tag[9 - i] = (byte) (size >> 7 * i & 0x7f);
    }
    return tag;
  }

  private static byte[] ape(int itemBytes) {
    byte[] tag = new byte[32 + itemBytes + 32];
    for (int at : new int[] {0, 32 + itemBytes}) {
      System.arraycopy("APETAGEX".getBytes(ISO_8859_1), 0, tag, at, 8);
      tag[at + 12] = (byte) (itemBytes + 32);
      tag[at + 23] = (byte) (at == 0 ? 0xa0 : 0x80);
    }
    return tag;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] mp3s(int count) {
    byte[][] frames = new byte[count][];
    Arrays.setAll(frames, i -> mp3(i + 1));
    return join(frames);
  }

  private static DemuxRecording read(byte[]... parts) {
    return DemuxRecording.of(new PackedAudioDemuxer(), join(parts));
  }

  private static List<Long> times(DemuxRecording recording) {
    return recording.units().stream().map(AccessUnit::pts).toList();
  }

  @Test
  void remembersALayoutThatOnlyTheFirstFrameHas() {
    byte[] bare = adtsWithoutLayout(new byte[9]);
    byte[] few = join(bare, bare, bare, bare);
    byte[] bytes = join(adtsWithoutLayout(threeChannels()), few, few, few);
    DemuxRecording whole = DemuxRecording.of(new PackedAudioDemuxer(), bytes);
    assertThat(whole.losses()).isEmpty();
    assertThat(whole.units()).hasSize(13);
    assertThat(whole.tracks().get(0).channels()).isEqualTo(3);
    DemuxRecording reloaded =
        DemuxRecording.cutAndReload(
            PackedAudioDemuxer::new, PackedAudioDemuxer::load, bytes, () -> 5);
    assertThat(reloaded.events()).isEqualTo(whole.events());
  }

  @Test
  void countsSamplesFromTheFirstFrame() {
    DemuxRecording recording = read(mp3s(6));
    Track track = recording.tracks().get(0);
    assertThat(track.codec()).isEqualTo(Codec.MPEG_AUDIO);
    assertThat(track.timescale().ticksPerSecond()).isEqualTo(44_100);
    assertThat(track.channels()).isEqualTo(2);
    assertThat(times(recording)).containsExactly(0L, 1152L, 2304L, 3456L, 4608L, 5760L);
    assertThat(recording.units().get(5).byteOffset()).isEqualTo(5 * MP3_FRAME_BYTES);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void passesOverTagsInFrontBetweenAndBehind() {
    byte[] v1 = new byte[128];
    System.arraycopy("TAG".getBytes(ISO_8859_1), 0, v1, 0, 3);
    DemuxRecording recording = read(id3(300), id3(7), mp3s(6), id3(50), mp3(7), ape(60), v1);
    assertThat(recording.units()).hasSize(7);
    assertThat(recording.units().get(6).pts()).isEqualTo(6 * 1152);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void passesOverATagOfAnySizeWithoutKeepingIt() {
    byte[] tag = id3(0);
    tag[6] = 0x7f; // 255 MiB
    PackedAudioDemuxer demuxer = new PackedAudioDemuxer();
    DemuxRecording recording = new DemuxRecording();
    demuxer.push(Payload.of(tag), recording);
    byte[] block = new byte[1 << 20];
    for (long left = 0x7fL << 21; left > 0; left -= block.length) {
      demuxer.push(Payload.of(block, 0, (int) Math.min(left, block.length)), recording);
    }
    demuxer.push(Payload.of(mp3s(6)), recording);
    demuxer.end(recording);
    assertThat(recording.units()).hasSize(6);
    assertThat(recording.units().get(0).byteOffset()).isEqualTo(10 + (0x7f << 21));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Xing", "Info", "VBRI"})
  void leavesOutTheInfoFrameInFront(String word) {
    DemuxRecording recording = read(id3(20), mp3WithWord(word), mp3s(6));
    assertThat(recording.units()).hasSize(6);
    assertThat(recording.units().get(0).pts()).isZero();
    assertThat(read(mp3s(6), mp3WithWord(word), mp3s(6)).units()).hasSize(13);
    assertThat(read(mp3s(6), id3(9), mp3WithWord(word), mp3s(6)).units()).hasSize(12);
  }

  @Test
  void findsTheFirstFrameBehindJunkFullOfSyncWords() {
    byte[] junk = new byte[50_000];
    new Random(1).nextBytes(junk);
    for (int i = 0; i < 5_000; i++) {
      System.arraycopy(mp3(0), 0, junk, i * 10, 4);
    }
    DemuxRecording recording = read(junk, adts(4, 100), adts(4, 90), adts(4, 80), adts(4, 9));
    assertThat(recording.tracks().get(0).codec()).isEqualTo(Codec.AAC);
    assertThat(recording.units()).hasSize(4);
    assertThat(recording.units().get(0).byteOffset()).isEqualTo(junk.length);
  }

  @Test
  void reportsDamageOnceAndGoesOnAtTheNextTwoFrames() {
    byte[] junk = new byte[1_000];
    System.arraycopy(mp3(0), 0, junk, 500, 4); // leads nowhere
    DemuxRecording recording = read(mp3s(6), junk, mp3s(3));
    assertThat(recording.units()).hasSize(9);
    assertThat(times(recording)).endsWith(6 * 1152L, 7 * 1152L, 8 * 1152L);
    assertThat(recording.losses()).hasSize(1);
    assertThat(recording.losses().get(0).byteOffset()).isEqualTo(6 * MP3_FRAME_BYTES);
    assertThat(recording.losses().get(0).message()).contains("no sync word, but 0x00");
  }

  @Test
  void goesOnBehindMissingBytes() {
    PackedAudioDemuxer demuxer = new PackedAudioDemuxer();
    DemuxRecording recording = new DemuxRecording();
    byte[] frames = mp3s(12);
    demuxer.push(Payload.of(frames, 0, 2_500), recording);
    demuxer.skip(recording);
    demuxer.push(Payload.of(frames, 3_000, frames.length - 3_000), recording);
    demuxer.end(recording);
    assertThat(recording.losses()).hasSize(1);
    assertThat(recording.units()).hasSize(5 + 4);
    assertThat(recording.units().get(5).pts()).isEqualTo(5 * 1152);
  }

  @Test
  void takesAnotherSamplingFrequencyAsAnotherConfiguration() {
    DemuxRecording recording =
        read(adts(3, 50), adts(3, 51), adts(3, 52), adts(3, 53), adts(3, 54), adts(4, 55));
    assertThat(recording.events().stream().filter(List.class::isInstance)).hasSize(2);
    assertThat(recording.tracks().get(0).timescale().ticksPerSecond()).isEqualTo(44_100);
    AccessUnit last = recording.units().get(5);
    assertThat(last.pts()).isEqualTo(5L * 1024 * 441 / 480);
  }

  @Test
  void throwsAwayAFrameThatIsCutOffAtTheEnd() {
    byte[] frames = mp3s(6);
    DemuxRecording recording =
        DemuxRecording.of(new PackedAudioDemuxer(), Arrays.copyOf(frames, frames.length - 1));
    assertThat(recording.units()).hasSize(5);
    assertThat(recording.losses()).isEmpty();
  }

  @Test
  void takesASingleFrameThatIsAllThereIs() {
    assertThat(read(adts(3, 50)).units()).hasSize(1);
    assertThat(read(id3(5), adts(3, 50), adts(3, 51)).units()).hasSize(2);
  }

  @Test
  void refusesWhatShowsNoFrames() {
    byte[] junk = new byte[100_000];
    new Random(2).nextBytes(junk);
    assertThatThrownBy(() -> read(id3(5), junk))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessageContaining("no frames of AAC");
    DemuxRecording ogg = read(id3(5), "OggS and more".getBytes(ISO_8859_1));
    assertThat(ogg.losses().get(0).message()).contains("no frames of AAC");
  }

  @Test
  void refusesFramesWithSeveralBlocksOnceAndGoesOn() {
    byte[] several = adts(3, 60);
    several[6] |= 1;
    DemuxRecording recording =
        read(adts(3, 50), adts(3, 51), several, several, adts(3, 52), adts(3, 53));
    assertThat(recording.losses()).hasSize(1);
    assertThat(recording.losses().get(0).message()).contains("raw_data_blocks");
    assertThat(recording.units()).hasSize(4);
  }

  /** Frames that say they are empty, sync words alone, tags that never end: no hang, no throw. */
  @Test
  void survivesFramesOfNoLength() {
    byte[] empty = new byte[200_000];
    for (int i = 0; i + 7 < empty.length; i += 7) {
      System.arraycopy(new byte[] {-1, -15, 0x50, -128, 0, -1, -4}, 0, empty, i, 7);
    }
    DemuxRecording recording = read(mp3s(6), empty, mp3s(3));
    assertThat(recording.units()).hasSize(9);
    assertThat(recording.losses()).hasSize(1);
  }

  @Property
  void readsTheSameHoweverTheBytesAreCutAndTheStateIsSaved(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 6) Integer> parts,
      @ForAll @IntRange(min = 1, max = 700) int piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int part : parts) {
      out.writeBytes(
          switch (part) {
            case 0 -> id3(33);
            case 1 -> new byte[] {5, 6, -1, -5, -112, 0, 7};
            case 2 -> ape(40);
            case 3 -> mp3WithWord("Xing");
            default -> mp3s(part);
          });
    }
    out.writeBytes(mp3s(5));
    byte[] bytes = out.toByteArray();
    DemuxRecording whole = DemuxRecording.of(new PackedAudioDemuxer(), bytes);
    DemuxRecording cut =
        DemuxRecording.cutAndReload(
            PackedAudioDemuxer::new, PackedAudioDemuxer::load, bytes, () -> piece);
    assertThat(cut.events()).isEqualTo(whole.events());
  }
}
