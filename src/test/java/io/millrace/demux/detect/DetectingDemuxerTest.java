package io.millrace.demux.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.DemuxRecording;
import io.millrace.media.AccessUnit;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectingDemuxerTest {
  private static final Path MEDIA = Path.of("../shared/media");

  private final Recorder recorder = new Recorder();
  private DetectingDemuxer demuxer = new DetectingDemuxer();

  private static final class Recorder implements DemuxHandler {
    final List<String> lines = new ArrayList<>();

    @Override
    public void onTracks(List<Track> tracks) {
      tracks.forEach(track -> lines.add("track %d %s".formatted(track.id(), track.codec())));
    }

    @Override
    public void onAccessUnit(AccessUnit unit) {
      lines.add("unit %d %d %s".formatted(unit.trackId(), unit.pts(), unit.data()));
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      lines.add("loss %d %s".formatted(trackId, reason.getMessage()));
    }
  }

  private static byte[] transportStream(int leading, int packets, int stride) {
    byte[] bytes = new byte[leading + packets * stride];
    for (int i = 0; i < packets; i++) {
      bytes[leading + i * stride] = 0x47;
      bytes[leading + i * stride + 1] = 0x1f; // null packets
      bytes[leading + i * stride + 2] = (byte) 0xff;
      bytes[leading + i * stride + 3] = 0x10;
    }
    return bytes;
  }

  private void push(byte[] bytes) {
    demuxer.push(Payload.of(bytes), recorder);
  }

  @Test
  void knowsMatroskaByItsFirstFourBytes() {
    push(HexFormat.of().parseHex("1a45dfa3a3428681014282846d6174726f"));
    assertThat(demuxer.container()).contains(Container.MATROSKA);
  }

  @Test
  void knowsFlvByItsFirstFourBytes() {
    push(HexFormat.of().parseHex("464c56010500000009000000"));
    assertThat(demuxer.container()).contains(Container.FLV);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftyp", "styp", "moof", "sidx", "emsg", "prft", "free", "skip", "wide", "mdat"})
  void knowsMp4ByTheTypeOfItsFirstBox(String type) {
    push(("\0\0\0\b" + type + "isom").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(demuxer.container()).contains(Container.MP4);
  }

  @ParameterizedTest
  @ValueSource(ints = {188, 192, 204})
  void knowsTransportPacketsAtEachDistanceBehindAnyJunk(int stride) {
    for (int leading : new int[] {0, 1, 187, 5_000, 60_000}) {
      demuxer = new DetectingDemuxer();
      byte[] junk = new byte[leading];
      new Random(leading).nextBytes(junk);
      byte[] bytes = transportStream(leading, 10, stride);
      System.arraycopy(junk, 0, bytes, 0, leading);
      push(bytes);
      assertThat(demuxer.container()).contains(Container.MPEG_TS);
    }
  }

  @Test
  void waitsForEnoughBytesHoweverTheyAreCut() {
    byte[] bytes = transportStream(3_000, 8, 188);
    for (int i = 0; i < 3_000 + 816; i++) {
      push(new byte[] {bytes[i]});
      assertThat(demuxer.container()).isEmpty();
    }
    push(new byte[] {bytes[3_816]});
    assertThat(demuxer.container()).contains(Container.MPEG_TS);
  }

  @Test
  void takesAShortTransportStreamAtTheEnd() {
    push(transportStream(7, 2, 188));
    demuxer.end(recorder);
    assertThat(demuxer.container()).contains(Container.MPEG_TS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4f676753 00020000 00000000 00000000", // Ogg
        "52494646 24000000 41564920 4c495354", // AVI
        "52494646 24000000 57415645 666d7420", // WAV
        "444b4946 00002000 56503930 4001b400", // IVF
        "2321414d 522d5742 0a440000 00000000", // AMR
        "464f524d 00000024 41494646 434f4d4d", // AIFF
        "63616666 00010000 64657363 00000000", // CAF
        "664c6143 00000022 10001000 00000000", // FLAC
        "3026b275 8e66cf11 a6d900aa 0062ce6c", // ASF
      })
  void leavesToFFmpegWhatIsEvidentlyOneOfItsFormats(String digits) {
    push(HexFormat.of().parseHex(digits.replace(" ", "")));
    assertThat(demuxer.container()).contains(Container.LIBAV);
  }

  @ParameterizedTest
  @ValueSource(strings = {"000001ba 44000400", "000001b3 14010e13", "000001b0 01000001"})
  void leavesToFFmpegWhatIsLikelyToBeMpegAndNoTransportStream(String digits) {
    push(HexFormat.of().parseHex(digits.replace(" ", "")));
    demuxer.end(recorder);
    assertThat(demuxer.container()).contains(Container.LIBAV);
  }

  @Test
  void asksFFmpegAboutWhatNobodyKnows() {
    byte[] head = "NSVf".getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Arrays.copyOf(head, ContainerDetector.MAX_BYTES);
    push(bytes);
    assertThat(demuxer.container()).contains(Container.LIBAV);
  }

  @ParameterizedTest
  @CsvSource({
    "89504e47 0d0a1a0a 0000000d 49484452, PNG",
    "23455854 4d33550a 23455854 2d582d56, playlist",
  })
  void refusesWhatIsEvidentlySomethingElseByName(String digits, String name) {
    byte[] bytes = HexFormat.of().parseHex(digits.replace(" ", ""));
    assertThatThrownBy(() -> push(bytes))
        .isInstanceOf(MediaException.Unsupported.class)
        .hasMessageContaining(name)
        .hasMessageContaining("only these are read: Matroska, MPEG-TS");
    assertThatThrownBy(() -> push(transportStream(0, 10, 188))).hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({
    "00000001 67640028, H.264",
    "fff15080 02dffc21, ADTS",
    "fffb9064 00000000, MP3",
    "ffd8ffe0 00104a46, JPEG",
    "3c21444f 43545950, HTML",
    "68656c6c 6f0a0a0a, text",
    "01020304 05060708, an unknown format",
  })
  void namesWhatIsLeftWhenNoPacketsAreFound(String digits, String name) {
    byte[] bytes = HexFormat.of().parseHex(digits.replace(" ", ""));
    push(bytes);
    demuxer.end(recorder);
    assertThat(recorder.lines).hasSize(1);
    assertThat(recorder.lines.get(0)).startsWith("loss -1 Cannot read input").contains(name);
  }

  @Test
  void refusesAfterSixtyFourKibibytesAndHoldsNoMore() {
    byte[] text = "so it goes on\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
    push(Arrays.copyOf(text, ContainerDetector.MAX_BYTES - 1));
    assertThatThrownBy(() -> push(text)).hasMessageContaining("it is text");
    assertThatThrownBy(() -> push(text)).hasMessageContaining("it is text");
  }

  @ParameterizedTest
  @CsvSource({
    "golden/ts/sample.adts, PACKED_AUDIO",
    "golden/ts/sample.ac3, PACKED_AUDIO",
    "shaka-project+shaka-player/test/test/assets/hls-raw-ec3/fileSequence0.ec3, PACKED_AUDIO",
    "shaka-project+shaka-player/test/test/assets/hls-raw-mp3/media_w905519204_0.mp3, PACKED_AUDIO",
    "cisco+openh264/res/SVA_FM1_E.264, H264",
    "cisco+openh264/res/VID_1280x720_cabac_temporal_direct.264, H264",
  })
  void knowsStreamsWithoutAContainerBySomeUnitsInARow(String file, Container expected)
      throws IOException {
    byte[] bytes = read(file);
    push(bytes);
    demuxer.end(recorder);
    assertThat(demuxer.container()).contains(expected);
    assertThat(recorder.lines).hasSizeGreaterThan(5).noneMatch(line -> line.startsWith("loss"));
  }

  /** In the payload of a transport stream stands all that makes up a stream without a container. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden/ts/sample_h264.ts",
        "golden/ts/sample_latm.ts",
        "golden/ts/sample_h264_mpeg_audio.ts",
        "shaka-project+shaka-player/test/test/assets/hls-ts-aac/segment_0.ts"
      })
  void findsATransportStreamWhereverItIsCut(String file) throws IOException {
    byte[] bytes = read(file);
    for (int from = 0; from < Math.min(1_500, bytes.length - 1_100); from++) {
      DetectingDemuxer detecting = new DetectingDemuxer();
      detecting.push(Payload.of(bytes, from, bytes.length - from), recorder);
      assertThat(detecting.container()).as("cut at %d", from).contains(Container.MPEG_TS);
      recorder.lines.clear();
    }
  }

  @Test
  void refusesAByteStreamThatIsNoVideoItKnows() {
    byte[] bytes = new byte[ContainerDetector.MAX_BYTES];
    for (int i = 0; i + 4 < bytes.length; i += 5) {
      System.arraycopy(new byte[] {0, 0, 1, 0x41, 7}, 0, bytes, i, 5);
    }
    assertThatThrownBy(() -> push(bytes)).hasMessageContaining("parameter sets");
  }

  private static byte[] read(String file) throws IOException {
    Path path = MEDIA.resolve(file);
    Assumptions.assumeTrue(Files.isRegularFile(path), path + " is missing");
    return Files.readAllBytes(path);
  }

  @Test
  void saysThatAnInputIsEmpty() {
    demuxer.end(recorder);
    assertThat(recorder.lines)
        .containsExactly("loss -1 Cannot read input: it is empty (at byte 0)");
  }

  @Test
  void startsAgainBehindAGap() {
    push(new byte[100]);
    demuxer.skip(recorder);
    push(HexFormat.of().parseHex("1a45dfa3a3428681014282846d6174726f"));
    assertThat(recorder.lines.get(0)).startsWith("loss -1 Bytes are missing");
    assertThat(demuxer.container()).contains(Container.MATROSKA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden/mkv/sample_with_chapters.mkv",
        "golden/flv/sample.flv",
        "golden/ts/sample_h264.ts",
        "golden/ts/sample_ac3.ts",
        "golden/ts/sample.adts",
        "golden/ts/sample.ac3",
        "androidx+media/libraries/test_data/src/test/assets/media/mp3/bear-vbr-xing-header.mp3",
        "cisco+openh264/res/SVA_FM1_E.264",
        "cisco+openh264/res/MR2_TANDBERG_E.264",
        "golden/mp4/sample_fragmented.mp4"
      })
  void findsTheSameHoweverCutAndRestored(String file) throws IOException {
    Path path = MEDIA.resolve(file);
    Assumptions.assumeTrue(Files.isRegularFile(path), path + " is missing");
    byte[] bytes = Files.readAllBytes(path);
    List<String> whole = demux(bytes, bytes.length);
    assertThat(whole).hasSizeGreaterThan(5);
    assertThat(demux(bytes, 997)).isEqualTo(whole);
    assertThat(demux(Arrays.copyOf(bytes, 3000), 7))
        .isEqualTo(demux(Arrays.copyOf(bytes, 3000), 3000));
  }

  @Test
  void assumesTheFrameRateItWasGivenAlsoAfterARestart() throws IOException {
    Path path = MEDIA.resolve("cisco+openh264/res/BA_MW_D_P_LOST.264");
    Assumptions.assumeTrue(Files.isRegularFile(path), path + " is missing");
    DemuxRecording recording =
        DemuxRecording.cutAndReload(
            () -> new DetectingDemuxer(new FrameRate(30_000, 1_001)),
            DetectingDemuxer::load,
            Files.readAllBytes(path),
            () -> 5);
    assertThat(recording.tracks().get(0).frameRate()).isEqualTo(new FrameRate(30_000, 1_001));
  }

  /** Pushes pieces, with the state saved and loaded between them. */
  private static List<String> demux(byte[] bytes, int piece) throws IOException {
    Recorder found = new Recorder();
    DetectingDemuxer demuxer = new DetectingDemuxer();
    for (int at = 0; at < bytes.length; at += piece) {
      demuxer.push(Payload.of(bytes, at, Math.min(piece, bytes.length - at)), found);
      demuxer = reloaded(demuxer);
    }
    demuxer.end(found);
    return found.lines;
  }

  private static DetectingDemuxer reloaded(DetectingDemuxer demuxer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    demuxer.save(new DataOutputStream(bytes));
    return DetectingDemuxer.load(
        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  @Test
  void refusesStateOfAContainerItDoesNotKnow() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(1);
    out.writeInt(25);
    out.writeInt(1);
    out.writeBoolean(false);
    out.writeUTF("REEL_TO_REEL");
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    assertThatThrownBy(() -> DetectingDemuxer.load(in)).hasMessageContaining("REEL_TO_REEL");
  }
}
