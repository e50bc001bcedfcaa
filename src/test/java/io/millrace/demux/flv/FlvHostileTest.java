package io.millrace.demux.flv;

import static io.millrace.demux.flv.FlvWriter.aac;
import static io.millrace.demux.flv.FlvWriter.amfName;
import static io.millrace.demux.flv.FlvWriter.amfNumber;
import static io.millrace.demux.flv.FlvWriter.amfObject;
import static io.millrace.demux.flv.FlvWriter.amfProperty;
import static io.millrace.demux.flv.FlvWriter.amfString;
import static io.millrace.demux.flv.FlvWriter.ascii;
import static io.millrace.demux.flv.FlvWriter.audio;
import static io.millrace.demux.flv.FlvWriter.bytes;
import static io.millrace.demux.flv.FlvWriter.concat;
import static io.millrace.demux.flv.FlvWriter.exAudio;
import static io.millrace.demux.flv.FlvWriter.exVideo;
import static io.millrace.demux.flv.FlvWriter.flv;
import static io.millrace.demux.flv.FlvWriter.headers;
import static io.millrace.demux.flv.FlvWriter.inter;
import static io.millrace.demux.flv.FlvWriter.key;
import static io.millrace.demux.flv.FlvWriter.metaData;
import static io.millrace.demux.flv.FlvWriter.script;
import static io.millrace.demux.flv.FlvWriter.tagHead;
import static io.millrace.demux.flv.FlvWriter.uint24;
import static io.millrace.demux.flv.FlvWriter.uint32;
import static io.millrace.demux.flv.FlvWriter.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.Cut;
import io.millrace.demux.DemuxRecording;
import io.millrace.media.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken and hostile input: a MediaException or a resync, whatever the cuts; nothing else. */
class FlvHostileTest {
  private static final long SEED = 20261128;

  private static final byte[] COLOUR =
      concat(
          amfString("colorInfo"),
          amfObject(
              amfProperty("hdrCll", amfObject(amfProperty("maxCLL", amfNumber(1000)))),
              amfProperty("colorConfig", amfObject(amfProperty("colorPrimaries", amfNumber(9))))));

  private static final byte[] STREAM =
      flv(
          metaData(29.97, 640, 360),
          headers(),
          key(0, 80, 1, 2, 3),
          aac(5, 6, 7),
          inter(40, -40, 4),
          exVideo(80, 0, "hvc1", bytes(1, 2, 3)),
          exVideo(80, 4, "hvc1", COLOUR),
          exVideo(80, 1, "hvc1", uint24(40), bytes(9, 9)),
          video(
              120,
              bytes(0x97, 2, 1, 2, 3, 0x06, 0x13),
              ascii("av01"),
              bytes(0),
              uint24(2),
              bytes(1, 2),
              bytes(1),
              uint24(1),
              bytes(3)),
          audio(120, bytes(0x95, 0x21), ascii("Opus"), bytes(0), uint24(2), bytes(4, 5)),
          exAudio(160, 4, "Opus", bytes(1, 6)),
          aac(200, 8),
          key(240, 0, 5));

  private static void checkEveryCut(byte[] bytes, Random random) {
    Cut.checkDamaged(FlvDemuxer::new, FlvDemuxer::load, bytes, random);
  }

  @Test
  void isCutAnywhere() {
    for (int length = 0; length <= STREAM.length; length++) {
      checkEveryCut(Arrays.copyOf(STREAM, length), new Random(SEED));
    }
  }

  @Test
  void survivesTheDamageOfAnyByte() {
    Random random = new Random(SEED);
    for (int at = 0; at < STREAM.length; at++) {
      byte[] damaged = STREAM.clone();
      damaged[at] ^= (byte) (1 + random.nextInt(255));
      checkEveryCut(damaged, random);
    }
  }

  @Test
  void survivesManyDamages() {
    Random random = new Random(SEED + 1);
    for (int i = 0; i < 1500; i++) {
      byte[] damaged = STREAM.clone();
      for (int n = 1 + random.nextInt(8); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      checkEveryCut(damaged, random);
    }
  }

  @Test
  void losesOnlyTheTagsThatDamageTouches() throws IOException {
    Path file = Path.of("../shared/media/golden/flv/sample.flv");
    Assumptions.assumeTrue(Files.isRegularFile(file), file + " is missing");
    byte[] sound = Files.readAllBytes(file);
    int all = DemuxRecording.of(new FlvDemuxer(), sound).units().size();
    Random random = new Random(SEED + 2);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = sound.clone();
      int at = 500 + random.nextInt(sound.length - 600); // behind the sequence headers
      int length = 1 + random.nextInt(40);
      for (int n = 0; n < length; n++) {
        damaged[at + n] = (byte) random.nextInt();
      }
      DemuxRecording recording = DemuxRecording.of(new FlvDemuxer(), damaged);
      // Two small tags may lie in forty bytes, and one at each end.
      assertThat(recording.units()).as("damage %d, seed %d", i, SEED).hasSizeBetween(all - 4, all);
    }
  }

  @Test
  void survivesRandomBytesBetweenTags() {
    Random random = new Random(SEED + 3);
    byte[] head = flv(headers(), key(0, 0, 1));
    byte[] tail = concat(aac(5, 1), key(40, 0, 1));
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      byte[] stream = concat(head, noise, tail);
      checkEveryCut(stream, random);
      assertThat(DemuxRecording.of(new FlvDemuxer(), stream).units()).hasSize(3);
    }
  }

  @Test
  void refusesRandomBytes() {
    Random random = new Random(SEED + 4);
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[1 + random.nextInt(100)];
      random.nextBytes(noise);
      checkEveryCut(noise, random);
    }
  }

  /** Each place may be a tag that ends just where nothing has come yet. */
  @Test
  void searchesEachByteOnceHoweverManyTagsItMayHold() {
    byte[] lures = new byte[40 << 20];
    for (int at = 0; at + 11 <= lures.length; at += 11) {
      int size = 0xff_ffff - at % 1000;
      System.arraycopy(tagHead(9, size - size % 11, 7), 0, lures, at, 11); // none fits another
    }
    FlvDemuxer demuxer = new FlvDemuxer();
    DemuxRecording recording = new DemuxRecording();
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          demuxer.push(Payload.of(flv(headers(), key(0, 0, 1), bytes(0xff))), recording);
          for (int at = 0; at < lures.length; at += 1 << 12) {
            demuxer.push(Payload.of(lures, at, 1 << 12), recording);
          }
          demuxer.push(Payload.of(concat(aac(5, 1), key(40, 0, 1))), recording);
          demuxer.end(recording);
        });
    assertThat(recording.units()).hasSize(3);
    assertThat(recording.losses()).hasSize(1);
  }

  @Test
  void takesMemoryForBytesThatCameAndNotForThosePromised() {
    List<FlvDemuxer> demuxers = new ArrayList<>();
    byte[] promise = concat(flv(headers(), key(0, 0, 1)), tagHead(9, 0xff_ffff, 40), bytes(0x27));
    for (int i = 0; i < 200; i++) { // 3 GiB are promised
      FlvDemuxer demuxer = new FlvDemuxer();
      demuxer.push(Payload.of(promise), new DemuxRecording());
      demuxers.add(demuxer);
    }
    assertThat(demuxers).hasSize(200);
  }

  @Test
  void readsAMillionEmptyTags() {
    byte[] empty = concat(video(0), audio(0));
    byte[][] tags = new byte[500_000][];
    Arrays.fill(tags, empty);
    DemuxRecording recording = DemuxRecording.of(new FlvDemuxer(), flv(concat(tags)));
    assertThat(recording.losses()).hasSize(1);
    assertThat(recording.units()).isEmpty();
  }

  private static void checkScript(byte[]... values) {
    byte[] stream = flv(script(values), headers(), key(0, 0, 1));
    DemuxRecording recording = DemuxRecording.of(new FlvDemuxer(), stream);
    assertThat(recording.losses()).isEmpty();
    assertThat(recording.units()).hasSize(1);
  }

  /** Object in object, strict array in strict array, and so on. */
  @ParameterizedTest
  @ValueSource(strings = {"03 0001 61", "08 ffffffff 0001 61", "0a ffffffff", "10 0001 62 0001 61"})
  void doesNotSinkIntoNestedScriptData(String opening) {
    byte[][] nested = new byte[100_000][];
    Arrays.fill(nested, FlvWriter.hex(opening));
    checkScript(amfString("onMetaData"), concat(nested));
    byte[] stream = flv(headers(), exVideo(0, 4, "hvc1", amfString("colorInfo"), concat(nested)));
    assertThat(DemuxRecording.of(new FlvDemuxer(), stream).losses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0a ffffffff 05", "0c ffffffff", "0f 7fffffff", "02 ffff", "0b 00", "63"})
  void believesNoLengthInScriptData(String value) {
    checkScript(amfString("onMetaData"), FlvWriter.hex(value));
    checkScript(FlvWriter.hex(value));
  }

  @Test
  void countsTheValuesOfScriptData() {
    byte[][] properties = new byte[200_000][];
    Arrays.fill(properties, amfProperty("k", amfNumber(1)));
    checkScript(amfString("onMetaData"), amfObject(properties));
    byte[][] elements = new byte[200_000][];
    Arrays.fill(elements, bytes(5));
    checkScript(amfString("onMetaData"), bytes(10), uint32(200_000), concat(elements));
  }

  @Test
  void isNotTroubledByBrokenScriptData() {
    byte[] whole = Arrays.copyOfRange(metaData(25, 640, 360), 11, metaData(25, 640, 360).length);
    for (int length = 0; length < whole.length; length++) {
      checkScript(Arrays.copyOf(whole, length));
    }
    checkScript(amfString("onMetaData"), bytes(3), amfName(""), bytes(1));
    checkScript(amfString("@setDataFrame"), amfNumber(1));
    checkScript(amfString("onTextData"), amfObject());
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -1, 1e-300, 0.9, 1001, 1e300, Double.NaN, Double.POSITIVE_INFINITY, -0.0})
  void believesNoFrameRateThatVideoHasNot(double rate) {
    assertThat(ScriptData.frameRate(rate)).isNull();
  }
}
