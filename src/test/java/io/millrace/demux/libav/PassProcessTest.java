package io.millrace.demux.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.demux.DemuxRecording;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.libav.InputBytes;
import io.millrace.libav.LibavException;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.worker.RunningWorker;
import io.millrace.worker.UnansweredException;
import io.millrace.worker.WorkerProgram;
import java.io.DataInput;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** FFmpeg's demuxers in a process of their own: the same packets, and nothing that it dies of. */
class PassProcessTest {
  private static final long SEED = 20261127;
  private static final long HEAP = 256 << 20;
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String WAV = "pcm.wav";

  private static PassProcess shared;

  @BeforeAll
  static void start() {
    shared = new PassProcess(PassWorker.program(HEAP, LONG));
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  private static LibavDemuxer readBy(LibavDemuxer demuxer, PassProcess process) {
    demuxer.readBy(process.of("cam-1"));
    return demuxer;
  }

  private static LibavDemuxer started() {
    return readBy(new LibavDemuxer(), shared);
  }

  private static LibavDemuxer loaded(DataInput in) throws IOException {
    return readBy(LibavDemuxer.load(in), shared);
  }

  private static PassProcess process(Class<?> main, Duration budget) {
    return new PassProcess(new WorkerProgram(main.getName(), HEAP, budget));
  }

  @TestFactory
  Stream<DynamicTest> findsTheSameAsInThisProcess() throws IOException {
    Stream<DynamicTest> made =
        LibavFiles.made().stream()
            .map(name -> DynamicTest.dynamicTest(name, () -> compare(LibavFiles.make(name))));
    Stream<DynamicTest> found =
        LibavFiles.found().stream()
            .map(file -> DynamicTest.dynamicTest("" + file.getFileName(), () -> compare(file)));
    return Stream.concat(made, found);
  }

  private static void compare(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<Object> here = DemuxRecording.of(new LibavDemuxer(), bytes).events();
    assertThat(DemuxRecording.of(started(), bytes).events()).isEqualTo(here);
    Random random = new Random(SEED);
    assertThat(
            DemuxRecording.cutAndReload(
                    PassProcessTest::started,
                    PassProcessTest::loaded,
                    bytes,
                    () -> 1 + random.nextInt(1 << 16))
                .events())
        .as("seed %d", SEED)
        .isEqualTo(here);
    assertThat(shared.restarts()).isZero();
  }

  @Test
  void tellsTheContainerAndItsFailureAsInThisProcess() throws Exception {
    Payload beginning = Payload.of(Files.readAllBytes(LibavFiles.make(WAV))).slice(0, 4096);
    assertThat(LibavDemuxer.knows(beginning, shared.of("cam-1"))).isTrue();
    assertThat(LibavDemuxer.knows(Payload.of(new byte[4096]), shared.of("cam-1"))).isFalse();
    var nothing = new InputBytes(Payload.EMPTY, 0, Payload.of(new byte[100]));
    for (Passes passes : List.of(Passes.here(), shared.of("cam-1"))) {
      assertThatThrownBy(() -> passes.read("flv", nothing, 0, Set.of()))
          .isInstanceOf(LibavException.class)
          .hasMessage("Cannot read flv: FFmpeg has no demuxer for it");
    }
  }

  @Test
  void refusesWhatTwoProcessesDiedOfAndGoesOn() throws Exception {
    byte[] good = Files.readAllBytes(LibavFiles.make(WAV));
    int place = good.length / 2;
    try (PassProcess process = process(CrashingPassWorker.class, LONG)) {
      DemuxRecording recording = new DemuxRecording();
      DetectingDemuxer demuxer = new DetectingDemuxer();
      demuxer.readBy(process.of("poison"));
      demuxer.push(Payload.of(good).slice(0, place), recording);
      assertThat(recording.units()).isNotEmpty();
      byte[] poisoned = CrashingPassWorker.poisoned(good, place);
      Payload rest = Payload.of(poisoned).slice(place, poisoned.length - place);
      assertThatThrownBy(() -> demuxer.push(rest, recording))
          .isInstanceOfSatisfying(
              MediaException.Unsupported.class,
              e -> assertThat(e.byteOffset()).isBetween(1L, (long) place))
          .hasMessageStartingWith(
              "Cannot read input by FFmpeg: given up after 2 attempts: crash: SIGSEGV in C "
                  + " [libavutil.so");
      assertThat(process.restarts()).isEqualTo(2);
      assertThat(DemuxRecording.of(readBy(new LibavDemuxer(), process), good).events())
          .isEqualTo(DemuxRecording.of(new LibavDemuxer(), good).events());
      assertThat(process.restarts()).isEqualTo(2);
    }
  }

  @Test
  void refusesWhatIsPoisonBeforeItsContainerIsKnown() throws Exception {
    byte[] poisoned = CrashingPassWorker.poisoned(Files.readAllBytes(LibavFiles.make(WAV)), 4000);
    try (PassProcess process = process(CrashingPassWorker.class, LONG)) {
      DetectingDemuxer demuxer = new DetectingDemuxer();
      demuxer.readBy(process.of("poison"));
      assertThatThrownBy(() -> demuxer.push(Payload.of(poisoned), new DemuxRecording()))
          .isInstanceOf(MediaException.Unsupported.class)
          .hasMessageContaining("given up after 2 attempts: crash: SIGSEGV");
    }
  }

  @Test
  void killsAProcessThatDoesNotAnswerInTime() throws Exception {
    byte[] file = Files.readAllBytes(LibavFiles.make(WAV));
    try (PassProcess process = process(SilentPassWorker.class, Duration.ofMillis(1))) {
      LibavDemuxer demuxer = readBy(new LibavDemuxer(), process);
      assertThatThrownBy(() -> demuxer.push(Payload.of(file), new DemuxRecording()))
          .isInstanceOf(MediaException.Unsupported.class)
          .hasMessageStartingWith(
              "Cannot read input by FFmpeg: given up after 2 attempts: no answer within 1 s");
      assertThat(process.restarts()).isEqualTo(2);
    }
  }

  @Test
  void anInterruptEndsTheRecordAndIsNotForgotten() throws Exception {
    byte[] file = Files.readAllBytes(LibavFiles.make(WAV));
    try (PassProcess process = process(SilentPassWorker.class, LONG)) {
      LibavDemuxer demuxer = readBy(new LibavDemuxer(), process);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> demuxer.push(Payload.of(file), new DemuxRecording()))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(process.restarts()).isZero();
    }
  }

  @Test
  void startsNoProcessForWhatMillraceReadsItself() throws Exception {
    try (PassProcess process = process(CrashingPassWorker.class, LONG)) {
      DetectingDemuxer demuxer = new DetectingDemuxer();
      demuxer.readBy(process.of("cam-1"));
      demuxer.push(
          Payload.of("FLV\1\5\0\0\0\11".getBytes(StandardCharsets.ISO_8859_1)),
          new DemuxRecording());
      assertThat(process.runs()).isFalse();
    }
  }

  @Test
  void saysWhatToDoWhereThereIsNoFfmpeg() throws Exception {
    WorkerProgram program = PassWorker.program(HEAP, LONG);
    String classPath =
        Stream.of(program.classPath().split(File.pathSeparator))
            .filter(place -> !place.contains("bytedeco"))
            .collect(Collectors.joining(File.pathSeparator));
    var bytes = new InputBytes(Payload.EMPTY, 0, Payload.of(new byte[100]));
    PassRequest request = new PassRequest("cam-1", PassRequest.Kind.FORMAT, "", bytes, 0, Set.of());
    try (RunningWorker worker = new RunningWorker(program.start(classPath), program.maxBytes())) {
      assertThatThrownBy(() -> worker.ask(request, LONG))
          .isInstanceOf(UnansweredException.class)
          .hasMessage(
              "FFmpeg is not in the class path; put FFmpeg's jars into Flink's lib folder (make"
                  + " dist), or send Matroska, MPEG-TS, MP4 or FLV");
    }
  }
}
