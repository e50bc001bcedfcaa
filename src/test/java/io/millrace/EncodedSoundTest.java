package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.RecordedIngest;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Ladder;
import io.millrace.media.Payload;
import io.millrace.media.Treatment;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound that is coded in blocks, from a file to published AAC: as long, and at its place. */
class EncodedSoundTest {
  private static final long SEED = 20261127;
  private static final int CHANNELS = 2;
  private static final int RATE = 48_000;

  /** What AAC makes of the noise that such codecs add. */
  private static final double LEAST_SNR = 26;

  private static final int MAX_SHIFT = 3;

  private static final IngestSettings SETTINGS =
      IngestSettings.DEFAULT.with(
          EncodingSettings.of(Ladder.SOURCE, Treatment.AUTO, Treatment.AUTO));

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "wav, adpcm_ms, 0",
    "wav, adpcm_ima_wav, 0",
    "avi, adpcm_ms, 0",
    "mov, adpcm_ima_qt, 0",
    "mkv, adpcm_ms, 0",
    "wma, wmav1 -b:a 128k, 2048",
    "wma, wmav2 -b:a 128k, 2048",
    "asf, wmav2 -b:a 96k -ar 44100, 2229",
    "mov, pcm_s16le, 0",
    "mov, pcm_s24be, 0",
    "mov, pcm_f32le, 0",
    "mov, pcm_mulaw, 0",
    "m4a, alac, 0"
  })
  void isPublishedAsLongAsItIsAndAtItsPlace(String suffix, String encoder, int drained)
      throws Exception {
    String[] options = "-strict -2 -movflags +faststart -c:a %s".formatted(encoder).split(" ");
    byte[] file = MadeMedia.make(directory, suffix, "", List.of("eng"), options);
    RecordedIngest ingest = new RecordedIngest();
    SegmentEncoder sound = new SegmentEncoder(TranscodeSettings.of(Ladder.SOURCE));
    Publication.publish(file, SETTINGS, sound::encode, directory, ingest);
    assertThat(ingest.losses).isEmpty();
    assertThat(ingest.rejected).isEmpty();
    assertThat(reloaded(file)).isEqualTo(ingest.units);

    SecondOpinion.assertConforming(directory.resolve("cam-1/main.m3u8").toString());
    Path audio = directory.resolve("audio.mp4");
    Files.write(audio, PublishedRuns.of(directory.resolve("cam-1/audio")).get(0));
    JsonNode packets = SecondOpinion.packets(audio);
    assertThat(packets.at("/streams/0/codec_name").asText()).isEqualTo("aac");
    Path source = Files.write(directory.resolve("source." + suffix), file);
    IntBuffer expected = decoded(source);
    IntBuffer published = decoded(audio);
    // Whole frames; and what a decoder gives when it is drained is in no access unit.
    assertThat(published.limit() / CHANNELS)
        .isEqualTo(1024 * packets.get("packets").size())
        .isCloseTo(expected.limit() / CHANNELS - drained, within(1024));
    double atItsPlace = snr(expected, published, 0);
    assertThat(atItsPlace).isGreaterThan(LEAST_SNR);
    for (int shift = 1; shift <= MAX_SHIFT; shift++) {
      assertThat(atItsPlace)
          .isGreaterThan(snr(expected, published, shift))
          .isGreaterThan(snr(expected, published, -shift));
    }
  }

  /** What ffmpeg decodes, at 48 kHz, with all that it would skip at the start. */
  private IntBuffer decoded(Path file) throws Exception {
    Path pcm = directory.resolve("decoded.wav");
    String[] command =
        "-flags2 +skip_manual -i %s -ar %d -c:a pcm_s32le".formatted(file, RATE).split(" ");
    SecondOpinion.ffmpeg(command, pcm);
    return ByteBuffer.wrap(SecondOpinion.pcm(pcm.toString()))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer();
  }

  /**
   * Of all but the ends, where an encoder has nothing to overlap with, dB.
   *
   * @param shift samples that {@code published} is taken to be late
   */
  private static double snr(IntBuffer expected, IntBuffer published, int shift) {
    double power = 0;
    double error = 0;
    for (int i = CHANNELS * RATE / 4; i < published.limit() - CHANNELS * RATE / 4; i++) {
      double difference = (double) expected.get(i) - published.get(i + shift * CHANNELS);
      power += (double) expected.get(i) * expected.get(i);
      error += difference * difference;
    }
    return 10 * Math.log10(power / error);
  }

  /** The segments of a stream that is cut anywhere, and saved and loaded there. */
  private static List<SegmentUnit> reloaded(byte[] file) throws IOException {
    Random random = new Random(SEED);
    RecordedIngest ingest = new RecordedIngest();
    StreamIngest stream = new StreamIngest("cam-1", SETTINGS);
    long sequence = 0;
    for (int at = 0; at < file.length; ) {
      int length = Math.min(file.length - at, 1 + random.nextInt(1 << 16));
      Payload piece = Payload.of(Payload.of(file).slice(at, length).toByteArray());
      stream.accept(IngestInput.chunk(1, sequence++, SegmentUnit.NO_DATE, piece), ingest);
      ByteArrayOutputStream saved = new ByteArrayOutputStream();
      stream.save(new DataOutputStream(saved));
      stream =
          StreamIngest.load(
              new DataInputStream(new ByteArrayInputStream(saved.toByteArray())),
              "cam-1",
              SETTINGS);
      at += length;
    }
    stream.accept(IngestInput.end(1, sequence, SegmentUnit.NO_DATE), ingest);
    return ingest.units;
  }
}
