package io.millrace.demux.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.ac3.SilentFrame;
import io.millrace.codec.ac3.SyncFrame;
import io.millrace.codec.flac.FlacFrame;
import io.millrace.codec.flac.StreamInfo;
import io.millrace.codec.mpegaudio.MpegAudioHeader;
import io.millrace.codec.opus.OpusHead;
import io.millrace.codec.opus.OpusPacket;
import io.millrace.demux.DemuxHandler;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedState;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sound whose every frame says what it is, without a container. */
class AudioTracksTest {
  private final Recorder recorder = new Recorder();
  private ElementaryStage stage = new ElementaryStage(recorder);
  private long pts;

  private static Payload hex(String digits) {
    return Payload.of(HexFormat.of().parseHex(digits));
  }

  private static Track track(Codec codec, Payload configuration) {
    return new Track(
        1,
        codec,
        "",
        configuration,
        Track.Framing.RAW,
        Timescale.MPEG_TS,
        null,
        0,
        0,
        48_000,
        2,
        Display.UNDECLARED,
        "und",
        Track.Use.PROGRAMME,
        true);
  }

  private void open(Codec codec, Payload configuration) {
    stage.onTracks(List.of(track(codec, configuration)));
  }

  private void push(Payload... parts) {
    stage.onAccessUnit(new AccessUnit(1, pts, 0, true, join(parts), 100));
    pts += 1000;
  }

  private static Payload join(Payload... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Payload part : parts) {
      out.writeBytes(part.toByteArray());
    }
    return Payload.of(out.toByteArray());
  }

  private TrackFormat.Audio format(int index) {
    return (TrackFormat.Audio) recorder.formats.get(index);
  }

  private static Payload ac3(int acmod) {
    return SilentFrame.of(
        List.of(new SyncFrame(1536, false, 0, 0, 48_000, 6, 8, 0, acmod, false, 28, 0, 0)));
  }

  /** A frame of E-AC-3, of which only the header means something. */
  private static Payload eac3(boolean dependent, int id, int numblkscod, int acmod) {
    byte[] frame = new byte[64];
    frame[0] = 0x0b;
    frame[1] = 0x77;
    frame[2] = (byte) ((dependent ? 0x40 : 0) | id << 3);
    frame[3] = 31;
    frame[4] = (byte) (numblkscod << 4 | acmod << 1);
    frame[5] = (byte) (16 << 3);
    return Payload.of(frame);
  }

  private static Payload mp3(int rate, int channels) {
    return new MpegAudioHeader(MpegAudioHeader.Version.MPEG_1, 3, rate, channels, 0).silence();
  }

  private static Payload streamInfo() {
    return hex("80000022" + "10001000000000000000" + "0ac442f000000000" + "00".repeat(16));
  }

  private static Payload flac(int blockSize) {
    return FlacFrame.silence(StreamInfo.parse(streamInfo(), 0), blockSize);
  }

  private static Payload opus(int samples) {
    return OpusPacket.silence(OpusHead.of(2), samples);
  }

  @Test
  void handsOnAc3AtOnce() {
    open(Codec.AC3, Payload.EMPTY);
    push(ac3(7));
    assertThat(recorder.lines).hasSize(3);
    assertThat(format(0).codecs()).isEqualTo("ac-3");
    assertThat(format(0).configuration()).isEqualTo(hex("1039c0"));
    assertThat(format(0).channels()).isEqualTo(5);
    assertThat(format(0).silence()).isEqualTo(ac3(7));
    assertThat(recorder.units.get(0).samples()).isEqualTo(1536);
  }

  @Test
  void announcesAnotherLayoutAtTheAccessUnitThatHasIt() {
    open(Codec.AC3, Payload.EMPTY);
    push(ac3(7), ac3(7));
    push(ac3(2));
    assertThat(recorder.lines)
        .extracting(line -> line.split(" ")[0])
        .containsExactly("tracks", "format", "unit", "unit", "format", "unit");
    // 1536 samples of 48 kHz are 2880 ticks: the second frame of the first unit
    assertThat(recorder.units).extracting(AccessUnit::pts).containsExactly(0L, 2880L, 1000L);
  }

  @Test
  void putsFramesOfOneBlockTogetherBySix() {
    open(Codec.EAC3, Payload.EMPTY);
    for (int i = 0; i < 13; i++) {
      push(eac3(false, 0, 0, 2));
    }
    assertThat(recorder.units).extracting(AccessUnit::pts).containsExactly(0L, 6000L);
    assertThat(recorder.units).allMatch(unit -> unit.data().length() == 6 * 64);
    assertThat(recorder.units).allMatch(unit -> unit.samples() == 1536);
    stage.end();
    assertThat(recorder.lines).last().isEqualTo("dropped 1 INCOMPLETE 100");
  }

  @Test
  void putsDependentSubstreamsToTheirIndependentOne() {
    open(Codec.EAC3, Payload.EMPTY);
    push(eac3(true, 0, 3, 6)); // of a programme whose start is missing
    for (int i = 0; i < 3; i++) {
      push(eac3(false, 0, 3, 7));
      push(eac3(true, 0, 3, 4));
    }
    stage.end();
    assertThat(recorder.lines).element(1).isEqualTo("dropped 1 INCOMPLETE 100");
    assertThat(recorder.units).hasSize(3).allMatch(unit -> unit.data().length() == 128);
    assertThat(recorder.formats).hasSize(1);
    // L, C, R, Ls, Rs and the dependent substream's Cs
    assertThat(format(0).channels()).isEqualTo(6);
    assertThat(format(0).configuration()).isEqualTo(hex("0100200e0204"));
  }

  @Test
  void doesNotTakeALossForAnotherFormat() {
    open(Codec.EAC3, Payload.EMPTY);
    push(eac3(false, 0, 3, 7), eac3(true, 0, 3, 4));
    push(eac3(false, 0, 3, 7));
    stage.onLoss(1, new MediaException.Malformed(7, "packets are missing"));
    push(eac3(false, 0, 3, 7), eac3(true, 0, 3, 4));
    stage.end();
    assertThat(recorder.lines)
        .extracting(line -> line.split(" ")[0])
        .containsExactly("tracks", "format", "unit", "dropped", "loss", "unit");
  }

  @Test
  void leavesTheUnitAsItIsWhereTheContainerHasItWhole() {
    open(Codec.EAC3, Payload.EMPTY);
    Payload whole = join(eac3(false, 0, 3, 7), eac3(true, 0, 3, 4));
    stage.onAccessUnit(new AccessUnit(1, 0, 0, true, whole, 0));
    stage.end();
    assertThat(recorder.units.get(0).data().array()).isSameAs(whole.array());
    assertThat(recorder.units.get(0).data()).isEqualTo(whole);
  }

  @Test
  void keepsTheDataRateOfTheFirstAccessUnit() {
    open(Codec.EAC3, Payload.EMPTY);
    push(SilentFrame.of(List.of(SyncFrame.parse(eac3(false, 0, 3, 7), 0))));
    push(eac3(false, 0, 3, 7));
    stage.end();
    assertThat(recorder.units).hasSize(2);
    assertThat(recorder.formats).hasSize(1);
  }

  @Test
  void takesMp3FramesApart() {
    open(Codec.MPEG_AUDIO, Payload.EMPTY);
    push(mp3(48_000, 2), mp3(48_000, 2));
    push(mp3(44_100, 1));
    assertThat(recorder.units).extracting(AccessUnit::pts).containsExactly(0L, 2160L, 1000L);
    assertThat(recorder.units).allMatch(unit -> unit.samples() == 1152);
    assertThat(recorder.formats)
        .extracting(format -> ((TrackFormat.Audio) format).sampleRate())
        .containsExactly(48_000, 44_100);
    assertThat(format(0).codecs()).isEqualTo("mp4a.6B");
    assertThat(format(0).configuration()).isEqualTo(Payload.EMPTY);
  }

  @Test
  void saysOnceThatTheOtherLayersAreNotServed() {
    open(Codec.MPEG_AUDIO, Payload.EMPTY);
    byte[] layer2 = new byte[768];
    hex("fffdc404").copyTo(layer2, 0);
    push(Payload.of(layer2));
    push(Payload.of(layer2));
    assertThat(recorder.lines).containsExactly("tracks [1]", "dropped 1 UNSUPPORTED_CODEC 100");
  }

  @Test
  void countsTheSamplesOfEachFlacFrame() {
    open(Codec.FLAC, join(hex("664c6143"), streamInfo()));
    push(flac(4096));
    push(flac(100));
    assertThat(recorder.units).extracting(AccessUnit::samples).containsExactly(4096, 100);
    assertThat(recorder.formats).hasSize(1);
    assertThat(format(0).samplesPerFrame()).isEqualTo(4096);
    assertThat(format(0).configuration()).isEqualTo(streamInfo());
  }

  @Test
  void countsTheSamplesOfEachOpusPacket() {
    open(Codec.OPUS, OpusHead.of(2).header());
    push(opus(2880));
    push(opus(480));
    assertThat(recorder.units).extracting(AccessUnit::samples).containsExactly(2880, 480);
    assertThat(recorder.formats).hasSize(1);
    assertThat(format(0).samplesPerFrame()).isEqualTo(2880);
    assertThat(format(0).configuration()).isEqualTo(OpusHead.of(2).dops());
    assertThat(format(0).silence()).isEqualTo(opus(2880));
  }

  @Test
  void announcesAnotherConfigurationOfTheContainer() {
    open(Codec.OPUS, OpusHead.of(2).header());
    push(opus(960));
    open(Codec.OPUS, OpusHead.of(2).dops()); // the same in its other form
    push(opus(960));
    open(Codec.OPUS, OpusHead.of(1).dops());
    push(opus(960));
    assertThat(recorder.formats)
        .extracting(format -> ((TrackFormat.Audio) format).channels())
        .containsExactly(2, 1);
  }

  @Test
  void doesNotServeWhatItCannotDescribe() {
    open(Codec.FLAC, Payload.EMPTY);
    push(flac(4096));
    assertThat(recorder.lines)
        .containsExactly(
            "tracks [1]",
            "loss 1 FLAC: no STREAMINFO (at byte 0)",
            "dropped 1 UNSUPPORTED_CODEC 100");
  }

  @ParameterizedTest
  @EnumSource(names = {"AC3", "EAC3", "OPUS", "FLAC", "MPEG_AUDIO"})
  void reportsDamageAndGoesOn(Codec codec) {
    Payload good = good(codec);
    open(codec, configuration(codec));
    push(good);
    byte[] bad = good.toByteArray();
    bad[0] = bad[1] = (byte) 0xff;
    bad[2] = 0;
    push(codec == Codec.OPUS ? hex("ff") : Payload.of(bad));
    push(good);
    stage.end();
    assertThat(recorder.units).hasSize(2);
    assertThat(recorder.lines).filteredOn(line -> line.startsWith("loss")).hasSize(1);
  }

  private static Payload configuration(Codec codec) {
    return switch (codec) {
      case OPUS -> OpusHead.of(2).header();
      case FLAC -> streamInfo();
      default -> Payload.EMPTY;
    };
  }

  private static Payload good(Codec codec) {
    return switch (codec) {
      case AC3 -> ac3(2);
      case EAC3 -> eac3(false, 0, 3, 2);
      case OPUS -> opus(960);
      case FLAC -> flac(4096);
      default -> mp3(44_100, 2);
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"AC3", "EAC3", "OPUS", "FLAC", "MPEG_AUDIO"})
  void throwsNothingWhateverTheBytes(Codec codec) {
    Random random = new Random(codec.name().hashCode());
    open(codec, configuration(codec));
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = join(good(codec), good(codec)).toByteArray();
      int length = 1 + random.nextInt(bytes.length);
      for (int k = random.nextInt(4); k > 0; k--) {
        bytes[random.nextInt(Math.min(16, length))] = (byte) random.nextInt();
      }
      stage.onAccessUnit(
          new AccessUnit(1, i, 0, true, Payload.of(Arrays.copyOf(bytes, length)), i));
    }
    stage.end();
    assertThat(recorder.units).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AC3", "EAC3", "OPUS", "FLAC", "MPEG_AUDIO"})
  void goesOnFromItsSavedState(String name) {
    Codec codec = Codec.valueOf(name);
    List<Payload> units = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      units.add(codec == Codec.EAC3 ? eac3(i % 3 == 2, 0, 2, 7) : good(codec));
    }
    open(codec, configuration(codec));
    units.forEach(unit -> push(unit));
    stage.end();
    List<String> expected = List.copyOf(recorder.lines);

    recorder.lines.clear();
    stage = new ElementaryStage(recorder);
    pts = 0;
    open(codec, configuration(codec));
    for (Payload unit : units) {
      stage = reloaded();
      push(unit);
    }
    stage = reloaded();
    stage.end();
    assertThat(recorder.lines).isEqualTo(expected).anyMatch(line -> line.startsWith("unit"));
  }

  private ElementaryStage reloaded() {
    return SavedState.reload(stage::save, in -> ElementaryStage.load(in, recorder));
  }

  @Test
  void handsOutWhatItHeldBeforeALossOfAllTracks() {
    open(Codec.EAC3, Payload.EMPTY);
    push(eac3(false, 0, 3, 2));
    stage.onLoss(DemuxHandler.ALL_TRACKS, new MediaException.Malformed(7, "bytes are missing"));
    assertThat(recorder.lines)
        .extracting(line -> line.split(" ")[0])
        .containsExactly("tracks", "format", "unit", "loss");
  }
}
