package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.media.SavedState;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input at which the program fails: it is rejected, and the stream goes on. */
class PoisonTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final String TRANSPORT_STREAM = "derived/dev/train_h264_aac_ptswrap.ts";
  private static final String MATROSKA = "derived/dev/train_h264_aac_ffmpeg_live.mkv";
  private static final String BYTE_STREAM =
      "cisco+openh264/res/VID_1280x720_cabac_temporal_direct.264";
  private static final String PACKED_AUDIO = "golden/ts/sample.adts";

  /** Rejected records with their offset in the log, as a recorded stream does not keep it. */
  private static final class Recorded implements IngestOutput {
    final RecordedIngest rest = new RecordedIngest();
    final List<String> rejected = new ArrayList<>();

    @Override
    public void onSegment(SegmentUnit unit) {
      rest.onSegment(unit);
    }

    @Override
    public void onRejected(IngestInput record, long byteOffset, String reason) {
      rejected.add("%d: %s".formatted(record.offset(), reason));
    }

    @Override
    public void onLoss(long byteOffset, String reason) {
      rest.onLoss(byteOffset, reason);
    }

    @Override
    public void onEvent(io.millrace.segment.SegmentEvent event, int count, String detail) {
      rest.onEvent(event, count, detail);
    }

    List<SegmentUnit> units() {
      return rest.units;
    }
  }

  private static List<IngestInput> records(String name, int size) throws IOException {
    Path file = MEDIA.resolve(name);
    assumeTrue(Files.exists(file), file + " is not here");
    List<IngestInput> records = Records.session(1, Records.TIME, Files.readAllBytes(file), size);
    records.add(Records.end(records));
    List<IngestInput> placed = new ArrayList<>();
    for (IngestInput record : records) {
      placed.add(
          new IngestInput(
              record.session(),
              record.sequence(),
              record.ingestTime(),
              record.kind(),
              record.data(),
              3,
              1000 + record.sequence()));
    }
    return placed;
  }

  private static IngestInput poisoned(IngestInput record, PoisonDemuxer.Fault fault) {
    return new IngestInput(
        record.session(),
        record.sequence(),
        record.ingestTime(),
        record.kind(),
        fault.poison(record.data()),
        record.partition(),
        record.offset());
  }

  private static StreamIngest stream() {
    IngestSettings settings = IngestSettings.DEFAULT;
    return new StreamIngest("cam-1", settings, PoisonDemuxer.demuxers(settings.frameRate()));
  }

  private static StreamIngest restored(StreamIngest stream) {
    IngestSettings settings = IngestSettings.DEFAULT;
    return SavedState.reload(
        stream::save,
        in ->
            StreamIngest.load(in, "cam-1", settings, PoisonDemuxer.demuxers(settings.frameRate())));
  }

  private static Recorded take(List<IngestInput> records) {
    Recorded out = new Recorded();
    StreamIngest stream = stream();
    records.forEach(record -> stream.accept(record, out));
    assertThat(stream.account().onTheirWay()).isZero();
    assertTimelines(out.units());
    return out;
  }

  private static Recorded takeRestored(List<IngestInput> records, Random random) {
    Recorded out = new Recorded();
    StreamIngest stream = stream();
    for (IngestInput record : records) {
      stream.accept(record, out);
      stream = random.nextInt(3) == 0 ? restored(stream) : stream;
    }
    return out;
  }

  private static void assertTimelines(List<SegmentUnit> units) {
    Map<String, Long> ends = new HashMap<>();
    for (int i = 0; i < units.size(); i++) {
      assertThat(units.get(i).number()).isEqualTo(i);
      for (TrackSegment part : units.get(i).tracks()) {
        long start = part.baseMediaDecodeTime();
        assertThat(ends.getOrDefault(part.rendition(), start)).isEqualTo(start);
        ends.put(part.rendition(), start + part.duration());
      }
    }
    assertThat(units.get(units.size() - 1).end()).isTrue();
  }

  private static void assertGoesOn(String name, int size, int index, PoisonDemuxer.Fault fault)
      throws IOException {
    List<IngestInput> records = records(name, size);
    records.set(index, poisoned(records.get(index), fault));
    Recorded out = take(records);
    assertThat(out.rejected).isNotEmpty().allMatch(one -> one.startsWith(1000 + index + ": "));
    assertThat(Records.breaks(out.rest)).isEqualTo(1);
    long after = out.units().stream().dropWhile(unit -> !unit.discontinuity()).count();
    assertThat(after).isPositive();
    Recorded again = takeRestored(records, new Random(index));
    assertThat(again.units()).isEqualTo(out.units());
    assertThat(again.rejected).isEqualTo(out.rejected);
  }

  @ParameterizedTest
  @EnumSource(PoisonDemuxer.Fault.class)
  void aTransportStreamGoesOnBehindIt(PoisonDemuxer.Fault fault) throws IOException {
    assertGoesOn(TRANSPORT_STREAM, 16 << 10, 40, fault);
  }

  @ParameterizedTest
  @EnumSource(PoisonDemuxer.Fault.class)
  void aByteStreamGoesOnBehindIt(PoisonDemuxer.Fault fault) throws IOException {
    assertGoesOn(BYTE_STREAM, 64 << 10, 8, fault);
  }

  @ParameterizedTest
  @EnumSource(PoisonDemuxer.Fault.class)
  void packedAudioGoesOnBehindIt(PoisonDemuxer.Fault fault) throws IOException {
    assertGoesOn(PACKED_AUDIO, 4 << 10, 4, fault);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void severalOfThemMakeTheSameWhereverItIsRestored(long seed) throws IOException {
    Random random = new Random(seed);
    List<IngestInput> records = records(TRANSPORT_STREAM, 8 << 10);
    PoisonDemuxer.Fault[] faults = PoisonDemuxer.Fault.values();
    for (int i = 0; i < 6; i++) {
      int index = random.nextInt(records.size() - 1);
      records.set(index, poisoned(records.get(index), faults[random.nextInt(faults.length)]));
    }
    Recorded out = take(records);
    Recorded again = takeRestored(records, random);
    assertThat(again.units()).isEqualTo(out.units());
    assertThat(again.rejected).isEqualTo(out.rejected);
  }

  @Test
  void aContainerThatNeedsItsHeadIsRejectedUntilTheNextSession() throws IOException {
    List<IngestInput> records = records(MATROSKA, 64 << 10);
    int last = records.size() - 1;
    records.remove(last);
    records.set(8, poisoned(records.get(8), PoisonDemuxer.Fault.UNFORESEEN));
    List<IngestInput> again =
        Records.session(
            2, Records.TIME + 60_000, Files.readAllBytes(MEDIA.resolve(MATROSKA)), 64 << 10);
    records.addAll(again);
    records.add(Records.end(again));
    Recorded out = take(records);
    assertThat(out.rejected).hasSize(last - 8);
    assertThat(out.rejected.get(0))
        .isEqualTo(
            "1008: fault of the program: java.lang.IllegalStateException: nobody foresaw this");
    assertThat(out.rejected.get(1))
        .isEqualTo(
            "1009: session cannot be read: fault of the program: java.lang.IllegalStateException:"
                + " nobody foresaw this; begin another session");
    assertThat(Records.breaks(out.rest)).isEqualTo(1);
    assertThat(out.units()).hasSizeGreaterThan(5);
  }

  @Test
  void aSessionThatOnlyFailsIsGivenUp() throws IOException {
    List<IngestInput> records = records(TRANSPORT_STREAM, 16 << 10);
    for (int i = 40; i < records.size() - 1; i++) {
      records.set(i, poisoned(records.get(i), PoisonDemuxer.Fault.REFUSED));
    }
    Recorded out = take(records);
    assertThat(out.rejected).hasSize(records.size() - 1 - 40);
    assertThat(out.rejected.get(0)).isEqualTo("1040: poison (at byte 7)");
    assertThat(out.rejected.get(out.rejected.size() - 1))
        .endsWith("session cannot be read: poison (at byte 7); begin another session");
  }

  @Test
  void whatTheOutputThrowsIsForTheCaller() throws IOException {
    List<IngestInput> records = records(TRANSPORT_STREAM, 1 << 20);
    RecordedIngest out = new RecordedIngest();
    IngestOutput full =
        new IngestOutput() {
          @Override
          public void onSegment(SegmentUnit unit) {
            throw new IllegalStateException("no room");
          }

          @Override
          public void onRejected(IngestInput record, long byteOffset, String reason) {
            out.onRejected(record, byteOffset, reason);
          }

          @Override
          public void onLoss(long byteOffset, String reason) {}

          @Override
          public void onEvent(io.millrace.segment.SegmentEvent event, int count, String detail) {}
        };
    StreamIngest stream = stream();
    assertThatThrownBy(() -> records.forEach(record -> stream.accept(record, full)))
        .hasMessage("no room");
    assertThat(out.rejected).isEmpty();
  }
}
