package io.millrace.demux.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.demux.DemuxRecording;
import io.millrace.demux.DemuxRecording.Loader;
import io.millrace.demux.mpegts.MpegTsDemuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real byte streams, against what others find in them. */
class ByteStreamFilesTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final String SHAKA = "shaka-project+shaka-player/test/test/assets/";

  private static byte[] read(String name) throws IOException {
    Path file = MEDIA.resolve(name);
    assumeTrue(Files.isRegularFile(file), file + " is missing");
    return Files.readAllBytes(file);
  }

  private static ByteStreamDemuxer h264() {
    return ByteStreamDemuxer.h264(ByteStreamDemuxer.DEFAULT_FRAME_RATE);
  }

  /** Sizes, hashes and places of all packets, and the order in which ffmpeg shows them. */
  @ParameterizedTest
  @CsvSource({
    "Adobe_PDF_sample_a_1024x768_50Frms.264, 50, 25",
    "BA_MW_D_P_LOST.264, 99, 25",
    "Cisco_Adobe_PDF_sample_a_1024x768_CAVLC_Bframe_9.264, 9, 25",
    "Cisco_Men_whisper_640x320_CAVLC_Bframe_9.264, 9, 25",
    "MR2_TANDBERG_E.264, 300, 25",
    "SVA_FM1_E.264, 17, 25",
    "VID_1280x720_cabac_temporal_direct.264, 300, 30",
    "Zhling_1280x720.264, 19, 25",
    "test_vd_rc.264, 9, 25",
  })
  void findsThePacketsOfFfprobeAndTheOrderOfItsPictures(String name, int count, int rate)
      throws Exception {
    String path = "cisco+openh264/res/" + name;
    byte[] file = read(path);
    DemuxRecording whole = DemuxRecording.of(h264(), file);
    assertThat(whole.losses()).isEmpty();
    Track track = whole.tracks().get(0);
    assertThat(track.codec()).isEqualTo(Codec.H264);
    assertThat(track.frameRate()).isEqualTo(new FrameRate(rate, 1));
    List<Ffprobe.Packet> packets = Ffprobe.packets(MEDIA.resolve(path));
    List<AccessUnit> units = whole.units();
    assertThat(units).hasSize(count).hasSameSizeAs(packets);
    for (int i = 0; i < units.size(); i++) {
      assertThat(units.get(i).data().length()).as("unit %d", i).isEqualTo(packets.get(i).size());
      assertThat(crc32(units.get(i).data())).as("unit %d", i).isEqualTo(packets.get(i).crc32());
    }
    List<AccessUnit> shown =
        units.stream().sorted(Comparator.comparingLong(AccessUnit::pts)).toList();
    assertThat(shown)
        .extracting(AccessUnit::byteOffset)
        .isEqualTo(Ffprobe.shownPositions(MEDIA.resolve(path)));
    assertThat(shown)
        .extracting(AccessUnit::pts)
        .isEqualTo(IntStream.range(0, count).mapToObj(i -> (long) i * 90_000 / rate).toList());
    assertSameHoweverCut(ByteStreamFilesTest::h264, ByteStreamDemuxer::loadH264, file, whole);
  }

  private static String crc32(Payload bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.array(), bytes.arrayOffset(), bytes.length());
    return String.format(Locale.ROOT, "CRC32:%08x", crc.getValue());
  }

  /** The video of a transport stream, without its times, gets the same times again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden/ts/sample_h264.ts",
        SHAKA + "hls-ts-b-frames/1.ts",
        SHAKA + "hls-ts-muxed-aac-h264/n_0_0_0.ts",
        SHAKA + "hls-ts-muxed-mp3-h264/seg-8-v1-a1.ts",
        SHAKA + "captions-test.ts",
        SHAKA + "hls-gap/2.ts",
        "derived/dev/train_h264_aac_ptswrap.ts",
      })
  void givesATransportStreamsPicturesTheirTimesAgain(String name) throws IOException {
    assertTimesAgain(name, Codec.H264, ByteStreamFilesTest::h264, ByteStreamDemuxer::loadH264);
  }

  @Test
  void givesTheHevcOfATransportStreamItsTimesAgain() throws IOException {
    assertTimesAgain(
        "golden/ts/sample_h265.ts",
        Codec.H265,
        () -> ByteStreamDemuxer.h265(ByteStreamDemuxer.DEFAULT_FRAME_RATE),
        ByteStreamDemuxer::loadH265);
  }

  private static void assertTimesAgain(
      String name, Codec codec, Supplier<ByteStreamDemuxer> start, Loader loader)
      throws IOException {
    DemuxRecording transport = DemuxRecording.of(new MpegTsDemuxer(), read(name));
    Track video =
        transport.tracks().stream().filter(t -> t.codec() == codec).findFirst().orElseThrow();
    List<AccessUnit> timed = transport.units(video.id());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    timed.forEach(unit -> bytes.writeBytes(unit.data().toByteArray()));
    assertThat(RawStream.beginning(bytes.toByteArray(), bytes.size()))
        .isEqualTo(codec == Codec.H264 ? RawStream.H264 : RawStream.H265);
    DemuxRecording whole = DemuxRecording.of(start.get(), bytes.toByteArray());
    assertThat(whole.units())
        .extracting(AccessUnit::data)
        .isEqualTo(timed.stream().map(AccessUnit::data).toList());
    assertThat(places(whole.units())).isEqualTo(places(timed));
    assertSameHoweverCut(start, loader, bytes.toByteArray(), whole);
  }

  /** The place of each unit in the order of output. */
  private static List<Integer> places(List<AccessUnit> units) {
    List<Long> times = units.stream().map(AccessUnit::pts).sorted().toList();
    return units.stream().map(unit -> times.indexOf(unit.pts())).toList();
  }

  private static void assertSameHoweverCut(
      Supplier<ByteStreamDemuxer> start, Loader loader, byte[] file, DemuxRecording whole) {
    byte[] head = Arrays.copyOf(file, Math.min(file.length, 60_000));
    DemuxRecording expected = DemuxRecording.of(start.get(), head);
    for (int piece : new int[] {1, 7, 187}) {
      assertThat(DemuxRecording.cut(start, head, () -> piece).events())
          .as("pieces of %d bytes", piece)
          .isEqualTo(expected.events());
    }
    for (int seed = 0; seed < 2; seed++) {
      Random random = new Random(seed);
      assertThat(
              DemuxRecording.cutAndReload(
                      start, loader, file, () -> 1 + random.nextInt(1 << random.nextInt(18)))
                  .events())
          .as("pieces by seed %d", seed)
          .isEqualTo(whole.events());
    }
  }
}
