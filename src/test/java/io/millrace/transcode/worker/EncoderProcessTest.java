package io.millrace.transcode.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.Ladder;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackGap;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.EncodedSegment;
import io.millrace.transcode.PictureSegments;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.transcode.TranscodeSettings;
import io.millrace.worker.RunningWorker;
import io.millrace.worker.UnansweredException;
import io.millrace.worker.WorkerProgram;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EncoderProcessTest {
  private static final Ladder LADDER = Ladder.parse("copy,144p:300k,90p:100k");
  private static final long HEAP = 256 << 20;
  private static final Duration LONG = Duration.ofMinutes(5);

  private static List<SegmentUnit> units;

  @BeforeAll
  static void makeSegments() {
    units = PictureSegments.make("cam-1", 3);
  }

  private static EncoderProcess process(Class<?> main, Duration budget) {
    return new EncoderProcess(
        new WorkerProgram(main.getName(), HEAP, budget), TranscodeSettings.of(LADDER));
  }

  private static SegmentUnit of(String stream, SegmentUnit unit) {
    return new SegmentUnit(
        stream,
        unit.number(),
        unit.discontinuity(),
        unit.programDateTime(),
        unit.targetDuration(),
        unit.tracks(),
        unit.end());
  }

  @Test
  void givesASegmentTenTimesItsMediaOrTheBudgetIfThatIsMore() {
    WorkerProgram program = EncoderWorker.program(64 << 20, Duration.ofSeconds(30));
    assertThat(EncoderProcess.budget(program, 2_002_000)).isEqualTo(Duration.ofSeconds(30));
    assertThat(EncoderProcess.budget(program, 60_000_000)).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void makesTheSameBytesAsInThisProcess() throws Exception {
    SegmentEncoder here = new SegmentEncoder(TranscodeSettings.of(LADDER));
    try (EncoderProcess there = process(EncoderWorker.class, LONG)) {
      for (SegmentUnit unit : units) {
        assertThat(there.encode(unit, 0)).isEqualTo(here.encode(unit, 0));
        assertThat(there.encode(unit, 1)).isEqualTo(here.encode(unit, 1));
      }
      assertThat(there.restarts()).isZero();
    }
  }

  @Test
  void leavesOutTheSmallestFirstAndMakesTheOthersAsBefore() {
    SegmentEncoder encoder = new SegmentEncoder(TranscodeSettings.of(LADDER));
    SegmentUnit whole = encoder.encode(units.get(0));
    SegmentUnit shed = encoder.encode(units.get(0), 1).unit();
    TrackSegment video = units.get(0).tracks().get(0);
    assertThat(shed.gaps())
        .containsExactly(
            new TrackGap("video-90p", MediaType.VIDEO, video.timescale(), 0, video.duration()));
    assertThat(whole.tracks()).containsAll(shed.tracks()).hasSize(shed.tracks().size() + 1);
    assertThat(encoder.encode(units.get(0), 9).unit().tracks()).hasSize(2);
    SegmentEncoder alone =
        new SegmentEncoder(TranscodeSettings.of(Ladder.parse("144p:300k,90p:100k")));
    assertThat(alone.encode(units.get(0), 9).unit().tracks())
        .extracting(TrackSegment::rendition)
        .containsExactly("video-144p", "audio");
  }

  @Test
  void givesASegmentUpThatCrashesNativeCodeTwiceAndGoesOn() throws Exception {
    try (EncoderProcess process = process(CrashingWorker.class, LONG)) {
      process.encode(of("poison", units.get(0)), 0);
      assertThatThrownBy(() -> process.encode(of("poison", units.get(1)), 0))
          .isInstanceOf(UnansweredException.class)
          .hasMessageStartingWith("given up after 2 attempts: crash: SIGSEGV in C  [libavutil.so");
      assertThat(process.restarts()).isEqualTo(2);
      assertThat(process.encode(units.get(1), 0).unit().tracks()).hasSize(4);
      assertThat(process.restarts()).isEqualTo(2);
    }
  }

  @Test
  void triesASegmentAgainWhoseProcessWasKilled() throws Exception {
    try (EncoderProcess process = process(EncoderWorker.class, LONG)) {
      EncodedSegment expected = process.encode(units.get(0), 0);
      kill(process.pid().getAsLong(), "SEGV");
      assertThat(process.encode(units.get(0), 0)).isEqualTo(expected);
    }
  }

  private static void kill(long pid, String signal) throws Exception {
    ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start().waitFor();
    handle.onExit().get(1, TimeUnit.MINUTES);
  }

  @Test
  void killsAProcessThatDoesNotAnswerInTime() {
    try (EncoderProcess process = process(SilentWorker.class, Duration.ofMillis(1))) {
      SegmentUnit still = units.get(0).withTracks(List.of(one(units.get(0).tracks().get(0))));
      assertThatThrownBy(() -> process.encode(still, 0))
          .isInstanceOf(UnansweredException.class)
          .hasMessage("given up after 2 attempts: no answer within 1 s");
      assertThat(process.pid()).isEmpty();
    }
  }

  private static TrackSegment one(TrackSegment track) {
    return new TrackSegment(
        track.rendition(), track.format(), track.timescale(), 0, track.samples().subList(0, 1));
  }

  @Test
  void anInterruptKillsTheProcessAtOnce() throws Exception {
    RunningWorker worker =
        new RunningWorker(new WorkerProgram(SilentWorker.class.getName(), HEAP, LONG));
    Thread asking = Thread.currentThread();
    ProcessHandle handle = ProcessHandle.of(worker.pid()).orElseThrow();
    CompletableFuture.runAsync(asking::interrupt);
    assertThatThrownBy(
            () ->
                worker.ask(new EncoderRequest(TranscodeSettings.of(LADDER), 0, units.get(0)), LONG))
        .isInstanceOf(InterruptedException.class);
    handle.onExit().get(1, TimeUnit.MINUTES);
  }

  @Test
  void aWorkerDoesNotOutliveItsParent() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + ".",
                ParentProgram.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      long pid = Long.parseLong(out.readLine());
      ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
      parent.destroyForcibly().waitFor(); // kill -9
      worker.onExit().get(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void saysWhatCannotBeDecodedWithoutARestart() throws Exception {
    TrackSegment video = units.get(0).tracks().get(0);
    List<Sample> nothing =
        video.samples().stream()
            .map(s -> new Sample(s.duration(), s.compositionOffset(), s.sync(), Payload.EMPTY))
            .toList();
    TrackSegment damaged = new TrackSegment("video", video.format(), video.timescale(), 0, nothing);
    try (EncoderProcess process = process(EncoderWorker.class, LONG)) {
      assertThatThrownBy(() -> process.encode(units.get(0).withTracks(List.of(damaged)), 0))
          .isInstanceOf(UnansweredException.class)
          .hasMessageContaining("none of 30 pictures can be decoded");
      assertThat(process.restarts()).isZero();
      process.encode(units.get(1), 0);
    }
  }

  @Test
  void saysWhatToDoWhereThereIsNoFfmpeg() throws Exception {
    WorkerProgram program = EncoderWorker.program(HEAP, LONG);
    String classPath =
        Stream.of(program.classPath().split(File.pathSeparator))
            .filter(place -> !place.contains("bytedeco"))
            .collect(Collectors.joining(File.pathSeparator));
    try (RunningWorker worker = new RunningWorker(program.start(classPath), program.maxBytes())) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(
                () ->
                    worker.ask(
                        new EncoderRequest(TranscodeSettings.of(LADDER), 0, units.get(0)), LONG))
            .isInstanceOf(UnansweredException.class)
            .hasMessage(
                "FFmpeg is not in the class path; put FFmpeg's jars into Flink's lib folder (make"
                    + " dist) or set millrace.transcode.video and millrace.transcode.audio to"
                    + " copy");
      }
      assertThat(worker.isAlive()).isTrue();
    }
  }

  @Test
  void refusesASegmentThatDoesNotFitIntoAWorker() {
    try (EncoderProcess process =
        new EncoderProcess(EncoderWorker.program(32 << 20, LONG), TranscodeSettings.of(LADDER))) {
      TrackSegment video = units.get(0).tracks().get(0);
      Sample huge = new Sample(video.duration(), 0, true, Payload.of(new byte[(8 << 20) + 1]));
      TrackSegment track =
          new TrackSegment("video", video.format(), video.timescale(), 0, List.of(huge));
      assertThatThrownBy(() -> process.encode(units.get(0).withTracks(List.of(track)), 0))
          .isInstanceOf(UnansweredException.class)
          .hasMessage("8388609 bytes, at most 8388608; raise millrace.worker.heap");
      assertThat(process.pid()).isEmpty();
    }
  }
}
