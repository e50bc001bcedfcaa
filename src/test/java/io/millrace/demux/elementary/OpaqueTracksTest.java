package io.millrace.demux.elementary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.MadeMedia;
import io.millrace.codec.vc1.EntryPointTest;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.SoundBlocks;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only an encoder reads: its size, its sync samples, its length. */
class OpaqueTracksTest {
  private static final int SECONDS = 10;

  @TempDir private Path directory;

  /** What an elementary stage hands on. */
  private static final class Taken implements ElementaryHandler {
    final List<Track> tracks = new ArrayList<>();
    final List<TrackFormat> formats = new ArrayList<>();
    final List<AccessUnit> units = new ArrayList<>();
    final List<String> complaints = new ArrayList<>();

    @Override
    public void onTracks(List<Track> all) {
      tracks.addAll(all);
    }

    @Override
    public void onFormat(int trackId, TrackFormat format) {
      formats.add(format);
    }

    @Override
    public void onAccessUnit(AccessUnit unit) {
      units.add(unit);
    }

    @Override
    public void onDropped(int trackId, DropReason reason, long byteOffset) {
      complaints.add(reason.name());
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      complaints.add(String.valueOf(reason.getMessage()));
    }
  }

  private static Taken read(byte[] file) throws IOException {
    Taken taken = new Taken();
    DetectingDemuxer demuxer = new DetectingDemuxer();
    ElementaryStage stage = new ElementaryStage(taken);
    int pieces = 7;
    for (int i = 0; i < pieces; i++) {
      int from = (int) ((long) file.length * i / pieces);
      int to = (int) ((long) file.length * (i + 1) / pieces);
      demuxer.push(Payload.of(file).slice(from, to - from), stage);
      stage = reloaded(stage, taken);
    }
    demuxer.end(stage);
    stage.end();
    return taken;
  }

  private static ElementaryStage reloaded(ElementaryStage stage, Taken taken) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    stage.save(new DataOutputStream(bytes));
    return ElementaryStage.load(
        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), taken);
  }

  private Taken sound(String suffix, String encoder, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("-strict", "-2", "-c:a", encoder));
    if (List.of("mov", "mp4", "m4a").contains(suffix)) {
      all.addAll(List.of("-movflags", "+faststart"));
    }
    all.addAll(List.of(options));
    return read(MadeMedia.make(directory, suffix, "", List.of("und"), all.toArray(String[]::new)));
  }

  @ParameterizedTest
  @CsvSource({
    "libvorbis, mkv, vorbis",
    "libvorbis, webm, vorbis",
    "mp2, mkv, mp2",
    "mp2, ts, mp2",
    "dca, mkv, dts",
    "dca, ts, dts",
    "truehd, mkv, truehd",
    "pcm_s16le, mkv, pcm_s16le",
    "pcm_s24be, mkv, pcm_s24be",
    "pcm_f32le, mkv, pcm_f32le",
    "pcm_s16le, mov, pcm_s16le",
    "pcm_s16be, mov, pcm_s16be",
    "pcm_s24le, mov, pcm_s24le",
    "pcm_s32be, mov, pcm_s32be",
    "pcm_f32le, mov, pcm_f32le",
    "pcm_f64be, mov, pcm_f64be",
    "pcm_u8, mov, pcm_u8",
    "pcm_alaw, mov, pcm_alaw",
    "pcm_mulaw, mov, pcm_mulaw",
    "adpcm_ima_qt, mov, adpcm_ima_qt",
    "adpcm_ms, mov, adpcm_ms",
    "adpcm_ms, mkv, adpcm_ms",
    "adpcm_ms, wav, adpcm_ms",
    "adpcm_ima_wav, avi, adpcm_ima_wav",
    "wmav1, wma, wmav1",
    "wmav2, asf, wmav2",
    "alac, m4a, alac"
  })
  void countsTheSamplesOfSound(String encoder, String suffix, String name) throws Exception {
    Taken taken = sound(suffix, encoder);
    assertThat(taken.complaints).isEmpty();
    assertThat(taken.formats).hasSize(1);
    TrackFormat.Audio format = (TrackFormat.Audio) taken.formats.get(0);
    assertThat(format.codecs()).isEqualTo(name);
    assertThat(format.sampleRate()).isEqualTo(48_000);
    assertThat(format.channels()).isEqualTo(2);
    Timescale source = taken.tracks.get(0).timescale();
    Timescale samples = new Timescale(48_000);
    long origin = taken.units.get(0).pts();
    long counted = 0;
    for (AccessUnit unit : taken.units) {
      // A millisecond of Matroska, and what the first packet of Vorbis does not decode to.
      long told = source.rescale(unit.pts() - origin, samples);
      assertThat(counted).as("position").isCloseTo(told, within(1100L));
      counted += unit.samples();
    }
    assertThat(counted).isCloseTo(SECONDS * 48_000L, within(4096L));
  }

  @Test
  void countsExactlyWhatAVorbisDecoderGives() throws Exception {
    Taken taken = sound("mkv", "libvorbis");
    Timescale source = taken.tracks.get(0).timescale();
    long origin = taken.units.get(1).pts();
    long counted = 0;
    for (AccessUnit unit : taken.units.subList(1, taken.units.size())) {
      long told = source.rescale(unit.pts() - origin, new Timescale(48_000));
      assertThat(counted).isCloseTo(told, within(49L)); // one millisecond
      counted += unit.samples();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mpeg2video, mkv, MPEG2_VIDEO, mpeg2video",
    "mpeg2video, ts, MPEG2_VIDEO, mpeg2video",
    "mpeg1video, mkv, OTHER_VIDEO, mpeg1video",
    "libvpx, webm, VP8, vp8",
    "mpeg4, mkv, OTHER_VIDEO, mpeg4",
    "mpeg4, mp4, OTHER_VIDEO, mpeg4",
    "mpeg4, ts, OTHER_VIDEO, mpeg4",
    "libtheora, mkv, OTHER_VIDEO, theora"
  })
  void countsPicturesAndSyncSamples(String encoder, String suffix, Codec codec, String name)
      throws Exception {
    List<String> options = new ArrayList<>(List.of("-c:v", encoder, "-g", "50", "-bf", "0"));
    if (suffix.equals("mp4")) {
      options.addAll(List.of("-movflags", "+faststart"));
    }
    byte[] file =
        MadeMedia.make(directory, suffix, "320x180", List.of(), options.toArray(String[]::new));
    Taken taken = read(file);
    assertThat(taken.complaints).isEmpty();
    TrackFormat.Video format = (TrackFormat.Video) taken.formats.get(0);
    assertThat(format.codec()).isEqualTo(codec);
    assertThat(format.codecs()).isEqualTo(name);
    assertThat(format.width()).isEqualTo(320);
    assertThat(format.height()).isEqualTo(180);
    assertThat(taken.units).hasSize(SECONDS * 25);
    assertThat(taken.units.stream().filter(AccessUnit::sync).count()).isBetween(5L, 12L);
    assertThat(taken.units.get(0).sync()).isTrue();
  }

  @Test
  void readsAspectAndRateOfMpeg2() throws Exception {
    byte[] file =
        MadeMedia.make(
            directory, "ts", "720x576", List.of(), "-c:v", "mpeg2video", "-aspect", "16:9");
    TrackFormat.Video format = (TrackFormat.Video) read(file).formats.get(0);
    assertThat(format.frameRate()).hasToString("25/1");
    PixelAspect aspect = format.pixelAspect();
    assertThat(aspect.horizontal() * 720 * 9).isEqualTo(aspect.vertical() * 576 * 16);
  }

  private static Track track(Codec codec, String codecId, Payload configuration, int sampleRate) {
    return new Track(
        1,
        codec,
        codecId,
        configuration,
        Track.Framing.RAW,
        Timescale.MPEG_TS,
        null,
        0,
        0,
        sampleRate,
        sampleRate == 0 ? 0 : 2,
        new SoundBlocks(sampleRate == 0 ? 0 : 4096, 0, 0),
        Display.UNDECLARED,
        "und",
        Track.Use.PROGRAMME,
        true);
  }

  /** Hands over {@code data} one by one and loads the stage anew behind each. */
  private static Taken read(Track track, long[] pts, Payload... data) throws IOException {
    Taken taken = new Taken();
    ElementaryStage stage = new ElementaryStage(taken);
    stage.onTracks(List.of(track));
    for (int i = 0; i < data.length; i++) {
      stage.onAccessUnit(new AccessUnit(1, pts[i], 0, false, data[i], 100L * i));
      stage = reloaded(stage, taken);
    }
    stage.end();
    return taken;
  }

  @Test
  void readsTheSizeOfVc1WhereTheContainerIsSilent() throws Exception {
    Payload first = Payload.concat(EntryPointTest.sequence(720, 576), EntryPointTest.entry(0));
    Payload again = Payload.concat(EntryPointTest.sequence(720, 576), EntryPointTest.entry(1));
    Payload other = Payload.concat(EntryPointTest.sequence(640, 480), EntryPointTest.entry(1));
    Payload frame = EntryPointTest.frame();
    Taken taken =
        read(
            track(Codec.OTHER_VIDEO, "stream_type 0xea", Payload.EMPTY, 0),
            new long[] {0, 3600, 7200, 10_800, 14_400},
            frame,
            Payload.concat(first, frame),
            frame,
            Payload.concat(again, frame),
            Payload.concat(other, frame));
    assertThat(taken.complaints).containsExactly("NO_PARAMETER_SETS");
    assertThat(taken.units.stream().map(AccessUnit::sync)).containsExactly(true, false, true, true);
    assertThat(taken.formats).extracting(TrackFormat::configuration).containsExactly(first, other);
    TrackFormat.Video format = (TrackFormat.Video) taken.formats.get(0);
    assertThat(format.codecs()).isEqualTo("vc1");
    assertThat(format.width()).isEqualTo(720);
    assertThat(format.pixelAspect()).isEqualTo(new PixelAspect(16, 11));
  }

  /** Times are rounded to milliseconds, packets of WMA Pro are whole frames of 2048 samples. */
  @Test
  void anAccessUnitOfWhichNobodySaysItIsAsLongAsItIsToTheNext() throws Exception {
    Payload packet = Payload.of(new byte[4096]);
    long[] pts = new long[4];
    int[] samples = {3 * 2048, 2 * 2048, 4 * 2048};
    long at = 0;
    for (int i = 0; i < samples.length; i++) {
      at += samples[i];
      pts[i + 1] = 90 * Math.round(at / 44.1);
    }
    Taken taken =
        read(
            track(Codec.OTHER_AUDIO, "wmapro", Payload.of(new byte[18]), 44_100),
            pts,
            packet,
            packet,
            packet,
            packet);
    assertThat(taken.complaints).isEmpty();
    assertThat(taken.units.stream().map(AccessUnit::samples))
        .containsExactly(3 * 2048, 2 * 2048, 4 * 2048, 4 * 2048);
    TrackFormat.Audio format = (TrackFormat.Audio) taken.formats.get(0);
    assertThat(format.blocks()).isEqualTo(new SoundBlocks(4096, 0, 0));
  }
}
