package io.millrace.chaos;

import java.util.Random;

/**
 * Something that goes wrong.
 *
 * @param kind its name
 * @param weight how often it is drawn, against the others
 */
record Fault(String kind, int weight, Strike strike) {
  /** Does it, and returns when it is over: what is then still broken is for the system to mend. */
  interface Strike {
    void at(ChaosCluster cluster, Random random) throws Exception;
  }

  static <T> T oneOf(java.util.List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  /** How long a fault lasts is part of the fault: nothing waits for it. */
  static void last(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }
}
