package io.millrace.demux.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.av1.Av1Configuration;
import io.millrace.codec.av1.SequenceHeader;
import io.millrace.codec.vp9.VpConfiguration;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.isobmff.Av1C;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.BoxReader;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.Stsd;
import io.millrace.isobmff.Stss;
import io.millrace.isobmff.Stsz;
import io.millrace.isobmff.VisualSampleEntry;
import io.millrace.isobmff.VpcC;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.TrackFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats and samples of AV1 and VP9 against what ffmpeg's mp4 muxer makes of the same file. */
class MuxerAgreementTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final Path FFMPEG = Path.of("/usr/bin/ffmpeg");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden/mkv/sample_av1.mkv",
        "shaka-project+shaka-player/test/test/assets/dash-multitype-variant/first-period.webm",
        "shaka-project+shaka-player/test/test/assets/dash-multitype-variant/third-period.webm",
        "androidx+media/libraries/test_data/src/test/assets/media/vp9/bear-vp9-odd-dimensions.webm",
        "rust-av+matroska/assets/bbb-vp9-opus.webm",
        "rust-av+matroska/assets/single_stream_vp9.mkv",
      })
  void makesTheSameTrack(String name) throws Exception {
    Path file = present(name);
    Recorder recorder = prepare(file);
    TrackFormat.Video format = video(recorder);
    List<Box> boxes = muxed(file);

    VisualSampleEntry entry = first(boxes, VisualSampleEntry.class);
    assertThat(format.width()).isEqualTo(entry.width());
    assertThat(format.height()).isEqualTo(entry.height());
    assertThat(comparable(format.codec(), format.configuration()))
        .isEqualTo(comparable(format.codec(), record(entry.boxes())));
    List<AccessUnit> units = recorder.units.stream().filter(unit -> unit.trackId() == 1).toList();
    Stsz sizes = first(boxes, Stsz.class);
    assertThat(units.stream().map(unit -> (long) unit.data().length()))
        .containsExactlyElementsOf(sizes.sizes());
    assertThat(syncNumbers(units)).isEqualTo(first(boxes, Stss.class).sampleNumbers());
  }

  private static List<Long> syncNumbers(List<AccessUnit> units) {
    return IntStream.range(0, units.size())
        .filter(i -> units.get(i).sync())
        .mapToObj(i -> i + 1L)
        .toList();
  }

  private static Payload record(List<Box> boxes) {
    return boxes.stream().anyMatch(Av1C.class::isInstance)
        ? first(boxes, Av1C.class).configuration()
        : first(boxes, VpcC.class).configuration();
  }

  /**
   * AV1 without the sequence header, because the CodecPrivate of sample_av1.mkv, which ffmpeg hands
   * on, has other coding tools than the samples. VP9 without the chroma location, which ffmpeg
   * takes from elsewhere in the container.
   */
  private static Payload comparable(Codec codec, Payload record) {
    byte[] bytes = record.toByteArray();
    if (codec == Codec.VP9) {
      bytes[2] &= (byte) ~2;
    }
    return Payload.of(bytes, 0, codec == Codec.VP9 ? bytes.length : 4);
  }

  @Test
  void publishesTheSequenceHeaderThatTheSamplesHave() throws IOException {
    Recorder recorder = prepare(present("golden/mkv/sample_av1.mkv"));
    Payload obu = sequenceHeader(Av1Configuration.parse(video(recorder).configuration(), 0));
    assertThat(recorder.units.get(0).data().slice(0, obu.length())).isEqualTo(obu);
  }

  /** Records that others wrote, read and written again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mozilla+mp4parse-rust/mp4parse/tests/tiny_av1.mp4",
        "mozilla+mp4parse-rust/mp4parse_capi/tests/av1-clearkey-cbcs-video.mp4",
      })
  void readsTheRecordsOfOthers(String name) throws IOException {
    List<Box> boxes = BoxReader.read(Payload.of(Files.readAllBytes(present(name))), 0);
    Payload record = first(boxes, Av1C.class).configuration();
    Av1Configuration read = Av1Configuration.parse(record, 0);
    assertThat(read.payload()).isEqualTo(record);
    Payload obu = sequenceHeader(read);
    assertThat(read.describes(SequenceHeader.parseObu(obu, 0))).isTrue();
    VisualSampleEntry entry = first(boxes, VisualSampleEntry.class);
    assertThat(SequenceHeader.parseObu(obu, 0).width()).isEqualTo(entry.width());
  }

  @Test
  void takesTheLevelThatWebmDeclares() throws IOException {
    Recorder recorder =
        prepare(
            present(
                "shaka-project+shaka-player/test/test/assets/dash-multitype-variant"
                    + "/first-period.webm"));
    assertThat(VpConfiguration.parse(video(recorder).configuration(), 0).codecs())
        .isEqualTo("vp09.00.10.08")
        .isEqualTo(video(recorder).codecs());
  }

  /** Of a bitstream that no decoder reads, nothing is published, and each unit says why. */
  @Test
  void publishesNothingOfAnInvalidBitstream() throws IOException {
    Recorder recorder =
        prepare(
            present(
                "androidx+media/libraries/test_data/src/test/assets/media/vp9"
                    + "/invalid-bitstream.webm"));
    assertThat(recorder.units).isEmpty();
    assertThat(recorder.lines).anyMatch(line -> line.startsWith("loss 1 VP9 frame: "));
  }

  private static Payload sequenceHeader(Av1Configuration record) {
    return Objects.requireNonNull(record.sequenceHeader(0));
  }

  private static Path present(String name) {
    Path path = MEDIA.resolve(name);
    Assumptions.assumeTrue(Files.isRegularFile(path), path + " is missing");
    return path;
  }

  private static Recorder prepare(Path file) throws IOException {
    Recorder recorder = new Recorder();
    ElementaryStage stage = new ElementaryStage(recorder);
    DetectingDemuxer demuxer = new DetectingDemuxer();
    demuxer.push(Payload.of(Files.readAllBytes(file)), stage);
    demuxer.end(stage);
    return recorder;
  }

  private static TrackFormat.Video video(Recorder recorder) {
    return recorder.formats.stream()
        .filter(TrackFormat.Video.class::isInstance)
        .map(TrackFormat.Video.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private List<Box> muxed(Path file) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(FFMPEG), "ffmpeg is not installed");
    Path out = directory.resolve("copy.mp4");
    List<String> command =
        List.of(
            FFMPEG.toString(),
            "-nostdin",
            "-v",
            "error",
            "-i",
            file.toString(),
            "-map",
            "0:v:0",
            "-c",
            "copy",
            out.toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
    return BoxReader.read(Payload.of(Files.readAllBytes(out)), 0);
  }

  private static <T extends Box> T first(List<Box> boxes, Class<T> type) {
    return all(boxes).filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  private static Stream<Box> all(List<Box> boxes) {
    return boxes.stream().flatMap(box -> Stream.concat(Stream.of(box), all(inside(box))));
  }

  private static List<Box> inside(Box box) {
    if (box instanceof Container container) {
      return container.boxes();
    }
    if (box instanceof Stsd stsd) {
      return stsd.boxes();
    }
    return box instanceof VisualSampleEntry entry ? entry.boxes() : List.of();
  }
}
