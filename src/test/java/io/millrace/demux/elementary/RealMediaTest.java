package io.millrace.demux.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.h264.AvcConfiguration;
import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h264.Sps;
import io.millrace.codec.h265.HevcConfiguration;
import io.millrace.codec.nal.NalIndex;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.Payload;
import io.millrace.media.Track.Framing;
import io.millrace.media.TrackFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that others made, against what ffprobe says of them and the dumps beside them. */
class RealMediaTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final Path FFPROBE = Path.of("/usr/bin/ffprobe");

  /** Pushes files one behind the other, as a publisher's splice does. */
  private static Recorder prepare(String... files) throws IOException {
    Recorder recorder = new Recorder();
    ElementaryStage stage = new ElementaryStage(recorder);
    DetectingDemuxer demuxer = new DetectingDemuxer();
    for (String file : files) {
      Path path = MEDIA.resolve(file);
      Assumptions.assumeTrue(Files.isRegularFile(path), path + " is missing");
      demuxer.push(Payload.of(Files.readAllBytes(path)), stage);
    }
    demuxer.end(stage);
    return recorder;
  }

  private static TrackFormat.Video firstVideo(Recorder recorder) {
    return recorder.formats.stream()
        .filter(TrackFormat.Video.class::isInstance)
        .map(TrackFormat.Video.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden/flv/sample.flv",
        "golden/mkv/sample.mkv",
        "golden/mkv/sample_last_cluster.mkv",
        "golden/mkv/sample_with_chapters.mkv",
        "golden/mkv/sample_with_srt.mkv",
        "golden/mkv/sample_with_vorbis_audio.mkv",
        "golden/ts/sample_h264.ts",
        "golden/ts/sample_h264_mpeg_audio.ts",
        "golden/ts/sample_h264_no_access_unit_delimiters.ts",
        "derived/dev/train_h264_aac_ffmpeg_live.mkv",
        "derived/dev/train_h264_aac_gst_streamable.mkv",
        "derived/dev/train_h264_aac_mkvmerge_lacing.mkv",
        "derived/dev/train_h264_zlibvideo.mkv",
        "derived/dev/train_h264_aac_ptswrap.ts",
        "derived/dev/train_h264_aac_ffmpeg.flv",
        "derived/dev/splice_h264_360p30_to_480p24.ts",
        "derived/dev/flower720_h264_mkvmerge.mkv",
      })
  void describesThePictureAsFfprobeDoes(String file) throws Exception {
    Recorder recorder = prepare(file);
    Assumptions.assumeTrue(Files.isExecutable(FFPROBE), "ffprobe is not installed");
    TrackFormat.Video video = firstVideo(recorder);
    Sps sps = Sps.parse(AvcConfiguration.parse(video.configuration(), 0).sps().get(0), 0);
    Map<String, String> probed = probe(MEDIA.resolve(file));
    assertThat(video.width() + "x" + video.height())
        .isEqualTo(probed.get("width") + "x" + probed.get("height"));
    assertThat(sps.levelIdc()).hasToString(probed.get("level"));
    assertThat(profile(sps)).isEqualTo(probed.get("profile"));
    assertThat(sps.maxNumReorderFrames()).hasToString(probed.get("has_b_frames"));
    String aspect = video.pixelAspect().horizontal() + ":" + video.pixelAspect().vertical();
    assertThat(aspect)
        .isEqualTo(probed.getOrDefault("sample_aspect_ratio", "N/A").replace("N/A", "1:1"));
    assertThat(colour(video.colour().primaries())).isEqualTo(probed.get("color_primaries"));
    assertThat(colour(video.colour().transfer())).isEqualTo(probed.get("color_transfer"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden/ts/sample_h265.ts", "derived/dev/foreman_hevc_mkvmerge.mkv"})
  void describesH265AsFfprobeDoes(String file) throws Exception {
    Recorder recorder = prepare(file);
    Assumptions.assumeTrue(Files.isExecutable(FFPROBE), "ffprobe is not installed");
    TrackFormat.Video video = firstVideo(recorder);
    HevcConfiguration hevc = HevcConfiguration.parse(video.configuration(), 0);
    var sps = io.millrace.codec.h265.Sps.parse(hevc.nalUnits(33).get(0), 0);
    Map<String, String> probed = probe(MEDIA.resolve(file));
    assertThat(video.width() + "x" + video.height())
        .isEqualTo(probed.get("width") + "x" + probed.get("height"));
    assertThat(video.codecs()).startsWith("hvc1.1.6.L" + probed.get("level"));
    assertThat(probed).containsEntry("profile", "Main");
    assertThat(sps.maxNumReorderPics()).hasToString(probed.get("has_b_frames"));
    assertThat(colour(video.colour().transfer())).isEqualTo(probed.get("color_transfer"));
    assertThat(java.util.Objects.requireNonNull(video.frameRate()))
        .extracting(rate -> rate.numerator() + "/" + rate.denominator())
        .isEqualTo(probed.get("r_frame_rate"));
  }

  private static String profile(Sps sps) {
    return switch (sps.profileIdc()) {
      case 66 -> (sps.constraintFlags() & 0x40) != 0 ? "Constrained Baseline" : "Baseline";
      case 77 -> "Main";
      case 100 -> "High";
      case 244 -> "High 4:4:4 Predictive";
      default -> Integer.toString(sps.profileIdc());
    };
  }

  private static String colour(int codePoint) {
    return switch (codePoint) {
      case 1 -> "bt709";
      case 2 -> "unknown";
      case 6 -> "smpte170m";
      default -> Integer.toString(codePoint);
    };
  }

  private static Map<String, String> probe(Path path) throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
            FFPROBE.toString(),
            "-v",
            "error",
            "-select_streams",
            "v:0",
            "-show_streams",
            "-of",
            "default=noprint_wrappers=1",
            path.toString());
    Process process = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Map<String, String> values = new TreeMap<>();
    for (String line : text.split("\n")) {
      String[] pair = line.split("=", 2);
      if (pair.length == 2) {
        values.putIfAbsent(pair[0], pair[1]);
      }
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flv/sample.flv",
        "mkv/sample.mkv",
        "mkv/sample_last_cluster.mkv",
        "mkv/sample_with_chapters.mkv",
        "mkv/sample_with_srt.mkv",
        "mkv/sample_with_vorbis_audio.mkv",
        "ts/sample_h264.ts",
        "ts/sample_h264_mpeg_audio.ts",
      })
  void preparesEverySampleOfTheDump(String file) throws IOException {
    Recorder recorder = prepare("golden/" + file);
    TrackFormat.Video video = firstVideo(recorder);
    List<Boolean> keys = keysOfFirstVideo(MEDIA.resolve("golden/" + file + ".unknown_length.dump"));
    int trackId = trackOf(recorder, video);
    List<AccessUnit> units =
        recorder.units.stream().filter(unit -> unit.trackId() == trackId).toList();
    assertThat(units).extracting(AccessUnit::sync).isEqualTo(keys);
    units.forEach(RealMediaTest::checkSample);
  }

  private static int trackOf(Recorder recorder, TrackFormat.Video video) {
    String word =
        recorder.lines.stream()
            .filter(l -> l.startsWith("format") && l.endsWith(video.codecs()))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(word.split(" ")[1]);
  }

  /** As CMAF wants it: lengths that add up, a picture, no delimiter and no parameter set. */
  private static void checkSample(AccessUnit unit) {
    NalIndex index = new NalIndex();
    index.read(H264Syntax.INSTANCE, unit.data(), Framing.LENGTH_PREFIXED, 4, 0);
    assertThat(index.sample()).isSameAs(unit.data());
    assertThat(index.firstOfPicture()).isNotNegative();
    for (int i = 0; i < index.count(); i++) {
      assertThat(index.type(i))
          .isNotIn(
              NalUnitType.ACCESS_UNIT_DELIMITER,
              NalUnitType.SEQUENCE_PARAMETER_SET,
              NalUnitType.PICTURE_PARAMETER_SET);
    }
  }

  private static List<Boolean> keysOfFirstVideo(Path dump) throws IOException {
    String text = Files.readString(dump);
    for (String track : text.split("(?m)^track \\d+:")) {
      if (track.contains("video/avc")) {
        return track
            .lines()
            .filter(line -> line.strip().startsWith("flags ="))
            .map(line -> (Integer.parseInt(line.strip().substring(8)) & 1) == 1)
            .toList();
      }
    }
    throw new IOException("No video in " + dump);
  }

  @Test
  void announcesThePictureBehindASpliceBeforeItsFirstUnit() throws IOException {
    Recorder recorder =
        prepare(
            "golden/ts/sample_h264.ts",
            "golden/ts/sample_h264_no_access_unit_delimiters.ts",
            "golden/ts/sample_h264.ts");
    assertThat(recorder.formats)
        .extracting(format -> ((TrackFormat.Video) format).height())
        .containsExactly(480, 426, 480);
    for (int i = 0; i < recorder.lines.size(); i++) {
      if (recorder.lines.get(i).startsWith("format")) {
        assertThat(recorder.lines.get(i + 1)).startsWith("unit").contains(" sync ");
      }
    }
  }

  /** HE-AAC that LATM declares: an access unit is 1024 samples at the rate of the core. */
  @Test
  void describesSpectralBandReplicationByItsCore() throws IOException {
    Recorder recorder = prepare("golden/ts/sample_latm.ts");
    TrackFormat.Audio audio = (TrackFormat.Audio) recorder.formats.get(0);
    assertThat(audio.codecs()).isEqualTo("mp4a.40.5");
    assertThat(audio.sampleRate()).isEqualTo(22_050);
    assertThat(audio.samplesPerFrame()).isEqualTo(1024);
  }

  /** The video of this file ends at the splice; its sound goes from stereo to 5.1. */
  @Test
  void announcesTheSoundBehindASplice() throws IOException {
    Recorder recorder = prepare("derived/dev/splice_h264_360p30_to_480p24.ts");
    assertThat(recorder.formats)
        .filteredOn(TrackFormat.Audio.class::isInstance)
        .extracting(format -> ((TrackFormat.Audio) format).channels())
        .containsExactly(2, 6);
  }
}
