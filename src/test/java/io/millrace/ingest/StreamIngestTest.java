package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.media.Payload;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamIngestTest {
  private static final Path DERIVED = Path.of("../shared/media/derived/dev");
  private static final String LIVE_MKV = "train_h264_aac_ffmpeg_live.mkv";
  private static final String WRAPPING_TS = "train_h264_aac_ptswrap.ts";
  private static final long TIME = 1_790_000_000_000L;

  private final RecordedIngest out = new RecordedIngest();

  private static byte[] media(String name) throws IOException {
    Path file = DERIVED.resolve(name);
    assumeTrue(Files.exists(file), file + " is not here");
    return Files.readAllBytes(file);
  }

  private static StreamIngest stream() {
    return new StreamIngest("cam-1", SegmentSettings.DEFAULT);
  }

  private static long feed(
      StreamIngest stream, long session, long from, List<Payload> pieces, RecordedIngest out) {
    long sequence = from;
    for (Payload piece : pieces) {
      stream.accept(IngestInput.chunk(session, sequence, TIME + sequence, piece), out);
      sequence++;
    }
    return sequence;
  }

  private static List<SegmentUnit> whole(byte[] bytes) {
    RecordedIngest out = new RecordedIngest();
    StreamIngest stream = stream();
    long end = feed(stream, 1, 0, RecordedIngest.pieces(bytes, 64 << 10), out);
    stream.accept(IngestInput.end(1, end, TIME), out);
    assertThat(out.rejected).isEmpty();
    assertThat(out.losses).isEmpty();
    return out.units;
  }

  @ParameterizedTest
  @ValueSource(strings = {LIVE_MKV, WRAPPING_TS})
  void publishesEveryAccessUnitOfRealFootage(String name) throws IOException {
    byte[] bytes = media(name);
    StreamIngest stream = stream();
    long end = feed(stream, 1, 0, RecordedIngest.pieces(bytes, 64 << 10), out);
    stream.accept(IngestInput.end(1, end, TIME), out);

    assertThat(stream.hasEnded()).isTrue();
    assertThat(out.rejected).isEmpty();
    assertThat(out.losses).isEmpty();
    // Five GOPs of two seconds at 30 fps, and 48 kHz sound under them.
    assertThat(out.units).hasSize(5);
    assertThat(out.units).allMatch(unit -> unit.tracks().size() == 2);
    assertThat(out.units).allMatch(unit -> unit.tracks().get(0).samples().size() == 60);
    assertThat(out.units).noneMatch(SegmentUnit::discontinuity);
    assertThat(out.units.get(4).end()).isTrue();
    assertThat(stream.account().onTheirWay()).isZero();
    assertThat(stream.account().publishedAccessUnits()).isGreaterThan(300 + 460);
  }

  @ParameterizedTest
  @ValueSource(strings = {LIVE_MKV, WRAPPING_TS})
  void makesTheSameSegmentsAfterSaveAndLoadAnywhere(String name) throws IOException {
    byte[] bytes = media(name);
    // Ingest times differ with the cut, so the pieces are the same and only the restores move.
    List<SegmentUnit> expected = whole(bytes);
    Random random = new Random(20261121);
    StreamIngest stream = stream();
    long sequence = 0;
    for (Payload piece : RecordedIngest.pieces(bytes, 64 << 10)) {
      stream.accept(IngestInput.chunk(1, sequence, TIME + sequence, piece), out);
      sequence++;
      if (random.nextInt(3) == 0) {
        stream = restored(stream);
      }
    }
    stream.accept(IngestInput.end(1, sequence, TIME), out);
    assertThat(out.units).isEqualTo(expected);
  }

  private static StreamIngest restored(StreamIngest stream) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    stream.save(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    StreamIngest loaded = StreamIngest.load(in, "cam-1", IngestSettings.DEFAULT);
    assertThat(in.available()).isZero();
    return loaded;
  }

  @Test
  void dropsRecordsThatCameAlready() throws IOException {
    List<Payload> pieces = RecordedIngest.pieces(media(LIVE_MKV), 64 << 10);
    StreamIngest stream = stream();
    for (int i = 0; i < pieces.size(); i++) {
      for (int again = Math.max(0, i - 2); again <= i; again++) {
        stream.accept(IngestInput.chunk(1, again, TIME + again, pieces.get(again)), out);
      }
    }
    stream.accept(IngestInput.end(1, pieces.size(), TIME), out);
    assertThat(out.units).isEqualTo(whole(media(LIVE_MKV)));
    assertThat(stream.duplicates()).isEqualTo(2L * pieces.size() - 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {LIVE_MKV, WRAPPING_TS})
  void goesOnBehindAMissingRecord(String name) throws IOException {
    List<Payload> pieces = RecordedIngest.pieces(media(name), 16 << 10);
    StreamIngest stream = stream();
    for (int i = 0; i < pieces.size(); i++) {
      if (i != 30) {
        stream.accept(IngestInput.chunk(1, i, TIME + i, pieces.get(i)), out);
      }
    }
    stream.accept(IngestInput.end(1, pieces.size(), TIME), out);
    assertThat(out.rejected).isEmpty();
    assertThat(out.losses.get(0)).isEqualTo("records 30 to 30 of session 1 are missing");
    assertThat(out.units.stream().filter(SegmentUnit::discontinuity)).hasSize(1);
    assertThat(stream.account().onTheirWay()).isZero();
    assertContiguous();
  }

  private void assertContiguous() {
    for (String rendition : List.of("video", "audio")) {
      long[] end = {0};
      out.units.stream()
          .flatMap(unit -> unit.tracks().stream())
          .filter(track -> track.rendition().equals(rendition))
          .forEach(
              track -> {
                if (end[0] > 0) {
                  assertThat(track.baseMediaDecodeTime()).as(rendition).isEqualTo(end[0]);
                }
                end[0] = track.baseMediaDecodeTime() + track.duration();
              });
      assertThat(end[0]).isPositive();
    }
  }

  @Test
  void handsTheStreamOverToAHigherSession() throws IOException {
    StreamIngest stream = stream();
    List<Payload> mkv = RecordedIngest.pieces(media(LIVE_MKV), 64 << 10);
    feed(stream, 7, 0, mkv.subList(0, mkv.size() / 2), out);
    List<Payload> ts = RecordedIngest.pieces(media(WRAPPING_TS), 64 << 10);
    long end = feed(stream, 8, 0, ts, out);
    stream.accept(IngestInput.chunk(7, 99, TIME, mkv.get(0)), out);
    stream.accept(IngestInput.end(8, end, TIME), out);

    assertThat(out.rejected).containsExactly("session 7 is over, session 8 took over");
    assertThat(out.units.stream().filter(SegmentUnit::discontinuity)).hasSize(1);
    assertThat(out.units)
        .extracting(SegmentUnit::number)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertContiguous();
  }

  @Test
  void refusesRecordsAfterTheEnd() throws IOException {
    StreamIngest stream = stream();
    byte[] bytes = media(LIVE_MKV);
    long end = feed(stream, 1, 0, RecordedIngest.pieces(bytes, 1 << 20), out);
    stream.accept(IngestInput.end(1, end, TIME), out);
    int published = out.units.size();
    stream.accept(IngestInput.chunk(2, 0, TIME, Payload.of(bytes)), out);
    assertThat(out.rejected).containsExactly("stream has ended; publish under another stream id");
    assertThat(out.units).hasSize(published);
  }

  @Test
  void rejectsASessionThatNobodyCanRead() {
    StreamIngest stream = stream();
    byte[] text =
        "<!doctype html><title>not media</title>"
            .repeat(4000)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    long end = feed(stream, 1, 0, RecordedIngest.pieces(text, 32 << 10), out);
    stream.accept(IngestInput.end(1, end, TIME), out);
    assertThat(out.rejected).hasSizeGreaterThan(1);
    assertThat(out.rejected.get(0)).contains("at byte");
    assertThat(out.units).hasSize(1).allMatch(unit -> unit.end() && unit.tracks().isEmpty());
  }
}
