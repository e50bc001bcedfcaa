package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.config.JobArguments;
import io.millrace.job.config.JobSettings;
import io.millrace.job.record.Event;
import io.millrace.job.record.Forms;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackGap;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.PictureSegments;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import io.millrace.transcode.worker.CrashingWorker;
import io.millrace.transcode.worker.EncoderWorker;
import io.millrace.transcode.worker.SilentWorker;
import io.millrace.wire.StreamEventKind;
import io.millrace.worker.WorkerProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TranscodeFunctionTest {
  private static final long TIME = 1_700_000_000_000L;

  private static List<SegmentUnit> units;

  @BeforeAll
  static void makeSegments() {
    units = PictureSegments.make("cam-1", 3);
  }

  private static JobSettings settings(String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--kafka.bootstrap-servers=localhost:1");
    arguments.add("--store.uri=file:///nowhere");
    if (Arrays.stream(options).noneMatch(option -> option.startsWith("--transcode.ladder="))) {
      arguments.add("--transcode.ladder=copy,144p:300k,90p:100k");
    }
    return JobSettings.of(JobArguments.parse(arguments.toArray(String[]::new)));
  }

  private static OneInputStreamOperatorTestHarness<SegmentUnit, SegmentUnit> operator(
      JobSettings settings, Class<?> worker) throws Exception {
    WorkerProgram program = settings.encoderProgram();
    OneInputStreamOperatorTestHarness<SegmentUnit, SegmentUnit> harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(
                new TranscodeFunction(
                    settings,
                    new WorkerProgram(
                        worker.getName(), program.heapBytes(), program.timeBudget()))));
    harness.setup(Forms.SEGMENT_UNIT.serializer());
    harness.open();
    return harness;
  }

  /** Segment {@code number}, the first picture of which came at {@code TIME}. */
  private static SegmentUnit unit(String stream, int number) {
    SegmentUnit unit = units.get(number);
    return new SegmentUnit(
        stream,
        unit.number(),
        unit.discontinuity(),
        TIME,
        unit.targetDuration(),
        unit.tracks(),
        unit.end());
  }

  private static List<Event> events(
      OneInputStreamOperatorTestHarness<SegmentUnit, SegmentUnit> harness) {
    var side = harness.getSideOutput(Outputs.EVENTS);
    return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
  }

  @Test
  void aWorkerStartsWithTheTaskWhereThereIsALadder() throws Exception {
    assertThat(startedWith(settings())).hasSize(1);
    assertThat(startedWith(settings("--transcode.ladder=source"))).isEmpty();
  }

  /** Processes that there are once a task is open, and were not before. */
  private static List<ProcessHandle> startedWith(JobSettings settings) throws Exception {
    Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());
    try (var harness = operator(settings, SilentWorker.class)) {
      assertThat(harness.extractOutputValues()).isEmpty();
      return ProcessHandle.current().children().filter(child -> !before.contains(child)).toList();
    }
  }

  @Test
  void whatCrashesItsProcessBecomesGapsAndTheCopyIsPublished() throws Exception {
    try (var harness = operator(settings(), CrashingWorker.class)) {
      harness.processElement(unit("poison", 1), 0);
      harness.processElement(unit("good", 1), 0);
      SegmentUnit poison = harness.extractOutputValues().get(0);
      assertThat(poison.tracks()).isEqualTo(unit("poison", 1).tracks());
      assertThat(poison.gaps()).containsExactly(TrackGap.of(units.get(1).tracks().get(0)));
      assertThat(harness.extractOutputValues().get(1).tracks()).hasSize(4);
      assertThat(events(harness))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.kind()).isEqualTo(StreamEventKind.SEGMENT_GIVEN_UP);
                assertThat(event.stream()).isEqualTo("poison");
                assertThat(event.segment()).isEqualTo(1);
                assertThat(event.detail()).contains("SIGSEGV");
              });
    }
  }

  @Test
  void aHangIsGivenUpAfterItsTime() throws Exception {
    JobSettings settings = settings("--worker.time-budget=1 ms");
    try (var harness = operator(settings, SilentWorker.class)) {
      harness.processElement(still(unit("cam-1", 0)), 0);
      assertThat(events(harness))
          .extracting(Event::detail)
          .containsExactly("Cannot encode: given up after 2 attempts: no answer within 1 s");
    }
  }

  /** One picture of it: ten times as long is a third of a second. */
  private static SegmentUnit still(SegmentUnit unit) {
    TrackSegment video = unit.tracks().get(0);
    return unit.withTracks(
        List.of(
            new TrackSegment(
                "video", video.format(), video.timescale(), 0, video.samples().subList(0, 1))));
  }

  @Test
  void aCancelledTaskDoesNotWaitForItsSegment() throws Exception {
    try (var harness = operator(settings("--worker.time-budget=1 h"), SilentWorker.class)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> harness.processElement(unit("cam-1", 0), 0))
          .isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void shedsNothingUnlessToldButSaysOnceThatItIsBehind() throws Exception {
    try (var harness = operator(settings(), EncoderWorker.class)) {
      harness.setProcessingTime(TIME + 3_600_000);
      harness.processElement(unit("cam-1", 0), 0);
      harness.processElement(unit("cam-1", 1), 0);
      assertThat(harness.extractOutputValues()).allMatch(unit -> unit.gaps().isEmpty());
      assertThat(events(harness))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.kind()).isEqualTo(StreamEventKind.ENCODING_BEHIND);
                assertThat(event.detail()).startsWith("3599000 ms late, encode speed ");
              });
    }
  }

  @Test
  void shedsTheSmallestFirstTheLaterASegmentIs() throws Exception {
    SegmentUnit whole =
        new SegmentEncoder(TranscodeSettings.of(settings().ladder())).encode(unit("cam-1", 0));
    JobSettings settings =
        settings("--transcode.shed=smallest-first", "--transcode.shed-after=5 s");
    try (var harness = operator(settings, EncoderWorker.class)) {
      for (long late : new long[] {5_000, 5_001, 10_000, 1_000_000}) {
        harness.setProcessingTime(TIME + 1_000 + late);
        harness.processElement(unit("cam-1", 0), 0);
      }
      List<SegmentUnit> made = harness.extractOutputValues();
      assertThat(made.stream().map(TranscodeFunctionTest::renditions))
          .containsExactly(
              List.of("video", "video-144p", "video-90p", "audio"),
              List.of("video", "video-144p", "audio"),
              List.of("video", "audio"),
              List.of("video", "audio"));
      assertThat(made).allSatisfy(unit -> assertThat(whole.tracks()).containsAll(unit.tracks()));
      assertThat(events(harness).stream().filter(e -> e.kind() == StreamEventKind.RENDITIONS_SHED))
          .extracting(Event::detail)
          .containsExactly(
              "video-90p left out: 5001 ms late",
              "video-144p, video-90p left out: 10000 ms late",
              "video-144p, video-90p left out: 1000000 ms late");
    }
  }

  private static List<String> renditions(SegmentUnit unit) {
    return unit.tracks().stream().map(TrackSegment::rendition).toList();
  }
}
