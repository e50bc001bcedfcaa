package io.millrace.demux.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.isobmff.AudioSampleEntry;
import io.millrace.isobmff.Box;
import io.millrace.isobmff.BoxReader;
import io.millrace.isobmff.Container;
import io.millrace.isobmff.DOps;
import io.millrace.isobmff.Dac3;
import io.millrace.isobmff.Dec3;
import io.millrace.isobmff.DfLa;
import io.millrace.isobmff.Esds;
import io.millrace.isobmff.Stsd;
import io.millrace.media.AccessUnit;
import io.millrace.media.Payload;
import io.millrace.media.TrackFormat;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same sound put into MP4 by ffmpeg: the same configuration, the same samples. */
class OtherMuxerTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final Path FFMPEG = Path.of("/usr/bin/ffmpeg");
  private static final String SHAKA = "shaka-project+shaka-player/test/test/assets/";
  private static final String ANDROIDX =
      "androidx+media/libraries/test_data/src/test/assets/media/";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "golden/mkv/sample.mkv, ac-3",
    "golden/ts/sample_eac3.ts, ec-3",
    "golden/mka/bear-flac-16bit.mka, fLaC",
    "derived/dev/mpeg4asp_mp3_hdrstrip.mkv, mp4a",
    "rust-av+matroska/assets/bbb-vp9-opus.webm, Opus",
    SHAKA + "hls-ts-ac3/ChID_voices_6ch_640kbps_dd_sub_0001.ts, ac-3",
    SHAKA + "hls-ts-ec3/ChID_voices_6ch_256kbps_ddp_sub_0000.ts, ec-3",
    SHAKA + "hls-ts-mp3/media_w239891843_1.ts, mp4a",
    SHAKA + "hls-ts-muxed-opus-h264-2880/segment.ts, Opus",
    ANDROIDX + "mka/bear-opus-negative-gain.mka, Opus",
  })
  void describesTheSoundAsFfmpegDoes(String file, String sampleEntry) throws Exception {
    Recorder recorder = prepare(MEDIA.resolve(file));
    List<Box> boxes = muxed(MEDIA.resolve(file));

    TrackFormat.Audio format = onlySound(recorder);
    AudioSampleEntry entry = sampleEntry(boxes);
    assertThat(entry.type()).isEqualTo(sampleEntry);
    assertThat(entry.sampleRate()).isEqualTo(format.sampleRate());
    assertThat(format.configuration()).isEqualTo(configuration(entry.boxes().get(0), format));
    assertThat(mediaBytes(boxes)).isEqualTo(bytesOf(recorder, format));
  }

  private static Recorder prepare(Path file) throws Exception {
    Assumptions.assumeTrue(Files.isRegularFile(file), file + " is missing");
    Recorder recorder = new Recorder();
    ElementaryStage stage = new ElementaryStage(recorder);
    DetectingDemuxer demuxer = new DetectingDemuxer();
    demuxer.push(Payload.of(Files.readAllBytes(file)), stage);
    demuxer.end(stage);
    stage.end();
    return recorder;
  }

  private List<Box> muxed(Path file) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(FFMPEG), "ffmpeg is not installed");
    Path out = directory.resolve("sound.mp4");
    Process process =
        new ProcessBuilder(
                FFMPEG.toString(),
                "-nostdin",
                "-v",
                "error",
                "-i",
                file.toString(),
                "-map",
                "0:a:0",
                "-c",
                "copy",
                "-strict",
                "-2",
                "-f",
                "mp4",
                out.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return BoxReader.read(Payload.of(Files.readAllBytes(out)), 0);
  }

  private static TrackFormat.Audio onlySound(Recorder recorder) {
    List<TrackFormat.Audio> formats = new ArrayList<>();
    for (TrackFormat format : recorder.formats) {
      if (format instanceof TrackFormat.Audio audio) {
        formats.add(audio);
      }
    }
    assertThat(formats).hasSize(1);
    return formats.get(0);
  }

  private static AudioSampleEntry sampleEntry(List<Box> boxes) {
    List<Box> at = boxes;
    for (String type : "moov trak mdia minf stbl".split(" ")) {
      at = ((Container) child(at, type)).boxes();
    }
    return (AudioSampleEntry) ((Stsd) child(at, "stsd")).boxes().get(0);
  }

  private static Box child(List<Box> boxes, String type) {
    return boxes.stream().filter(box -> box.type().equals(type)).findFirst().orElseThrow();
  }

  private static Payload configuration(Box box, TrackFormat.Audio format) {
    if (box instanceof Esds esds) {
      assertThat(format.codecs()).isEqualTo("mp4a.%02X".formatted(esds.objectType()));
      return esds.decoderSpecificInfo();
    }
    return box instanceof Dac3 dac3
        ? dac3.configuration()
        : box instanceof Dec3 dec3
            ? dec3.configuration()
            : box instanceof DOps dops ? dops.configuration() : ((DfLa) box).metadataBlocks();
  }

  private static Payload mediaBytes(List<Box> boxes) {
    Payload whole = Box.bytes(List.of(child(boxes, "mdat")));
    return whole.slice(Box.HEADER_SIZE, whole.length() - Box.HEADER_SIZE);
  }

  private static Payload bytesOf(Recorder recorder, TrackFormat.Audio format) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int track = trackOf(recorder, format);
    for (AccessUnit unit : recorder.units) {
      if (unit.trackId() == track) {
        all.writeBytes(unit.data().toByteArray());
      }
    }
    return Payload.of(all.toByteArray());
  }

  private static int trackOf(Recorder recorder, TrackFormat.Audio format) {
    return recorder.lines.stream()
        .filter(line -> line.startsWith("format") && line.endsWith(" " + format.codecs()))
        .map(line -> Integer.parseInt(line.split(" ")[1]))
        .findFirst()
        .orElseThrow();
  }
}
