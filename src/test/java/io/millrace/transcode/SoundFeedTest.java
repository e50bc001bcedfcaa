package io.millrace.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.RealFiles;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.libav.DemuxedSound;
import io.millrace.media.AudioTarget;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.segment.AudioMargins;
import io.millrace.segment.EncoderInput;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoundFeedTest {
  private static final double SECONDS = 4.3;
  private static final int BLOCK = 5000;
  private static final int LEAD = AudioMargins.LEAD_FRAMES * EncoderInput.AUDIO_FRAME;

  @TempDir private Path directory;

  private static SoundFeed feed(TrackSegment segment) {
    return new SoundFeed(
        segment,
        (TrackFormat.Audio) segment.format(),
        CutSound.input(segment),
        AudioTarget.Layout.STEREO);
  }

  /** How far what segments hear is from what one that is all of it hears, dB, at its worst. */
  private static double worstSnr(DemuxedSound sound) {
    float[][] whole = feed(CutSound.whole(sound)).read();
    double worst = Double.POSITIVE_INFINITY;
    for (TrackSegment segment : CutSound.cut(sound, 1000)) {
      float[][] heard = feed(segment).read();
      int at = (int) CutSound.input(segment).start();
      int count = Math.min(heard[0].length, whole[0].length - at);
      for (int channel = 0; channel < 2; channel++) {
        float[] expected = Arrays.copyOfRange(whole[channel], at, at + count);
        worst = Math.min(worst, Loudness.snr(expected, 0, heard[channel], 0, count));
      }
    }
    return worst;
  }

  @ParameterizedTest
  @CsvSource({
    "m4a, 48000, 2, -c:a aac -aac_pns 0",
    "m4a, 44100, 2, -c:a aac -aac_pns 0",
    "m4a, 8000, 1, -c:a aac -aac_pns 0",
    "m4a, 96000, 2, -c:a aac -aac_pns 0",
    "mp3, 48000, 2, -c:a libmp3lame -b:a 128k",
    "mp3, 44100, 2, -c:a libmp3lame -b:a 320k",
    "mp3, 22050, 1, -c:a libmp3lame -b:a 32k",
    "mp2, 48000, 2, -c:a mp2 -b:a 192k",
    "ogg, 48000, 2, -c:a libopus -b:a 96k",
    "ogg, 48000, 1, -c:a libopus -b:a 24k -application voip",
    "ogg, 44100, 2, -c:a libvorbis",
    "ogg, 8000, 1, -c:a libvorbis",
    "flac, 44100, 2, -c:a flac",
    "m4a, 44100, 2, -c:a alac",
    "wav, 48000, 2, -c:a pcm_s16le",
    "wav, 44100, 2, -c:a pcm_s24le",
    "wav, 11025, 1, -c:a pcm_u8",
    "wav, 22255, 1, -c:a pcm_s16le",
    "wav, 32000, 2, -c:a pcm_f32le",
    "wav, 192000, 2, -c:a pcm_s32le",
    "dts, 48000, 6, -c:a dca -strict -2",
    "thd, 48000, 2, -c:a truehd -strict -2",
    "thd, 96000, 2, -c:a truehd -strict -2"
  })
  void hearsToTheBitWhatItHadHeardHadItHeardAll(
      String suffix, int rate, int channels, String options) throws Exception {
    String[] words = options.split(" ", -1);
    DemuxedSound sound = MadeSound.make(directory, suffix, rate, channels, SECONDS, words);
    assertThat(worstSnr(sound)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** Dither of AC-3, and predictors of Opus that hardly forget, differ with what was heard. */
  @ParameterizedTest
  @CsvSource({
    "ac3, 48000, 6, 50, -c:a ac3",
    "eac3, 48000, 6, 50, -c:a eac3",
    "ac3, 44100, 2, 50, -c:a ac3",
    "ogg, 48000, 1, 80, -c:a libopus -b:a 6k -application voip",
    "ogg, 48000, 1, 80, -c:a libopus -b:a 12k -application voip -frame_duration 60"
  })
  void hearsNearlyThatOfCodecsThatNeverForget(
      String suffix, int rate, int channels, double least, String options) throws Exception {
    String[] words = options.split(" ", -1);
    DemuxedSound sound = MadeSound.make(directory, suffix, rate, channels, SECONDS, words);
    assertThat(worstSnr(sound)).isGreaterThan(least);
  }

  @ParameterizedTest
  @CsvSource({"wav, -c:a pcm_s16le", "flac, -c:a flac", "m4a, -c:a alac", "thd, -c:a truehd"})
  void laysEachSampleAtItsPlace(String suffix, String options) throws Exception {
    Path file =
        MadeSound.file(
            directory,
            suffix,
            48_000,
            2,
            1.1,
            (options + " -sample_fmt " + format(suffix) + " -strict -2").split(" ", -1));
    short[] expected = MadeSound.pcm(directory, file);
    float[][] heard = feed(CutSound.whole(DemuxedSound.read(file))).read();
    for (int i = 0; i < 48_000; i++) {
      assertThat(heard[0][LEAD + i]).isEqualTo(expected[2 * i] / 32768f);
      assertThat(heard[1][LEAD + i]).isEqualTo(expected[2 * i + 1] / 32768f);
    }
    for (int i = 0; i < LEAD; i++) {
      assertThat(heard[0][i]).isZero();
    }
  }

  private static String format(String suffix) {
    return switch (suffix) {
      case "m4a" -> "s16p";
      default -> "s16";
    };
  }

  private static Payload pcm(int samples, int value) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples; i++) {
      bytes.putShort((short) value);
    }
    return Payload.of(bytes.array());
  }

  private static TrackFormat.Audio pcmFormat(int rate, int channels) {
    return new TrackFormat.Audio(
        Codec.OTHER_AUDIO, "pcm_s16le", Payload.EMPTY, "und", rate, channels, 1000, Payload.EMPTY);
  }

  /** Each channel has its own value, in 1/32 of full scale: 1, 2, 4 and so on. */
  private static float[] mixed(int channels, AudioTarget.Layout layout) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * channels * 1024).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 1024 * channels; i++) {
      bytes.putShort((short) (1024 << Math.min(i % channels, 5) & 0x7fff));
    }
    Sample sample = new Sample(1024, 0, true, Payload.of(bytes.array()));
    TrackSegment segment =
        CutSound.whole(new DemuxedSound(pcmFormat(48_000, channels), List.of(sample)));
    float[][] heard =
        new SoundFeed(
                segment, (TrackFormat.Audio) segment.format(), CutSound.input(segment), layout)
            .read();
    float[] mixed = new float[heard.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = 32 * heard[i][LEAD + 100];
    }
    return mixed;
  }

  @Test
  void mixesWithoutChangingTheLevel() {
    float half = (float) Math.sqrt(0.5);
    AudioTarget.Layout stereo = AudioTarget.Layout.STEREO;
    AudioTarget.Layout surround = AudioTarget.Layout.SURROUND;
    assertThat(mixed(1, stereo)).containsExactly(1, 1);
    assertThat(mixed(2, stereo)).containsExactly(1, 2);
    assertThat(mixed(3, stereo)).containsExactly(1, 2); // 2.1
    // FL 1, FR 2, FC 4, LFE 8, BL 16, BR 0
    float[] folded = mixed(6, stereo);
    assertThat(folded[0]).isCloseTo(1 + half * (4 + 16), within(1e-4f));
    assertThat(folded[1]).isCloseTo(2 + half * 4, within(1e-4f));
    assertThat(mixed(1, surround)).containsExactly(0, 0, 1, 0, 0, 0);
    assertThat(mixed(2, surround)).containsExactly(1, 2, 0, 0, 0, 0);
    assertThat(mixed(6, surround)).containsExactly(1, 2, 4, 8, 16, 0);
  }

  @Test
  void takesTheFirstChannelsOfALayoutWithoutNames() {
    assertThat(mixed(9, AudioTarget.Layout.STEREO)).containsExactly(1, 2);
    assertThat(mixed(11, AudioTarget.Layout.SURROUND)).containsExactly(1, 2, 4, 8, 16, 0);
  }

  @Test
  void fillsTheRestOfAnAccessUnitAndCutsWhatIsMore() {
    List<Sample> samples =
        List.of(
            new Sample(3000, 0, true, pcm(1000, 16_384)),
            new Sample(500, 0, true, pcm(1000, 8_192)),
            new Sample(1000, 0, true, pcm(1000, -16_384)));
    float[][] heard = feed(CutSound.whole(new DemuxedSound(pcmFormat(48_000, 1), samples))).read();
    float[] expected = new float[heard[0].length];
    Arrays.fill(expected, LEAD, LEAD + 1000, 0.5f);
    Arrays.fill(expected, LEAD + 3000, LEAD + 3500, 0.25f);
    Arrays.fill(expected, LEAD + 3500, LEAD + 4500, -0.5f);
    assertThat(heard).isEqualTo(new float[][] {expected, expected});
  }

  @Test
  void isSilentWhereAnAccessUnitIsDamaged() throws Exception {
    DemuxedSound sound = MadeSound.make(directory, "flac", 48_000, 2, 1.1, "-c:a", "flac");
    float[][] whole = feed(CutSound.whole(sound)).read();
    List<Sample> samples = new ArrayList<>(sound.samples());
    int place = 4;
    Sample hit = samples.get(place);
    byte[] bytes = hit.data().toByteArray();
    bytes[bytes.length / 2] ^= 1;
    samples.set(place, new Sample(hit.duration(), 0, true, Payload.of(bytes)));
    SoundFeed feed = feed(CutSound.whole(new DemuxedSound(sound.format(), samples)));
    float[][] heard = feed.read();
    assertThat(feed.damaged()).isEqualTo(1);
    int from = LEAD + place * (int) hit.duration();
    Arrays.fill(whole[0], from, from + (int) hit.duration(), 0);
    assertThat(heard[0]).isEqualTo(whole[0]);
  }

  @Test
  void keepsPlacesWhereRateAndLayoutChange() throws Exception {
    DemuxedSound stereo = MadeSound.make(directory, "ac3", 44_100, 2, 1.0, "-c:a", "ac3");
    DemuxedSound surround = MadeSound.make(directory, "ac3", 44_100, 6, 1.0, "-c:a", "ac3");
    DemuxedSound other = MadeSound.make(directory, "ac3", 48_000, 2, 1.0, "-c:a", "ac3");
    List<Sample> samples = new ArrayList<>(stereo.samples());
    samples.addAll(surround.samples());
    for (Sample sample : other.samples()) { // 1411.2 ticks of the first two
      int duration = samples.size() % 5 == 0 ? 1412 : 1411;
      samples.add(new Sample(duration, 0, true, sample.data()));
    }
    float[][] heard = feed(CutSound.whole(new DemuxedSound(stereo.format(), samples))).read();

    long ticks = 0;
    for (DemuxedSound part : List.of(stereo, surround, other)) {
      float[][] alone = feed(CutSound.whole(part)).read();
      int at = (int) new Timescale(44_100).rescale(ticks, new Timescale(48_000));
      int margin = 8000;
      int count = 24_000;
      assertThat(Loudness.power(alone[0], LEAD + margin, count)).isGreaterThan(-30);
      if (part == stereo) {
        assertThat(Loudness.snr(alone[0], LEAD + margin, heard[0], LEAD + at + margin, count))
            .isGreaterThan(80);
      } else {
        assertThat(bestLag(alone[0], LEAD + margin, heard[0], LEAD + at + margin, count))
            .isBetween(-1, 1);
      }
      ticks += part.samples().stream().mapToLong(Sample::duration).sum();
    }
  }

  /** By how many samples {@code other} is late, where that is seen best. */
  private static int bestLag(float[] sound, int from, float[] other, int otherFrom, int count) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int lag = -20; lag <= 20; lag++) {
      double snr = Loudness.snr(sound, from, other, otherFrom + lag, count);
      if (snr > most) {
        most = snr;
        best = lag;
      }
    }
    return best;
  }

  private static DemuxedSound ingested(Path file) throws Exception {
    RecordedIngest ingest = new RecordedIngest();
    StreamIngest stream = new StreamIngest("he", new SegmentSettings(2000, 0, 3000));
    Payload bytes = Payload.of(Files.readAllBytes(file));
    stream.accept(IngestInput.chunk(1, 0, SegmentUnit.NO_DATE, bytes), ingest);
    stream.accept(IngestInput.end(1, 1, SegmentUnit.NO_DATE), ingest);
    List<TrackSegment> tracks =
        ingest.units.stream()
            .flatMap(unit -> unit.tracks().stream())
            .filter(track -> track.rendition().equals("audio"))
            .toList();
    List<Sample> samples = new ArrayList<>();
    tracks.forEach(track -> samples.addAll(track.samples()));
    return new DemuxedSound((TrackFormat.Audio) tracks.get(0).format(), samples);
  }

  @Test
  void laysBothOutputRatesOfHeAac() throws Exception {
    Path file =
        RealFiles.MEDIA.resolve("shaka-project+shaka-player/test/test/assets/id3-metadata.ts");
    assumeTrue(Files.exists(file), file + " is not here");
    DemuxedSound sound = ingested(file);
    assertThat(sound.format().sampleRate()).isEqualTo(24_000);
    float[][] whole = feed(CutSound.whole(sound)).read();
    assertThat(Loudness.snr(whole[0], LEAD, whole[1], LEAD, 96_000)).isLessThan(30); // stereo
    for (TrackSegment segment : CutSound.cut(sound, 1000)) {
      float[][] heard = feed(segment).read();
      int at = (int) CutSound.input(segment).start();
      // Its noise is never the same; its place and its power are.
      for (int i = 0; i < 40_000 && at + i + BLOCK < whole[0].length; i += BLOCK) {
        assertThat(Loudness.power(heard[0], i, BLOCK))
            .isCloseTo(Loudness.power(whole[0], at + i, BLOCK), within(0.5));
        assertThat(Loudness.snr(whole[0], at + i, heard[0], i, BLOCK)).isGreaterThan(12);
      }
    }
  }
}
