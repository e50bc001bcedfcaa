package io.millrace.cmaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.SecondOpinion;
import io.millrace.codec.aac.AudioSpecificConfig;
import io.millrace.codec.aac.AudioSpecificConfig.Extension;
import io.millrace.codec.aac.SilentFrame;
import io.millrace.codec.ac3.Ac3Configuration;
import io.millrace.codec.ac3.Eac3Configuration;
import io.millrace.codec.ac3.SyncFrame;
import io.millrace.codec.flac.FlacFrame;
import io.millrace.codec.flac.StreamInfo;
import io.millrace.codec.mpegaudio.MpegAudioHeader;
import io.millrace.codec.mpegaudio.MpegAudioHeader.Version;
import io.millrace.codec.opus.OpusHead;
import io.millrace.codec.opus.OpusPacket;
import io.millrace.media.Codec;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What fills holes in the sound is silence to another decoder, and as long as it says. */
class SilenceTest {
  private static final int UNITS = 10;

  @TempDir Path directory;

  static Stream<Arguments> formats() {
    Stream.Builder<Arguments> all = Stream.builder();
    for (int acmod = 0; acmod < 8; acmod++) {
      addAc3(all, acmod, acmod % 3 == 1);
    }
    all.add(arguments("AC-3 44.1 kHz", ac3(ac3Frame(1, 8, 7, true, 25))));
    all.add(arguments("AC-3 32 kHz", ac3(ac3Frame(2, 8, 2, false, 20))));
    all.add(arguments("E-AC-3 5.1", eac3(main51())));
    all.add(arguments("E-AC-3 7.1", eac3(main51(), eac3Frame(1, 0, 48_000, 6, false, 0x1a00))));
    all.add(arguments("AAC", aac(AudioSpecificConfig.lc(48_000, 2))));
    AudioSpecificConfig mono = AudioSpecificConfig.lc(24_000, 1);
    all.add(
        arguments("HE-AAC", aac(AudioSpecificConfig.lc(24_000, 2).with(Extension.SBR, 48_000))));
    all.add(arguments("HE-AAC v2", aac(mono.with(Extension.SBR_AND_PS, 48_000))));
    for (int channels : new int[] {1, 2, 3, 6, 8}) {
      all.add(arguments("Opus " + channels, opus(channels, 960)));
    }
    for (int samples : new int[] {120, 480, 2880, 5760}) {
      all.add(arguments("Opus of " + samples + " samples", opus(2, samples)));
    }
    all.add(arguments("FLAC 16 bits", flac(44_100, 2, 16, 4608)));
    all.add(arguments("FLAC 24 bits", flac(96_000, 6, 24, 4096)));
    all.add(arguments("FLAC mono", flac(8_000, 1, 8, 192)));
    all.add(arguments("MP3 MPEG-1", mp3(Version.MPEG_1, 44_100, 2)));
    all.add(arguments("MP3 MPEG-1 mono", mp3(Version.MPEG_1, 48_000, 1)));
    all.add(arguments("MP3 MPEG-2", mp3(Version.MPEG_2, 24_000, 2)));
    all.add(arguments("MP3 MPEG-2.5", mp3(Version.MPEG_2_5, 8_000, 1)));
    return all.build();
  }

  private static void addAc3(Stream.Builder<Arguments> all, int acmod, boolean lfe) {
    String name = acmod + (lfe ? " with LFE" : "");
    all.add(arguments("AC-3 acmod " + name, ac3(ac3Frame(0, 8, acmod, lfe, 28))));
    all.add(arguments("E-AC-3 acmod " + name, eac3(eac3Frame(0, 0, 48_000, acmod, lfe, 0))));
  }

  private static SyncFrame ac3Frame(int fscod, int bsid, int acmod, boolean lfe, int frmsizecod) {
    byte[] header = {0x0b, 0x77, 0, 0, (byte) (fscod << 6 | frmsizecod), (byte) (bsid << 3), 0, 0};
    int bytes = SyncFrame.frameBytes(header, 0);
    int rate = new int[] {48_000, 44_100, 32_000}[fscod];
    return new SyncFrame(bytes, false, 0, fscod, rate, 6, bsid, 0, acmod, lfe, frmsizecod, 0, 0);
  }

  private static SyncFrame main51() {
    return eac3Frame(0, 0, 48_000, 7, true, 0);
  }

  private static SyncFrame eac3Frame(
      int type, int fscod, int rate, int acmod, boolean lfe, int chanmap) {
    return new SyncFrame(768, type == 1, 0, fscod, rate, 6, 16, 0, acmod, lfe, 0, chanmap, 0);
  }

  private static TrackFormat.Audio ac3(SyncFrame frame) {
    return new TrackFormat.Audio(
        Codec.AC3,
        "ac-3",
        Ac3Configuration.of(frame).payload(),
        "und",
        frame.sampleRate(),
        channels(frame),
        1536,
        io.millrace.codec.ac3.SilentFrame.of(List.of(frame)));
  }

  private static TrackFormat.Audio eac3(SyncFrame... frames) {
    return new TrackFormat.Audio(
        Codec.EAC3,
        "ec-3",
        Eac3Configuration.of(List.of(frames)).payload(),
        "und",
        frames[0].sampleRate(),
        frames.length > 1 ? 8 : channels(frames[0]),
        1536,
        io.millrace.codec.ac3.SilentFrame.of(List.of(frames)));
  }

  private static int channels(SyncFrame frame) {
    return new int[] {2, 1, 2, 3, 3, 4, 4, 5}[frame.acmod()] + (frame.lfe() ? 1 : 0);
  }

  private static TrackFormat.Audio aac(AudioSpecificConfig config) {
    return new TrackFormat.Audio(
        Codec.AAC,
        config.codecs(),
        config.payload(),
        "und",
        config.sampleRate(),
        config.channels(),
        config.samplesPerFrame(),
        SilentFrame.of(config));
  }

  private static TrackFormat.Audio opus(int channels, int samples) {
    OpusHead head = OpusHead.of(channels);
    Payload silence = OpusPacket.silence(head, samples);
    assertThat(OpusPacket.samples(silence, 0)).isEqualTo(samples);
    return new TrackFormat.Audio(
        Codec.OPUS, "Opus", head.dops(), "und", 48_000, channels, samples, silence);
  }

  private static TrackFormat.Audio flac(int rate, int channels, int bits, int blockSize) {
    long fields = (long) rate << 44 | (long) (channels - 1) << 41 | (long) (bits - 1) << 36;
    String block = "%04x%<04x000000000000%016x".formatted(blockSize, fields);
    Payload record = Payload.of(HexFormat.of().parseHex("80000022" + block + "00".repeat(16)));
    StreamInfo info = StreamInfo.parse(record, 0);
    Payload silence = FlacFrame.silence(info, blockSize);
    assertThat(FlacFrame.parse(silence, 0).blockSize()).isEqualTo(blockSize);
    assertThat(FlacFrame.parse(silence, 0).fits(info)).isTrue();
    return new TrackFormat.Audio(
        Codec.FLAC, "fLaC", info.dfla(), "und", rate, channels, blockSize, silence);
  }

  private static TrackFormat.Audio mp3(Version version, int rate, int channels) {
    MpegAudioHeader header = new MpegAudioHeader(version, 3, rate, channels, 0);
    Payload silence = header.silence();
    assertThat(MpegAudioHeader.parse(silence, 0))
        .isEqualTo(new MpegAudioHeader(version, 3, rate, channels, silence.length()));
    return new TrackFormat.Audio(
        Codec.MPEG_AUDIO,
        header.codecs(),
        Payload.EMPTY,
        "und",
        rate,
        channels,
        header.samples(),
        silence);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void decodesToDigitalSilence(String name, TrackFormat.Audio format) throws Exception {
    Path file = directory.resolve("silence.mp4");
    Files.write(file, packaged(format));

    byte[] pcm = SecondOpinion.pcm(file.toString());

    int decoded = UNITS * format.samplesPerFrame() * format.channels();
    assertThat(pcm).hasSize(4 * decoded * timesMore(format.codecs()));
    assertThat(pcm).containsOnly(0);
  }

  /** What the decoder makes of a core: twice the rate, and of one channel two. */
  private static int timesMore(String codecs) {
    return switch (codecs) {
      case "mp4a.40.5" -> 2;
      case "mp4a.40.29" -> 4;
      default -> 1;
    };
  }

  private static byte[] packaged(TrackFormat.Audio format) {
    Sample sample = new Sample(format.samplesPerFrame(), 0, true, format.silence());
    Timescale rate = new Timescale(format.sampleRate());
    TrackSegment track =
        new TrackSegment("audio", format, rate, 0, Collections.nCopies(UNITS, sample));
    SegmentUnit unit =
        new SegmentUnit("cam-1", 0, false, SegmentUnit.NO_DATE, 2, List.of(track), true);
    PackagedTrack packaged = new CmafPackager().pack(unit).tracks().get(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(packaged.initSegment().toByteArray());
    bytes.writeBytes(Payload.concat(packaged.body()).toByteArray());
    return bytes.toByteArray();
  }
}
