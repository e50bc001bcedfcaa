package io.millrace.chaos;

import io.millrace.chaos.StoreTrouble.Answer;
import io.millrace.chaos.StoreTrouble.Moment;
import java.util.List;

/** Answers of a store that a writer has to survive. */
final class StoreFaults {
  private static final long MILLIS = 6000;
  private static final int HALF = 50;
  private static final int ALL = 100;
  private static final long SLOW_CALL_MILLIS = 2500;

  private StoreFaults() {}

  static List<Fault> all() {
    return List.of(
        answers("store-500", 1, new Answer(Moment.BEFORE_THE_WRITE, 500, HALF)),
        answers("store-503", 1, new Answer(Moment.BEFORE_THE_WRITE, 503, ALL)),
        answers("store-409", 1, new Answer(Moment.BEFORE_THE_WRITE, 409, HALF)),
        answers("store-403", 1, new Answer(Moment.BEFORE_THE_WRITE, 403, ALL)),
        answers("store-reset", 1, new Answer(Moment.BEFORE_THE_WRITE, 0, HALF)),
        answers("store-written-then-reset", 4, new Answer(Moment.BEHIND_THE_WRITE, 0, HALF)),
        answers("store-written-then-500", 1, new Answer(Moment.BEHIND_THE_WRITE, 500, HALF)),
        answers("store-written-then-503", 1, new Answer(Moment.BEHIND_THE_WRITE, 503, HALF)),
        // What a client's own repetition of a write that took effect is told.
        answers("store-written-then-412", 2, new Answer(Moment.BEHIND_THE_WRITE, 412, HALF)),
        new Fault("store-slow", 1, StoreFaults::slow));
  }

  private static Fault answers(String kind, int weight, Answer answer) {
    return new Fault(
        kind,
        weight,
        (cluster, random) -> {
          cluster.trouble().answer(answer);
          try {
            Fault.last(MILLIS);
          } finally {
            cluster.trouble().heal();
          }
        });
  }

  private static void slow(ChaosCluster cluster, java.util.Random random)
      throws InterruptedException {
    cluster.trouble().slow(SLOW_CALL_MILLIS);
    try {
      Fault.last(MILLIS);
    } finally {
      cluster.trouble().heal();
    }
  }
}
