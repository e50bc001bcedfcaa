package io.millrace.demux.mpegts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.codec.aac.AudioSpecificConfig;
import io.millrace.demux.DemuxHandler;
import io.millrace.demux.DemuxRecording;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MpegTsDemuxerTest {
  private static final int VIDEO = 0x100;
  private static final int AUDIO = 0x101;
  private static final int H264 = 0x1b;
  private static final int ADTS = 0x0f;
  private static final int MPEG_AUDIO = 0x03;

  private static final byte[] AUD = {0, 0, 0, 1, 9, (byte) 0xf0};
  private static final byte[] SPS = {0, 0, 0, 1, 0x67, 0x64, 0, 0x1f, 1, 2, 3};
  private static final byte[] IDR = {0, 0, 1, 0x65, (byte) 0x88, 1, 2, 3, 4, 5, 6, 7};
  private static final byte[] P = {0, 0, 1, 0x41, (byte) 0x9a, 1, 2, 3, 4, 5, 6, 7};

  /** A slice further down in the picture: first_mb_in_slice 1. */
  private static final byte[] P_LOWER = {0, 0, 1, 0x41, 0x4a, 1, 2, 3, 4, 5, 6, 7};

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] filled(byte[] start, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0x55);
    System.arraycopy(start, 0, bytes, 0, start.length);
    return bytes;
  }

  /** ADTS frames of AAC-LC, 48 kHz stereo, or of another index of sampling frequencies. */
  private static byte[] adts(int samplingFrequencyIndex, int frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < frames; i++) {
      int length = 27;
      byte[] head = {
        (byte) 0xff,
        (byte) 0xf1,
        (byte) (0x40 | samplingFrequencyIndex << 2),
        (byte) (0x80 | length >> 11),
        (byte) (length >> 3),
        (byte) (length << 5 | 0x1f),
        (byte) 0xfc
      };
      out.writeBytes(filled(head, length));
    }
    return out.toByteArray();
  }

  private static TsWriter videoStream() {
    return new TsWriter().pat(TsWriter.PMT_PID).pmt(VIDEO, H264);
  }

  private static DemuxRecording demux(TsWriter stream) {
    return DemuxRecording.of(new MpegTsDemuxer(), stream.bytes());
  }

  @Test
  void announcesTheTracksOfTheMap() {
    DemuxRecording found =
        demux(
            new TsWriter()
                .pat(TsWriter.PMT_PID)
                .pmt(VIDEO, H264, AUDIO, ADTS)
                .pes(VIDEO, 1000, join(AUD, SPS, IDR))
                .sizedPes(AUDIO, 900, adts(3, 2)));
    assertThat(found.tracks())
        .extracting(Track::id, Track::codec, Track::codecId, Track::framing, Track::language)
        .containsExactly(
            tuple(VIDEO, Codec.H264, "stream_type 0x1b", Track.Framing.ANNEX_B, "fra"),
            tuple(AUDIO, Codec.AAC, "stream_type 0x0f", Track.Framing.RAW, "fra"));
    Track audio = found.tracks().get(1);
    assertThat(audio.configuration()).isEqualTo(AudioSpecificConfig.lc(48000, 2).payload());
    assertThat(audio.sampleRate()).isEqualTo(48000);
    assertThat(audio.channels()).isEqualTo(2);
    assertThat(found.events().get(0)).isEqualTo(found.tracks());
  }

  @Test
  void holdsUnitsBackUntilTheSoundHasShownItsFormat() {
    DemuxRecording found =
        demux(
            new TsWriter()
                .pat(TsWriter.PMT_PID)
                .pmt(VIDEO, H264, AUDIO, ADTS)
                .pes(VIDEO, 1000, join(AUD, IDR))
                .pes(VIDEO, 4000, join(AUD, P))
                .pes(VIDEO, 7000, join(AUD, P))
                .sizedPes(AUDIO, 900, adts(3, 1)));
    assertThat(found.events().get(0)).isEqualTo(found.tracks());
    assertThat(found.units())
        .extracting(AccessUnit::trackId, AccessUnit::pts)
        .containsExactly(
            tuple(VIDEO, 1000L), tuple(VIDEO, 4000L), tuple(AUDIO, 900L), tuple(VIDEO, 7000L));
  }

  @Test
  void waitsTwoSecondsForASoundThatStaysSilent() {
    TsWriter stream = new TsWriter().pat(TsWriter.PMT_PID).pmt(VIDEO, H264, AUDIO, ADTS);
    for (int i = 0; i < 80; i++) {
      stream.pes(VIDEO, 3000L * i, join(AUD, IDR));
    }
    DemuxRecording found = new DemuxRecording();
    new MpegTsDemuxer().push(Payload.of(stream.bytes()), found);
    assertThat(found.tracks()).hasSize(2);
    assertThat(found.tracks().get(1).configuration()).isEqualTo(Payload.EMPTY);
    assertThat(found.units()).hasSize(79);
  }

  @Test
  void announcesTheTracksAgainWhenTheSoundChanges() {
    DemuxRecording found =
        demux(
            new TsWriter()
                .pat(TsWriter.PMT_PID)
                .pmt(AUDIO, ADTS)
                .sizedPes(AUDIO, 0, adts(3, 2))
                .sizedPes(AUDIO, 4000, adts(4, 2)));
    assertThat(found.events()).hasSize(6);
    assertThat(found.events().get(3)).isInstanceOf(List.class);
    assertThat(found.tracks().get(0).sampleRate()).isEqualTo(44100);
  }

  @Test
  void announcesAPidOfAnotherCodecOnceItsFirstFrameHasCome() {
    byte[] mp3 = filled(new byte[] {(byte) 0xff, (byte) 0xfb, (byte) 0x94, 0}, 384);
    DemuxRecording found =
        demux(
            new TsWriter()
                .pat(TsWriter.PMT_PID)
                .pmt(VIDEO, H264, AUDIO, ADTS)
                .sizedPes(AUDIO, 0, adts(3, 2))
                .pes(VIDEO, 0, join(AUD, IDR))
                .pmt(VIDEO, H264, AUDIO, MPEG_AUDIO)
                .pes(VIDEO, 3000, join(AUD, P))
                .pes(VIDEO, 6000, join(AUD, P))
                .sizedPes(AUDIO, 4000, join(mp3, mp3)));
    List<Codec> announced = new ArrayList<>();
    for (Object event : found.events()) {
      if (event instanceof List<?> tracks) {
        announced.add(((Track) tracks.get(1)).codec());
      }
    }
    assertThat(announced).containsExactly(Codec.AAC, Codec.MPEG_AUDIO);
    assertThat(found.units())
        .extracting(AccessUnit::trackId, AccessUnit::pts)
        .containsExactly(
            tuple(AUDIO, 0L),
            tuple(AUDIO, 1920L),
            tuple(VIDEO, 0L),
            tuple(VIDEO, 3000L),
            tuple(AUDIO, 4000L),
            tuple(AUDIO, 6160L),
            tuple(VIDEO, 6000L));
  }

  @Test
  void countsSamplesFromTheTimeOfThePes() {
    DemuxRecording found =
        demux(
            new TsWriter()
                .pat(TsWriter.PMT_PID)
                .pmt(AUDIO, ADTS)
                .sizedPes(AUDIO, 10, adts(4, 4))
                .sizedPes(AUDIO, 50_000, adts(4, 1)));
    // 1024 samples at 44.1 kHz are 2089.8 ticks.
    assertThat(found.units())
        .extracting(AccessUnit::pts)
        .containsExactly(10L, 2100L, 4190L, 6279L, 50_000L);
  }

  @Test
  void givesTheTimeOfAPesToTheFirstFrameThatStartsInIt() {
    byte[] frames = adts(3, 4);
    DemuxRecording found =
        demux(
            new TsWriter()
                .pat(TsWriter.PMT_PID)
                .pmt(AUDIO, ADTS)
                .sizedPes(AUDIO, 100, Arrays.copyOfRange(frames, 0, 40))
                .sizedPes(AUDIO, 5000, Arrays.copyOfRange(frames, 40, 60))
                .sizedPes(AUDIO, 9000, Arrays.copyOfRange(frames, 60, 108)));
    assertThat(found.units())
        .extracting(AccessUnit::pts)
        .containsExactly(100L, 2020L, 5000L, 9000L);
    assertThat(found.units()).allSatisfy(unit -> assertThat(unit.data().length()).isEqualTo(20));
  }

  @Test
  void keepsSoundAndPictureTogetherWhereTheClockWraps() {
    long wrap = 1L << 33;
    DemuxRecording found =
        demux(
            new TsWriter()
                .pat(TsWriter.PMT_PID)
                .pmt(VIDEO, H264, AUDIO, ADTS)
                .sizedPes(AUDIO, wrap - 100, adts(3, 1))
                .pes(VIDEO, 3000, join(AUD, IDR))
                .sizedPes(AUDIO, wrap - 50, adts(3, 1))
                .pes(VIDEO, 6000, join(AUD, P)));
    assertThat(found.units())
        .extracting(AccessUnit::pts)
        .containsExactly(wrap - 100, wrap - 50, wrap + 3000, wrap + 6000);
  }

  @Test
  void splitsAtSlicesWhereThereAreNoDelimiters() {
    DemuxRecording found =
        demux(
            videoStream()
                .pes(VIDEO, 0, join(SPS, IDR))
                .pes(VIDEO, 3000, join(P, P_LOWER))
                .pes(VIDEO, 6000, join(P, P_LOWER, SPS, IDR)));
    assertThat(found.units())
        .extracting(AccessUnit::pts, AccessUnit::sync, unit -> unit.data().toByteArray())
        .containsExactly(
            tuple(0L, true, join(SPS, IDR)),
            tuple(3000L, false, join(P, P_LOWER)),
            tuple(6000L, false, join(P, P_LOWER)),
            tuple(6000L, true, join(SPS, IDR)));
    assertThat(found.units())
        .extracting(unit -> unit.data().startCodes())
        .containsExactly(
            new int[] {1, SPS.length}, new int[] {0, P.length},
            new int[] {0, P.length}, new int[] {1, SPS.length});
  }

  @Test
  void joinsAnAccessUnitThatSpansPesPackets() {
    byte[] unit = filled(join(AUD, IDR), 1000);
    byte[] next = join(AUD, P);
    for (int cut = 1; cut < 1000; cut += cut < 20 ? 1 : 97) {
      DemuxRecording found =
          demux(
              videoStream()
                  .sizedPes(VIDEO, 1000, Arrays.copyOf(unit, cut))
                  .sizedPes(VIDEO, 1000, join(Arrays.copyOfRange(unit, cut, 1000), next)));
      assertThat(found.units())
          .as("cut at %d", cut)
          .extracting(AccessUnit::data)
          .containsExactly(Payload.of(unit), Payload.of(next));
    }
  }

  @Test
  void waitsForTheStartOfAnAccessUnit() {
    DemuxRecording found =
        demux(
            videoStream()
                .pes(VIDEO, 0, join(P_LOWER, P_LOWER, AUD, IDR))
                .pes(VIDEO, 3000, join(AUD, P)));
    assertThat(found.units())
        .extracting(u -> u.data().toByteArray())
        .containsExactly(join(AUD, IDR), join(AUD, P));
  }

  @Test
  void reportsAGapAndDropsOnlyThatTracksHalfReadPes() {
    TsWriter stream =
        new TsWriter()
            .pat(TsWriter.PMT_PID)
            .pmt(VIDEO, H264, AUDIO, ADTS)
            .sizedPes(AUDIO, 0, adts(3, 1))
            .pes(VIDEO, 0, join(AUD, IDR))
            .pes(VIDEO, 3000, join(AUD, P));
    int at = stream.loseOne(VIDEO).size();
    DemuxRecording found =
        demux(stream.pes(VIDEO, 6000, join(AUD, P)).sizedPes(AUDIO, 2000, adts(3, 1)));
    assertThat(found.units(VIDEO)).extracting(AccessUnit::pts).containsExactly(0L, 6000L);
    assertThat(found.units(AUDIO)).hasSize(2);
    assertThat(found.losses())
        .containsExactly(
            new DemuxRecording.Loss(
                VIDEO, "PID 256: continuity_counter 3, expected 2 (at byte %d)".formatted(at), at));
  }

  @Test
  void dropsAPacketThatIsSentTwice() {
    TsWriter stream = videoStream().pes(VIDEO, 0, join(AUD, IDR));
    byte[] all = stream.bytes();
    stream.raw(Arrays.copyOfRange(all, all.length - 188, all.length)).pes(VIDEO, 9, join(AUD, P));
    DemuxRecording found = demux(stream);
    assertThat(found.losses()).isEmpty();
    assertThat(found.units()).hasSize(2);
  }

  @Test
  void takesAnAnnouncedDiscontinuityForNoLoss() {
    TsWriter stream = videoStream().pes(VIDEO, 0, join(AUD, IDR)).loseOne(VIDEO);
    stream.payload(VIDEO, TsWriter.pesBytes(90_000, 0, join(AUD, P)), 0x80);
    DemuxRecording found = demux(stream);
    assertThat(found.losses()).isEmpty();
    assertThat(found.units()).extracting(AccessUnit::pts).containsExactly(0L, 90_000L);
  }

  @Test
  void namesAScrambledTrackOnce() {
    TsWriter stream = videoStream();
    for (int i = 0; i < 5; i++) {
      stream.pes(VIDEO, 0, join(AUD, IDR));
    }
    byte[] bytes = stream.bytes();
    for (int at = 2 * 188; at < bytes.length; at += 188) {
      bytes[at + 3] |= (byte) 0x80;
    }
    DemuxRecording found = DemuxRecording.of(new MpegTsDemuxer(), bytes);
    assertThat(found.units()).isEmpty();
    assertThat(found.losses())
        .extracting(DemuxRecording.Loss::message)
        .singleElement()
        .asString()
        .contains("PID 256: scrambled");
  }

  @Test
  void dropsAPacketWithATransportError() {
    TsWriter stream = videoStream().pes(VIDEO, 0, join(AUD, IDR)).pes(VIDEO, 3000, join(AUD, P));
    int damaged = stream.size();
    byte[] bytes = stream.pes(VIDEO, 6000, join(AUD, P)).pes(VIDEO, 9000, join(AUD, P)).bytes();
    bytes[damaged + 1] |= (byte) 0x80;
    DemuxRecording found = DemuxRecording.of(new MpegTsDemuxer(), bytes);
    assertThat(found.units()).extracting(AccessUnit::pts).containsExactly(0L, 9000L);
    assertThat(found.losses()).hasSize(1);
  }

  @Test
  void goesOnBehindBytesThatAreNoPackets() {
    TsWriter stream = videoStream();
    for (int i = 0; i < 8; i++) {
      stream.pes(VIDEO, 3000L * i, join(AUD, IDR));
    }
    int at = stream.raw(new byte[100]).size() - 100;
    for (int i = 8; i < 16; i++) {
      stream.pes(VIDEO, 3000L * i, join(AUD, IDR));
    }
    DemuxRecording found = demux(stream);
    assertThat(found.losses())
        .singleElement()
        .isEqualTo(
            new DemuxRecording.Loss(
                DemuxHandler.ALL_TRACKS,
                "Transport packet: sync byte 0x00, expected 0x47 (at byte %d)".formatted(at),
                at));
    assertThat(found.units())
        .extracting(AccessUnit::pts)
        .hasSize(15)
        .contains(18000L, 24000L)
        .doesNotContain(21000L);
  }

  @Test
  void skipDropsWhatIsHalfReadAndGoesOn() {
    TsWriter stream = videoStream();
    for (int i = 0; i < 20; i++) {
      stream.pes(VIDEO, 3000L * i, join(AUD, IDR));
    }
    byte[] bytes = stream.bytes();
    DemuxRecording found = new DemuxRecording();
    MpegTsDemuxer demuxer = new MpegTsDemuxer();
    demuxer.push(Payload.of(bytes, 0, 1900), found);
    demuxer.skip(found);
    demuxer.push(Payload.of(bytes, 2000, bytes.length - 2000), found);
    demuxer.end(found);
    assertThat(found.losses())
        .extracting(DemuxRecording.Loss::trackId)
        .containsExactly(DemuxHandler.ALL_TRACKS);
    assertThat(found.units())
        .extracting(AccessUnit::pts)
        .startsWith(0L, 3000L)
        .endsWith(57_000L)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {188, 192, 204})
  void findsThePacketSizeBehindLeadingBytes(int stride) {
    TsWriter stream = videoStream();
    for (int i = 0; i < 20; i++) {
      stream.pes(VIDEO, 3000L * i, filled(join(AUD, IDR), 700));
    }
    byte[] junk = new byte[1000];
    new Random(1).nextBytes(junk);
    byte[] bytes = join(junk, TsWriter.spaced(stream.bytes(), stride));
    DemuxRecording found = DemuxRecording.of(new MpegTsDemuxer(), bytes);
    assertThat(found.losses()).isEmpty();
    assertThat(found.units()).hasSize(20);
    assertThat(DemuxRecording.cut(MpegTsDemuxer::new, bytes, () -> 1).events())
        .isEqualTo(found.events());
  }

  @Test
  void refusesInputWithoutSync() {
    byte[] bytes = new byte[PacketSplitter.MAX_LEADING_BYTES + 4096];
    assertThatThrownBy(() -> new MpegTsDemuxer().push(Payload.of(bytes), new DemuxRecording()))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageContaining("no packets of 188, 192 or 204 bytes in the first 262144 bytes");
  }

  @Test
  void readsAStreamOfOnePacket() {
    DemuxRecording found = DemuxRecording.of(new MpegTsDemuxer(), new TsWriter().pat(0x20).bytes());
    assertThat(found.events()).isEmpty();
  }

  @Test
  void followsTheMapWhenItChanges() {
    DemuxRecording found =
        demux(
            videoStream()
                .pes(VIDEO, 0, join(AUD, IDR))
                .pmt(0x200, H264)
                .pes(VIDEO, 3000, join(AUD, P))
                .pes(0x200, 6000, join(AUD, IDR)));
    assertThat(found.tracks()).extracting(Track::id).containsExactly(0x200);
    assertThat(found.units())
        .extracting(AccessUnit::trackId, AccessUnit::pts)
        .containsExactly(tuple(VIDEO, 0L), tuple(0x200, 6000L));
  }

  @Test
  void takesTheFirstProgramWithVideoOrAudio() {
    DemuxRecording found =
        demux(
            new TsWriter()
                .pat(0x20, 0x21, 0x22)
                .programMap(3, 0x22, 0x300, H264)
                .programMap(2, 0x21, 0x200, H264)
                .programMap(1, 0x20, 0x100, 0x15)
                .pes(0x300, 0, join(AUD, IDR))
                .pes(0x200, 0, join(AUD, IDR)));
    assertThat(found.tracks()).extracting(Track::id).containsExactly(0x200);
    assertThat(found.units()).extracting(AccessUnit::trackId).containsExactly(0x200);
  }

  @Test
  void refusesSavedStateOfAnUnknownVersion() {
    assertThatThrownBy(
            () -> MpegTsDemuxer.load(new DataInputStream(new ByteArrayInputStream(new byte[] {9}))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 9");
  }

  @Test
  void boundsAPesPacketThatNeverEnds() {
    TsWriter stream = videoStream().pes(VIDEO, 0, join(AUD, IDR));
    byte[] packets = stream.bytes();
    TsWriter endless = new TsWriter();
    byte[] payload = new byte[184];
    Arrays.fill(payload, (byte) 0x55);
    for (int i = 0; i < 16; i++) {
      endless.packet(VIDEO, false, 0, payload, i + 1 & 15);
    }
    DemuxRecording found = new DemuxRecording();
    MpegTsDemuxer demuxer = new MpegTsDemuxer();
    demuxer.push(Payload.of(packets), found);
    Payload more = Payload.of(endless.bytes());
    for (int bytes = 0; bytes < PesAssembler.MAX_PES_BYTES + (1 << 20); bytes += 16 * 184) {
      demuxer.push(more, found);
    }
    assertThat(found.losses())
        .extracting(DemuxRecording.Loss::message)
        .singleElement()
        .asString()
        .contains("PES packet: more than 16777216 bytes");
  }

  @Test
  void survives8192PidsAndMapsThatNameTheTables() {
    TsWriter stream = new TsWriter();
    int[] pids = new int[64];
    Arrays.setAll(pids, i -> 0x40 + i);
    stream.pat(pids);
    for (int pid : pids) {
      stream.programMap(pid - 0x3f, pid, 0, H264, pid, H264, 0x1fff, H264, 0x40 + (pid & 7), H264);
    }
    for (int pid = 0; pid < 8191; pid++) {
      stream.pes(pid, 0, join(AUD, IDR));
    }
    DemuxRecording found = demux(stream);
    assertThat(found.units()).isEmpty();
  }

  @Test
  void throwsNothingButMediaExceptionOnDamagedInput() {
    TsWriter stream =
        new TsWriter()
            .pat(TsWriter.PMT_PID)
            .pmt(
                VIDEO, H264, AUDIO, ADTS, 0x102, 0x11, 0x103, 0x81, 0x104, 0x86, 0x105, 3, 0x106,
                0x24, 0x107, 2);
    for (int i = 0; i < 40; i++) {
      stream
          .pes(VIDEO, 3000L * i, filled(join(AUD, IDR), 500))
          .sizedPes(AUDIO, 3000L * i, adts(3, 5));
      for (int pid = 0x102; pid < 0x108; pid++) {
        byte[] noise = new byte[300];
        new Random(i).nextBytes(noise);
        noise[0] = (byte) (pid == 0x102 ? 0x56 : pid == 0x103 ? 0x0b : 0xff);
        noise[1] = (byte) (pid == 0x102 ? 0xe0 : pid == 0x103 ? 0x77 : 0xfd);
        stream.sizedPes(pid, 3000L * i, noise);
      }
    }
    byte[] clean = stream.bytes();
    for (int seed = 0; seed < 150; seed++) {
      byte[] damaged = damaged(clean, new Random(seed));
      DemuxRecording found = DemuxRecording.of(new MpegTsDemuxer(), damaged);
      long bytes = found.units().stream().mapToLong(unit -> unit.data().length()).sum();
      assertThat(bytes).as("seed %d", seed).isLessThanOrEqualTo(2L * damaged.length);
      if (seed % 10 == 0) {
        Random cuts = new Random(seed);
        assertSameEvents(
            seed,
            DemuxRecording.cutAndReload(
                MpegTsDemuxer::new, MpegTsDemuxer::load, damaged, () -> 1 + cuts.nextInt(3000)),
            found);
      }
    }
  }

  /** Event by event, so that a failure names the first difference and not all. */
  private static void assertSameEvents(int seed, DemuxRecording cut, DemuxRecording whole) {
    for (int i = 0; i < Math.min(cut.events().size(), whole.events().size()); i++) {
      assertThat(cut.events().get(i))
          .as("seed %d event %d", seed, i)
          .isEqualTo(whole.events().get(i));
    }
    assertThat(cut.events()).as("seed %d", seed).hasSameSizeAs(whole.events());
  }

  private static byte[] damaged(byte[] clean, Random random) {
    byte[] bytes = Arrays.copyOf(clean, clean.length - random.nextInt(2000));
    int flips = 1 << random.nextInt(12);
    for (int i = 0; i < flips; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  @Property(tries = 200)
  void findsTheSameHoweverTheBytesAreCut(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 700) Integer> cuts) {
    TsWriter stream = new TsWriter().pat(TsWriter.PMT_PID).pmt(VIDEO, H264, AUDIO, ADTS);
    for (int i = 0; i < 6; i++) {
      stream
          .pes(VIDEO, 3000L * i, filled(join(AUD, IDR), 50 + 170 * i))
          .sizedPes(AUDIO, 3000L * i, adts(3, 3));
    }
    byte[] bytes = stream.bytes();
    int[] turn = {0};
    assertThat(
            DemuxRecording.cutAndReload(
                    MpegTsDemuxer::new,
                    MpegTsDemuxer::load,
                    bytes,
                    () -> cuts.get(turn[0]++ % cuts.size()))
                .events())
        .isEqualTo(demux(stream).events());
  }
}
