package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ingest.IngestInput;
import io.millrace.job.config.JobArguments;
import io.millrace.job.config.JobSettings;
import io.millrace.job.record.Arrival;
import io.millrace.job.record.Forms;
import io.millrace.job.record.Position;
import io.millrace.job.record.Rejection;
import io.millrace.media.Payload;
import io.millrace.segment.SegmentUnit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class IngestFunctionTest {
  private static final Path MEDIA =
      Path.of("../shared/media/derived/dev/train_h264_aac_ffmpeg_live.mkv");
  private static final int CHUNK_BYTES = 50_000;
  private static final JobSettings SETTINGS =
      JobSettings.of(
          JobArguments.parse(
              "--kafka.bootstrap-servers=localhost:1", "--store.uri=file:///nowhere"));

  private static KeyedOneInputStreamOperatorTestHarness<String, Arrival, SegmentUnit> operator()
      throws Exception {
    return operator(SETTINGS);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Arrival, SegmentUnit> operator(
      JobSettings settings) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, Arrival, SegmentUnit> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new IngestFunction(settings, settings.passProgram())),
            Arrival::stream,
            Types.STRING);
    harness.setup(Forms.SEGMENT_UNIT.serializer());
    return harness;
  }

  private static Arrival arrival(
      String stream, long sequence, IngestInput.Kind kind, Payload data) {
    return new Arrival(
        stream,
        1,
        sequence,
        1_700_000_000_000L + 40 * sequence,
        kind,
        data,
        new Position("ingest", 0, sequence));
  }

  /** A whole session of {@code stream}, END included. */
  private static List<Arrival> session(String stream) throws Exception {
    Assumptions.assumeTrue(Files.exists(MEDIA), MEDIA + " is not here");
    Payload media = Payload.of(Files.readAllBytes(MEDIA));
    List<Arrival> arrivals = new ArrayList<>();
    for (int from = 0; from < media.length(); from += CHUNK_BYTES) {
      Payload data = media.slice(from, Math.min(CHUNK_BYTES, media.length() - from));
      arrivals.add(arrival(stream, arrivals.size(), IngestInput.Kind.CHUNK, data));
    }
    arrivals.add(arrival(stream, arrivals.size(), IngestInput.Kind.END, Payload.EMPTY));
    return arrivals;
  }

  private static List<SegmentUnit> straight(List<Arrival> arrivals) throws Exception {
    try (var operator = operator()) {
      operator.open();
      for (Arrival arrival : arrivals) {
        operator.processElement(new StreamRecord<>(arrival));
      }
      return operator.extractOutputValues();
    }
  }

  @Test
  void sendsOnlyWhatNeedsAnEncoderToOne() throws Exception {
    for (String ladder : List.of("source", "copy,144p:300k")) {
      JobSettings settings =
          JobSettings.of(
              JobArguments.parse(
                  "--kafka.bootstrap-servers=localhost:1",
                  "--store.uri=file:///nowhere",
                  "--transcode.ladder=" + ladder));
      try (var harness = operator(settings)) {
        harness.open();
        for (Arrival arrival : session("cam-1")) {
          harness.processElement(new StreamRecord<>(arrival));
        }
        var encode = harness.getSideOutput(Outputs.TO_ENCODE);
        List<SegmentUnit> straight = harness.extractOutputValues();
        if (ladder.equals("source")) {
          assertThat(encode).isNull();
          assertThat(straight).hasSizeGreaterThan(2);
        } else {
          assertThat(encode).hasSizeGreaterThan(2);
          assertThat(straight).allMatch(unit -> unit.end() && unit.tracks().isEmpty());
        }
      }
    }
  }

  @Test
  void makesTheSameSegmentsWhereverItIsStoppedAndStartedAgain() throws Exception {
    List<Arrival> arrivals = session("cam-1");
    List<SegmentUnit> expected = straight(arrivals);
    assertThat(expected).hasSizeGreaterThan(3);
    List<SegmentUnit> segments = new ArrayList<>();
    OperatorSubtaskState state = null;
    for (Arrival arrival : arrivals) {
      try (var operator = operator()) {
        if (state != null) {
          operator.initializeState(state);
        }
        operator.open();
        operator.processElement(new StreamRecord<>(arrival));
        segments.addAll(operator.extractOutputValues());
        state = operator.snapshot(arrival.sequence(), arrival.sequence());
      }
    }
    assertThat(segments).isEqualTo(expected);
  }

  @Test
  void leavesOutARecordThatMemoryRanOutOverTwice() throws Exception {
    List<Arrival> arrivals = session("cam-1");
    int poison = 0;
    while (straight(arrivals.subList(0, poison + 1)).isEmpty()) {
      poison++;
    }
    List<Arrival> read = arrivals.subList(0, poison + 1);
    JobID job = new JobID();

    assertThatThrownBy(() -> readWithoutMemory(read, job))
        .hasCauseInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> readWithoutMemory(read, job))
        .hasCauseInstanceOf(OutOfMemoryError.class);
    List<Rejection> rejected = readWithoutMemory(read, job);

    assertThat(rejected).hasSize(1);
    assertThat(rejected.get(0).position()).isEqualTo(arrivals.get(poison).position());
    assertThat(rejected.get(0).reason()).isEqualTo("memory ran out twice while it was read");
    assertThat(rejected.get(0).head())
        .isEqualTo(arrivals.get(poison).data().slice(0, Rejection.HEAD_BYTES));
    assertThatThrownBy(() -> readWithoutMemory(read, new JobID()))
        .hasCauseInstanceOf(OutOfMemoryError.class);
  }

  /** What a job rejects for which there is no memory where a segment is handed out. */
  private static List<Rejection> readWithoutMemory(List<Arrival> arrivals, JobID job)
      throws Exception {
    NoMemory output = new NoMemory();
    try (MockEnvironment environment = new MockEnvironmentBuilder().setJobID(job).build();
        var operator =
            new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new IngestFunction(SETTINGS, SETTINGS.passProgram())),
                Arrival::stream,
                Types.STRING,
                environment)) {
      operator.setOutputCreator(serializer -> output);
      operator.setup(Forms.SEGMENT_UNIT.serializer());
      operator.open();
      for (Arrival arrival : arrivals) {
        operator.processElement(new StreamRecord<>(arrival));
      }
    } catch (OutOfMemoryError e) { // which would end JUnit, too
      throw new IllegalStateException(e);
    }
    return output.rejected;
  }

  private static final class NoMemory implements Output<StreamRecord<SegmentUnit>> {
    private final List<Rejection> rejected = new ArrayList<>();

    @Override
    public void collect(StreamRecord<SegmentUnit> segment) {
      throw new OutOfMemoryError("Java heap space");
    }

    @Override
    public <X> void collect(OutputTag<X> tag, StreamRecord<X> record) {
      if (record.getValue() instanceof Rejection rejection) {
        rejected.add(rejection);
      }
    }

    @Override
    public void emitWatermark(Watermark mark) {}

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void emitLatencyMarker(LatencyMarker marker) {}

    @Override
    public void emitRecordAttributes(RecordAttributes attributes) {}

    @Override
    public void emitWatermark(WatermarkEvent event) {}

    @Override
    public void close() {}
  }

  @Test
  void aCheckpointDoesNotDisturbWhatGoesOn() throws Exception {
    List<Arrival> arrivals = session("cam-1");
    try (var operator = operator()) {
      operator.open();
      for (Arrival arrival : arrivals) {
        operator.processElement(new StreamRecord<>(arrival));
        operator.snapshot(arrival.sequence(), arrival.sequence());
      }
      assertThat(operator.extractOutputValues()).isEqualTo(straight(arrivals));
    }
  }

  @Test
  void aStreamOfNoiseIsRejectedAndItsNeighbourGoesOn() throws Exception {
    List<Arrival> good = session("good");
    Payload noise = Payload.of("this is no container at all".repeat(4000).getBytes("US-ASCII"));
    try (var operator = operator()) {
      operator.open();
      for (Arrival arrival : good) {
        operator.processElement(
            new StreamRecord<>(arrival("bad", arrival.sequence(), IngestInput.Kind.CHUNK, noise)));
        operator.processElement(new StreamRecord<>(arrival));
      }
      Rejection first = operator.getSideOutput(Outputs.REJECTED).peek().getValue();
      assertThat(first.stream()).isEqualTo("bad");
      assertThat(first.position()).isEqualTo(new Position("ingest", 0, 0));
      assertThat(first.byteOffset()).isNotNegative();
      assertThat(operator.extractOutputValues())
          .filteredOn(unit -> unit.stream().equals("good"))
          .isEqualTo(straight(good));
    }
  }
}
