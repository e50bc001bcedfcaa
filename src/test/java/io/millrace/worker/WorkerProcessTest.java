package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.NamingWorker.WhoAreYou;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a worker whose task is closed. */
class WorkerProcessTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  /** What happens when the workers have waited long enough, in the order in which they came. */
  private final List<Runnable> ends = new ArrayList<>();

  private final IdleWorkers idle = new IdleWorkers(ends::add);
  private final WorkerProgram program = NamingWorker.program();

  @AfterEach
  void endAll() {
    ends.forEach(Runnable::run);
  }

  private long nameOf(WorkerProcess process) throws InterruptedException {
    return process.ask(new WhoAreYou(false), LONG);
  }

  private WorkerProcess open() {
    return new WorkerProcess(program, idle);
  }

  /** Opens, asks and closes. */
  private long use() throws InterruptedException {
    try (WorkerProcess process = open()) {
      return nameOf(process);
    }
  }

  private static ProcessHandle handle(long pid) {
    return ProcessHandle.of(pid).orElseThrow();
  }

  @Test
  void theNextTaskGoesOnWithTheWorkerOfTheLast() throws Exception {
    long pid = use();
    assertThat(use()).isEqualTo(pid);
    try (WorkerProcess next = open()) {
      next.start();
      assertThat(next.pid()).hasValue(pid);
      assertThat(nameOf(next)).isEqualTo(pid);
      assertThat(next.restarts()).isZero();
    }
  }

  @Test
  void twoTasksNeverHaveOneWorker() throws Exception {
    List<Long> first = useTwo();
    assertThat(first).doesNotHaveDuplicates();
    assertThat(useTwo()).containsExactlyInAnyOrderElementsOf(first);
  }

  private List<Long> useTwo() throws InterruptedException {
    try (WorkerProcess one = open();
        WorkerProcess other = open()) {
      return List.of(nameOf(one), nameOf(other));
    }
  }

  @Test
  void aWorkerThatNobodyTakesEnds() throws Exception {
    ProcessHandle worker = handle(use());
    assertThat(worker.isAlive()).isTrue();
    assertThat(ends).hasSize(1);
    ends.get(0).run();
    worker.onExit().get(1, TimeUnit.MINUTES);
    assertThat(use()).isNotEqualTo(worker.pid());
  }

  @Test
  void theTimerEndsAWorkerThatNobodyTakes() throws Exception {
    IdleWorkers timed = new IdleWorkers(IdleWorkers.inSeconds(0));
    ProcessHandle worker;
    try (WorkerProcess process = new WorkerProcess(program, timed)) {
      worker = handle(nameOf(process));
    }
    worker.onExit().get(1, TimeUnit.MINUTES);
  }

  @Test
  void theEndOfAnEarlierStayDoesNotTouchATaskNorALaterStay() throws Exception {
    long pid = use();
    try (WorkerProcess next = open()) {
      next.start();
      ends.get(0).run();
      assertThat(nameOf(next)).isEqualTo(pid);
    }
    ends.get(0).run();
    assertThat(use()).isEqualTo(pid);
  }

  @Test
  void oneThatDiedWhileItWaitedIsNoQuestionsFault() throws Exception {
    ProcessHandle worker = handle(use());
    worker.destroyForcibly();
    worker.onExit().get(1, TimeUnit.MINUTES);
    try (WorkerProcess next = open()) {
      assertThat(nameOf(next)).isNotEqualTo(worker.pid());
      assertThat(next.restarts()).isZero();
    }
  }

  @Test
  void whatDiedOfAQuestionIsNotKept() throws Exception {
    try (WorkerProcess process = open()) {
      assertThatThrownBy(() -> process.ask(new WhoAreYou(true), LONG))
          .isInstanceOf(UnansweredException.class)
          .hasMessageStartingWith("given up after 2 attempts: ended with status 3");
      assertThat(process.restarts()).isEqualTo(2);
    }
    assertThat(ends).isEmpty();
  }

  @Test
  void anotherProgramHasOtherWorkers() throws Exception {
    long pid = use();
    WorkerProgram larger =
        new WorkerProgram(program.mainClass(), 2 * program.heapBytes(), program.timeBudget());
    try (WorkerProcess process = new WorkerProcess(larger, idle)) {
      assertThat(nameOf(process)).isNotEqualTo(pid);
    }
  }
}
