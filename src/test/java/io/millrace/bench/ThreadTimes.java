package io.millrace.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** CPU seconds of this process by what its threads are for. */
final class ThreadTimes {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final String JVM = "JVM";

  /** Beginnings and middles of thread names; the first that fits. */
  private static final String[][] ROLES = {
    {"live-source", "source"},
    {"kafka-producer-network-thread | live", "source"},
    {"Source Data Fetcher", "job: fetch"},
    {"Source: ", "job: decode"},
    {"Demux", "job: demux"},
    {"local-store", "job: store"},
    {"Order", "job: playlists"},
    {"Write", "job: events"},
    {"kafka-producer-network-thread", "job: events"},
    {"flink", "Flink"},
    {"pekko", "Flink"},
    {"jobmanager", "Flink"},
    {"main", "bench"},
    {"", "broker"},
  };

  private final Map<Long, Long> threads = new HashMap<>();
  private final double process = CpuTime.ofThisProcess();

  ThreadTimes() {
    for (long id : THREADS.getAllThreadIds()) {
      threads.put(id, THREADS.getThreadCpuTime(id));
    }
  }

  /** CPU seconds since {@code before}, by role; what no Java thread used is the JVM's. */
  Map<String, Double> since(ThreadTimes before) {
    Map<String, Double> roles = new LinkedHashMap<>();
    for (String[] role : ROLES) {
      roles.put(role[1], 0.0);
    }
    double known = 0;
    for (Map.Entry<Long, Long> thread : threads.entrySet()) {
      ThreadInfo info = THREADS.getThreadInfo(thread.getKey());
      double seconds = (thread.getValue() - before.threads.getOrDefault(thread.getKey(), 0L)) / 1e9;
      if (info != null && seconds > 0) {
        roles.merge(role(info.getThreadName()), seconds, Double::sum);
        known += seconds;
      }
    }
    roles.put(JVM, Math.max(0, total(before) - known));
    return roles;
  }

  /** CPU seconds of the whole process since {@code before}. */
  double total(ThreadTimes before) {
    return process - before.process;
  }

  private static String role(String thread) {
    for (String[] role : ROLES) {
      if (thread.contains(role[0])) {
        return role[1];
      }
    }
    return JVM;
  }
}
