package io.millrace.cmaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.isobmff.AudioSampleEntry;
import io.millrace.isobmff.AvcC;
import io.millrace.isobmff.Esds;
import io.millrace.isobmff.VisualSampleEntry;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.Sample;
import io.millrace.media.TrackFormat;
import io.millrace.playlist.StoredTrack;
import io.millrace.playlist.hls.Bandwidth;
import io.millrace.playlist.hls.MediaPlaylist;
import io.millrace.playlist.hls.MultivariantPlaylist;
import io.millrace.playlist.hls.MultivariantPlaylist.Measured;
import io.millrace.playlist.hls.PlaylistEntry;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import io.millrace.storage.ObjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real footage, packaged anew, in front of other people's readers. */
class PublishedTrackConformanceTest {
  private static final Path SHARED = Path.of("../shared");
  private static final Path TRAIN =
      SHARED.resolve(
          "media/Dash-Industry-Forum+livesim2/cmd/livesim2/app/testdata/assets/ads/train_ad");
  private static final int TARGET_DURATION = 2;

  @TempDir Path directory;

  @BeforeEach
  void needsRealFootage() {
    Assumptions.assumeTrue(Files.isDirectory(TRAIN), "train_ad of ../shared/media");
  }

  @Test
  void theValidatorFindsNoError() throws Exception {
    Path validator = SHARED.resolve("tools/validate.py");
    Assumptions.assumeTrue(Files.exists(validator), "../shared/tools/validate.py");
    Assumptions.assumeTrue(runs("python3", "--version"), "python3");
    publish();
    String output = run("python3", validator.toString(), directory.toString(), "--strict");
    assertThat(output).contains("SUMMARY PASS errors=0 warnings=0");
  }

  @Test
  void ffmpegDecodesEveryFrame() throws Exception {
    Assumptions.assumeTrue(runs("ffmpeg", "-version"), "ffmpeg");
    publish();
    String output =
        run(
            "ffmpeg",
            "-v",
            "warning",
            "-allowed_extensions",
            "ALL",
            "-i",
            directory.resolve("main.m3u8").toString(),
            "-map",
            "0:v",
            "-map",
            "0:a",
            "-f",
            "null",
            "-");
    assertThat(output).isEmpty();
  }

  private void publish() throws IOException {
    List<Measured> renditions = new ArrayList<>();
    renditions.add(publish("video", "V1", video(read("V1/init.mp4"))));
    renditions.add(publish("audio", "A", audio(read("A/init.mp4"))));
    Files.writeString(directory.resolve("main.m3u8"), MultivariantPlaylist.of(renditions).text());
  }

  private Measured publish(String rendition, String source, TrackFormat format) throws IOException {
    CmafPackager packager = new CmafPackager();
    List<PlaylistEntry> entries = new ArrayList<>();
    Bandwidth bandwidth = Bandwidth.NONE;
    StoredTrack stored = null;
    for (int number = 0; number < 5; number++) {
      Payload init = read(source + "/init.mp4");
      Payload bytes = read("%s/%d.m4s".formatted(source, number + 1));
      TrackSegment track = byPresentation(CmafReader.read(init, bytes, rendition, format));
      SegmentUnit unit =
          new SegmentUnit(
              "train", number, false, SegmentUnit.NO_DATE, TARGET_DURATION, List.of(track), false);
      PackagedTrack packaged = packager.pack(unit).tracks().get(0);
      Payload body = CmafReader.join(packaged);
      assertThat(CmafReader.read(packaged.initSegment(), body, rendition, format)).isEqualTo(track);
      stored = stored(packaged, number);
      write(rendition, stored.initFile(), packaged.initSegment());
      write(rendition, stored.segmentFile(), body);
      entries.add(entry(stored));
      bandwidth =
          bandwidth.plus(stored.bytes(), stored.duration(), track.timescale(), TARGET_DURATION);
    }
    MediaPlaylist playlist =
        new MediaPlaylist(MediaPlaylist.Kind.VOD, TARGET_DURATION, 0, 0, entries, true, true);
    Files.writeString(directory.resolve(rendition).resolve("index.m3u8"), playlist.text());
    return new Measured(java.util.Objects.requireNonNull(stored), bandwidth, true);
  }

  private static PlaylistEntry entry(StoredTrack track) {
    return new PlaylistEntry(
        track.segmentFile(),
        track.initFile(),
        new io.millrace.media.Timescale(track.timescale()),
        track.baseMediaDecodeTime(),
        track.duration(),
        false,
        false,
        SegmentUnit.NO_DATE);
  }

  private void write(String rendition, String file, Payload bytes) throws IOException {
    Path path = directory.resolve(rendition).resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes.toByteArray());
  }

  /**
   * Offsets counted from the first picture shown, as the segmenter does it: no edit list needed.
   */
  private static TrackSegment byPresentation(TrackSegment track) {
    long first = Long.MAX_VALUE;
    long time = 0;
    for (Sample sample : track.samples()) {
      first = Math.min(first, time + sample.compositionOffset());
      time += sample.duration();
    }
    long shift = first;
    List<Sample> samples =
        track.samples().stream()
            .map(
                each ->
                    new Sample(
                        each.duration(),
                        each.compositionOffset() - shift,
                        each.sync(),
                        each.data()))
            .toList();
    return new TrackSegment(
        track.rendition(), track.format(), track.timescale(), track.baseMediaDecodeTime(), samples);
  }

  private static StoredTrack stored(PackagedTrack track, int number) {
    TrackFormat format = track.format();
    boolean isVideo = format instanceof TrackFormat.Video;
    int rate = format instanceof TrackFormat.Audio audio ? audio.sampleRate() : 0;
    return new StoredTrack(
        track.rendition(),
        isVideo ? "VIDEO" : "AUDIO",
        format.codecs(),
        format.language(),
        isVideo ? 640 : 0,
        isVideo ? 360 : 0,
        isVideo ? 30 : 0,
        isVideo ? 1 : 0,
        rate,
        isVideo ? 0 : 2,
        ObjectName.initFile(track.recipe()),
        ObjectName.segmentFile(number),
        track.timescale().ticksPerSecond(),
        track.baseMediaDecodeTime(),
        track.duration(),
        track.bytes(),
        true);
  }

  private static Payload read(String file) throws IOException {
    return Payload.of(Files.readAllBytes(TRAIN.resolve(file)));
  }

  private static TrackFormat video(Payload init) {
    VisualSampleEntry entry = (VisualSampleEntry) CmafReader.sampleEntry(init);
    AvcC avcC = CmafReader.find(entry.boxes(), AvcC.class);
    String codecs =
        "avc1.%02x%02x%02x"
            .formatted(
                avcC.configuration().at(1), avcC.configuration().at(2), avcC.configuration().at(3));
    return new TrackFormat.Video(
        Codec.H264,
        codecs,
        avcC.configuration(),
        "und",
        entry.width(),
        entry.height(),
        PixelAspect.SQUARE,
        new Colour(1, 1, 1, false),
        Hdr.UNKNOWN,
        0,
        new FrameRate(30, 1));
  }

  private static TrackFormat audio(Payload init) {
    AudioSampleEntry entry = (AudioSampleEntry) CmafReader.sampleEntry(init);
    Esds esds = CmafReader.find(entry.boxes(), Esds.class);
    return new TrackFormat.Audio(
        Codec.AAC,
        "mp4a.40.2",
        esds.decoderSpecificInfo(),
        "en",
        entry.sampleRate(),
        entry.channelCount(),
        1_024,
        Payload.EMPTY);
  }

  private static boolean runs(String... command) {
    try {
      run(command);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return output;
  }
}
