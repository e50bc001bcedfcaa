package io.millrace.publish;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A job that publishes one stream: its checkpoints, and its attempts, of which all but the last are
 * dead or, if they were paused, do not know that they were replaced.
 */
final class SimulatedJob {
  final String name;
  final List<PackagedSegment> input;
  final PlaylistSettings playlists;
  private final Schedule schedule;
  private final SimulatedStore store;
  private final UnaryOperator<ObjectStore> fault;
  private final List<SimulatedAttempt.Checkpoint> checkpoints = new ArrayList<>();
  private final List<String> conflicts = new ArrayList<>();
  private SimulatedAttempt current;
  private int attempts;

  /**
   * @param fault what is wrong with this job's way to the store; identity for a right one
   */
  SimulatedJob(
      String name,
      List<PackagedSegment> input,
      PlaylistSettings playlists,
      Schedule schedule,
      SimulatedStore store,
      UnaryOperator<ObjectStore> fault) {
    this.name = name;
    this.input = input;
    this.playlists = playlists;
    this.schedule = schedule;
    this.store = store;
    this.fault = fault;
    checkpoints.add(SimulatedAttempt.Checkpoint.start(playlists));
    current = begin();
  }

  /** This job under another name, from this one's newest checkpoint. */
  SimulatedJob copy(String otherName) {
    SimulatedJob copy = new SimulatedJob(otherName, input, playlists, schedule, store, fault);
    copy.current.process().kill();
    copy.checkpoints.add(checkpoints.get(checkpoints.size() - 1));
    copy.current = copy.begin();
    return copy;
  }

  private SimulatedAttempt begin() {
    Schedule.Process process = new Schedule.Process();
    ObjectStore connection = fault.apply(store.connect(process));
    SimulatedAttempt attempt =
        new SimulatedAttempt(this, name + ", attempt " + attempts++, process, connection, schedule);
    attempt.restore(checkpoints.get(checkpoints.size() - 1));
    return attempt;
  }

  /** Starts it again from its newest checkpoint, or, one time in four, from an older one. */
  void restart() {
    if (schedule.random.nextInt(4) == 0) {
      int kept = 1 + schedule.random.nextInt(checkpoints.size());
      checkpoints.subList(kept, checkpoints.size()).clear();
    }
    current = begin();
  }

  SimulatedAttempt current() {
    return current;
  }

  boolean isCurrent(SimulatedAttempt attempt) {
    return attempt == current;
  }

  void checkpoint() {
    if (current.process().runs()) {
      checkpoints.add(current.checkpoint());
    }
  }

  /** Somebody else holds the stream. */
  void conflict(String message) {
    conflicts.add(message);
  }

  List<String> conflicts() {
    return conflicts;
  }
}
