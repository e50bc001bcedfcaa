package io.millrace.publish;

import io.millrace.publish.SimulatedStore.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What happens in which order, by a seed: single steps of processes, of the network and of the
 * store. There is no time but this order. A step of a process that is dead never happens, one of a
 * process that is paused waits.
 */
final class Schedule {
  final Random random;
  private final List<Step> ready = new ArrayList<>();
  private final List<Runnable> late = new ArrayList<>();

  /** Of 1000 calls to the store, how many fail in one of the ways. */
  private final int failing;

  private boolean calm;
  private @Nullable Throwable failed;
  private long steps;

  private record Step(Process process, Runnable action) {}

  /** What can be killed and paused. */
  static final class Process {
    private boolean dead;
    private boolean paused;

    boolean runs() {
      return !dead && !paused;
    }

    boolean isPaused() {
      return paused && !dead;
    }

    boolean isDead() {
      return dead;
    }

    void kill() {
      dead = true;
    }

    void pause() {
      paused = true;
    }

    void resume() {
      paused = false;
    }
  }

  /** The store's side of a call, which nobody kills. */
  private static final Process STORE = new Process();

  Schedule(long seed) {
    random = new Random(seed);
    failing = random.nextInt(4) * 60;
  }

  /** A step of {@code process}. */
  void at(Process process, Runnable action) {
    ready.add(new Step(process, action));
  }

  /** A step of the store. */
  void atStore(Runnable action) {
    ready.add(new Step(STORE, action));
  }

  /** A step of the store that nobody waits for any more. */
  void late(Runnable action) {
    late.add(action);
  }

  /** From now on nothing fails. */
  void calm() {
    calm = true;
  }

  long steps() {
    return steps;
  }

  Fate fate() {
    if (calm || random.nextInt(1000) >= failing) {
      return Fate.ANSWERED;
    }
    return switch (random.nextInt(13)) {
      case 0, 1, 2, 3 -> Fate.FAILED;
      case 4, 5, 6, 7 -> Fate.ANSWER_LOST;
      case 8, 9, 10, 11 -> Fate.LATE;
      default -> Fate.FORBIDDEN;
    };
  }

  /** A step did what nobody foresaw. */
  void fail(Throwable failure) {
    failed = failure;
  }

  /** Takes one step; false if there is none to take. */
  boolean step() {
    if (failed != null) {
      throw new IllegalStateException("Not foreseen", failed);
    }
    if (!late.isEmpty() && random.nextInt(40) == 0) {
      late.remove(random.nextInt(late.size())).run();
      return true;
    }
    int chosen = choose();
    if (chosen < 0) {
      return false;
    }
    steps++;
    Step step = ready.get(chosen);
    int last = ready.size() - 1;
    ready.set(chosen, ready.get(last));
    ready.remove(last);
    if (!step.process().isDead()) {
      step.action().run();
    }
    return true;
  }

  /** Any step that may be taken: of a paused process none; -1 if there is none. */
  private int choose() {
    if (ready.isEmpty()) {
      return -1;
    }
    int from = random.nextInt(ready.size());
    for (int i = 0; i < ready.size(); i++) {
      int at = (from + i) % ready.size();
      if (!ready.get(at).process().isPaused()) {
        return at;
      }
    }
    return -1;
  }

  /** Lets all that is still on its way take effect. */
  void drain() {
    while (step()) {
      // each step may bring others
    }
    while (!late.isEmpty()) {
      late.remove(random.nextInt(late.size())).run();
    }
  }
}
