package io.millrace.chaos;

import java.util.List;

/** A job that is started again and again. */
final class ChaosJob {
  private final String name;
  private final List<String> arguments;
  private volatile int parallelism;
  private volatile String id = "";
  private volatile String old = "";

  ChaosJob(String name, List<String> arguments, int parallelism) {
    this.name = name;
    this.arguments = List.copyOf(arguments);
    this.parallelism = parallelism;
  }

  String name() {
    return name;
  }

  List<String> arguments() {
    return arguments;
  }

  int parallelism() {
    return parallelism;
  }

  void parallelism(int next) {
    parallelism = next;
  }

  /** Flink's id of the run that goes on now. */
  String id() {
    return id;
  }

  void runs(String next) {
    id = next;
  }

  /** A savepoint from the beginning of the run. */
  String old() {
    return old;
  }

  void old(String path) {
    old = path;
  }
}
