package io.millrace.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.codec.aac.AudioSpecificConfig;
import io.millrace.libav.DemuxedSound;
import io.millrace.libav.LibavException;
import io.millrace.media.AudioTarget;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.segment.AudioMargins;
import io.millrace.segment.EncoderInput;
import io.millrace.segment.TrackSegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoundEncoderTest {
  private static final int FRAME = EncoderInput.AUDIO_FRAME;

  /** Samples of a stretch without a join. */
  private static final int ELSEWHERE = 30 * FRAME;

  private static final int LEAD = AudioMargins.LEAD_FRAMES * FRAME;
  private static final SoundEncoder STEREO = new SoundEncoder(AudioTarget.STEREO);

  @TempDir private Path directory;

  /** What all segments decode to, one behind the other, from 0 on. */
  private static float[][] decoded(List<TrackSegment> segments, AudioTarget.Layout layout) {
    List<Sample> samples = new ArrayList<>();
    segments.forEach(segment -> samples.addAll(segment.samples()));
    TrackFormat.Audio format = (TrackFormat.Audio) segments.get(0).format();
    return read(CutSound.whole(new DemuxedSound(format, samples)), layout);
  }

  /** What an encoder would hear of {@code segment}, without the lead. */
  private static float[][] read(TrackSegment segment, AudioTarget.Layout layout) {
    TrackFormat.Audio format = (TrackFormat.Audio) segment.format();
    float[][] heard = new SoundFeed(segment, format, CutSound.input(segment), layout).read();
    float[][] own = new float[heard.length][heard[0].length - LEAD];
    for (int i = 0; i < own.length; i++) {
      System.arraycopy(heard[i], LEAD, own[i], 0, own[i].length);
    }
    return own;
  }

  @ParameterizedTest
  @CsvSource({"STEREO, 2, 2", "SURROUND, 6, 6", "STEREO, 6, 2", "SURROUND, 1, 6"})
  void saysWhatItIs(String name, int channels, int encoded) throws Exception {
    AudioTarget target = name.equals("STEREO") ? AudioTarget.STEREO : AudioTarget.SURROUND;
    DemuxedSound sound = MadeSound.make(directory, "wav", 44_100, channels, 2.5);
    long next = 0;
    for (TrackSegment source : CutSound.cut(sound, 1000)) {
      TrackSegment segment = new SoundEncoder(target).encode(source);
      TrackFormat.Audio format = (TrackFormat.Audio) segment.format();
      AudioSpecificConfig config = AudioSpecificConfig.parse(format.configuration(), 0);
      assertThat(segment.rendition()).isEqualTo("audio");
      assertThat(segment.encoding()).isNull();
      assertThat(format.codec()).isEqualTo(Codec.AAC);
      assertThat(format.codecs()).isEqualTo("mp4a.40.2");
      assertThat(format.channels()).isEqualTo(encoded).isEqualTo(config.channels());
      assertThat(format.sampleRate()).isEqualTo(48_000).isEqualTo(config.sampleRate());
      assertThat(format.samplesPerFrame()).isEqualTo(FRAME);
      assertThat(segment.timescale()).isEqualTo(new Timescale(48_000));
      assertThat(segment.baseMediaDecodeTime()).isEqualTo(next);
      assertThat(segment.samples()).allMatch(sample -> sample.duration() == FRAME);
      next += segment.duration();
      assertThat(next).isEqualTo(CutSound.input(source).end());
    }
    assertThat(next).isGreaterThan(48_000 * 5 / 2 - FRAME);
  }

  /** Where segments join, the sound is as near to what was encoded as elsewhere. */
  @ParameterizedTest
  @CsvSource({
    "wav, 48000, 2, STEREO, -c:a pcm_s16le",
    "mp3, 44100, 2, STEREO, -c:a libmp3lame -b:a 192k",
    "ac3, 48000, 6, SURROUND, -c:a ac3 -b:a 640k",
    "wav, 44100, 1, STEREO, -c:a pcm_s16le"
  })
  void joinsWithoutASeam(String suffix, int rate, int channels, String layout, String options)
      throws Exception {
    AudioTarget target = layout.equals("STEREO") ? AudioTarget.STEREO : AudioTarget.SURROUND;
    DemuxedSound sound =
        MadeSound.make(directory, suffix, rate, channels, 21.5, options.split(" ", -1));
    SoundEncoder encoder = new SoundEncoder(target);
    List<TrackSegment> segments = CutSound.cut(sound, 1000);
    List<TrackSegment> apart = segments.stream().map(encoder::encode).toList();
    float[] source = read(CutSound.whole(sound), target.layout())[0];
    float[] joined = decoded(apart, target.layout())[0];
    double snrAtJoins = 0;
    double snrElsewhere = 0;
    double peakAtJoins = 0;
    double peakElsewhere = 0;
    List<TrackSegment> behind = apart.subList(1, apart.size() - 1);
    for (TrackSegment segment : behind) {
      // The frames of both sides that the other side's overlap.
      int join = (int) segment.baseMediaDecodeTime() - FRAME;
      int before = join - ELSEWHERE;
      snrAtJoins += Loudness.snr(source, join, joined, join, 2 * FRAME);
      snrElsewhere += Loudness.snr(source, before, joined, before, ELSEWHERE);
      double peak = Loudness.peakError(source, join, joined, join, 2 * FRAME);
      peakAtJoins = Math.max(peakAtJoins, peak);
      peak = Loudness.peakError(source, before, joined, before, ELSEWHERE);
      peakElsewhere = Math.max(peakElsewhere, peak);
    }
    assertThat(behind).hasSizeGreaterThan(18);
    assertThat(snrElsewhere / behind.size()).isGreaterThan(25);
    assertThat(snrAtJoins).isGreaterThan(snrElsewhere - behind.size()); // 1 dB each
    // Where frames are missing in front, a click of eight times as much.
    assertThat(peakAtJoins).isLessThan(1.25 * peakElsewhere);
  }

  @Test
  void makesTheSameBytesInWhateverOrderAndBesideEachOther() throws Exception {
    DemuxedSound sound = MadeSound.make(directory, "mp3", 44_100, 2, 6.2, "-c:a", "libmp3lame");
    List<TrackSegment> segments = CutSound.cut(sound, 1000);
    List<TrackSegment> inOrder = segments.stream().map(STEREO::encode).toList();
    List<TrackSegment> backwards = new ArrayList<>();
    for (int i = segments.size() - 1; i >= 0; i--) {
      backwards.add(0, STEREO.encode(segments.get(i)));
    }
    assertThat(backwards).isEqualTo(inOrder);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<TrackSegment>> beside = new ArrayList<>();
      for (TrackSegment segment : segments) {
        beside.add(threads.submit(() -> STEREO.encode(segment)));
      }
      for (int i = 0; i < segments.size(); i++) {
        assertThat(beside.get(i).get()).isEqualTo(inOrder.get(i));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void doesNotHearMoreThanItsMargins() throws Exception {
    DemuxedSound sound = MadeSound.make(directory, "ac3", 44_100, 2, 6.2, "-c:a", "ac3");
    TrackSegment segment = CutSound.cut(sound, 1000).get(3);
    EncoderInput input = CutSound.input(segment);
    List<Sample> lead = new ArrayList<>(segment.samples());
    lead.addAll(input.lead());
    List<Sample> trail = new ArrayList<>(input.trail());
    trail.addAll(segment.samples());
    TrackSegment more =
        segment.withEncoding(new EncoderInput(lead, trail, input.start(), input.end(), false));
    assertThat(STEREO.encode(more)).isEqualTo(STEREO.encode(segment));
  }

  @Test
  void tellsHowManyAccessUnitsAreDamaged() throws Exception {
    DemuxedSound sound = MadeSound.make(directory, "ac3", 48_000, 2, 3.2, "-c:a", "ac3");
    List<Sample> samples = new ArrayList<>(sound.samples());
    for (int i : new int[] {2, 40, 41}) {
      Sample sample = samples.get(i);
      Payload nothing = Payload.of(new byte[sample.data().length()]);
      samples.set(i, new Sample(sample.duration(), 0, true, nothing));
    }
    List<Integer> counts = new ArrayList<>();
    for (TrackSegment segment : CutSound.cut(new DemuxedSound(sound.format(), samples), 1000)) {
      STEREO.encode(segment, counts::add);
    }
    assertThat(counts).containsExactly(1, 2);
  }

  @Test
  void refusesACodecThatFfmpegDoesNotHave() {
    TrackFormat.Audio format =
        new TrackFormat.Audio(
            Codec.OTHER_AUDIO, "no_such", Payload.EMPTY, "und", 48_000, 2, 1024, Payload.EMPTY);
    Sample sample = new Sample(2048, 0, true, Payload.of(new byte[10]));
    TrackSegment segment = CutSound.whole(new DemuxedSound(format, List.of(sample)));
    assertThatThrownBy(() -> STEREO.encode(segment))
        .isInstanceOf(LibavException.class)
        .hasMessage("Cannot decode no_such: no decoder for it");
  }

  @Test
  void refusesWhatIsNotToBeEncoded() {
    TrackFormat.Audio format =
        new TrackFormat.Audio(
            Codec.AAC, "mp4a.40.2", Payload.EMPTY, "und", 48_000, 2, 1024, Payload.EMPTY);
    Sample sample = new Sample(1024, 0, true, Payload.EMPTY);
    TrackSegment copied =
        new TrackSegment("audio", format, new Timescale(48_000), 0, List.of(sample));
    assertThatThrownBy(() -> STEREO.encode(copied))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid segment of audio: no sound to be encoded");
  }
}
