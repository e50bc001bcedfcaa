package io.millrace.publish;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.media.Payload;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The protocol of publishing, without processes, network or clock: a job, perhaps a second one on
 * the same output, and a bad store, in an order that a seed tells, with kills, pauses and restarts
 * from checkpoints old and new. {@link PublishingRules} are held at each change; at the end the
 * store holds what one run without any failure leaves.
 */
final class PublishingSimulation {
  private static final int MOST_STEPS = 200_000;
  private static final Map<String, Map<String, Payload>> GOLDEN = new ConcurrentHashMap<>();
  private static final Map<String, List<PackagedSegment>> MEDIA = new ConcurrentHashMap<>();

  private final Schedule schedule;
  private final SimulatedStore store;
  private final PlaylistSettings playlists;
  private final int length;
  private final List<SimulatedJob> jobs = new ArrayList<>();
  private final List<Schedule.Process> paused = new ArrayList<>();
  private final Rival rival;
  private final Outcome outcome = new Outcome();

  /** Who else writes there. */
  enum Rival {
    NONE,
    SAME_INPUT,
    SAME_SAVEPOINT,
    OTHER_BYTES,
    OTHER_WINDOW
  }

  /** What was met, so that a test sees that the schedules are not empty. */
  static final class Outcome {
    long steps;
    int kills;
    int pauses;
    int restarts;
    int conflicts;
    int fenced;
    int obsolete;
    int litter;

    void add(Outcome other) {
      steps += other.steps;
      kills += other.kills;
      pauses += other.pauses;
      restarts += other.restarts;
      conflicts += other.conflicts;
      fenced += other.fenced;
      obsolete += other.obsolete;
      litter += other.litter;
    }

    @Override
    public String toString() {
      return "%d steps, %d kills, %d pauses, %d restarts, %d conflicts of which %d fenced, %d versions obsolete, %d left over"
          .formatted(steps, kills, pauses, restarts, conflicts, fenced, obsolete, litter);
    }
  }

  private PublishingSimulation(long seed) {
    schedule = new Schedule(seed);
    store = new SimulatedStore(schedule);
    boolean event = schedule.random.nextInt(4) == 0;
    playlists = event ? PlaylistSettings.event() : PlaylistSettings.live(6);
    length = event ? 8 + schedule.random.nextInt(6) : 22 + schedule.random.nextInt(8);
    int kind = schedule.random.nextInt(2 * Rival.values().length);
    rival = Rival.values()[Math.max(0, kind - Rival.values().length + 1) % Rival.values().length];
  }

  /**
   * Runs one schedule.
   *
   * @param fault what is wrong with the jobs' way to the store; identity for right ones
   * @throws PublishingRules.Broken if a rule does not hold
   */
  static Outcome run(long seed, UnaryOperator<ObjectStore> fault) {
    PublishingSimulation simulation = new PublishingSimulation(seed);
    try {
      simulation.run(fault);
    } catch (RuntimeException e) {
      throw new PublishingRules.Broken("Seed %d: %s".formatted(seed, e.getMessage()), e);
    }
    return simulation.outcome;
  }

  /** Arguments: how many schedules, and the first seed. */
  public static void main(String[] arguments) {
    long schedules = Long.parseLong(arguments[0]);
    long first = Long.parseLong(arguments[1]);
    Outcome all = new Outcome();
    for (long seed = first; seed < first + schedules; seed++) {
      all.add(run(seed, UnaryOperator.identity()));
      if ((seed - first + 1) % Math.max(1, schedules / 20) == 0) {
        System.out.println("%d schedules, no rule broken: %s".formatted(seed - first + 1, all));
      }
    }
  }

  private static List<PackagedSegment> media(int length, int filler) {
    return MEDIA.computeIfAbsent(
        length + "/" + filler, key -> SimulatedMedia.segments(length, filler));
  }

  private void run(UnaryOperator<ObjectStore> fault) {
    jobs.add(new SimulatedJob("one", media(length, 1), playlists, schedule, store, fault));
    int faults = schedule.random.nextInt(8);
    int often = 20 + schedule.random.nextInt(200);
    long begin = schedule.random.nextInt(400);
    while (!isDone() || faults > 0) {
      if (schedule.steps() > MOST_STEPS) {
        throw new PublishingRules.Broken("no end after " + MOST_STEPS + " steps");
      }
      if (rival != Rival.NONE && jobs.size() == 1 && schedule.steps() >= begin) {
        jobs.add(second(fault));
      }
      if (faults > 0 && schedule.random.nextInt(often) == 0) {
        faults--;
        disturb(jobs.get(schedule.random.nextInt(jobs.size())));
      }
      if (schedule.random.nextInt(25) == 0) {
        jobs.get(schedule.random.nextInt(jobs.size())).checkpoint();
      }
      if (!schedule.step()) {
        faults--;
        resume();
      }
    }
    finish();
  }

  private boolean isDone() {
    return jobs.stream().allMatch(job -> job.current().isDone());
  }

  private SimulatedJob second(UnaryOperator<ObjectStore> fault) {
    return switch (rival) {
      case NONE, SAME_INPUT ->
          new SimulatedJob("two", media(length, 1), playlists, schedule, store, fault);
      case SAME_SAVEPOINT -> jobs.get(0).copy("two");
      case OTHER_BYTES ->
          new SimulatedJob("two", media(length, 2), playlists, schedule, store, fault);
      case OTHER_WINDOW ->
          new SimulatedJob(
              "two", media(length, 1), PlaylistSettings.live(8), schedule, store, fault);
    };
  }

  private void disturb(SimulatedJob job) {
    Schedule.Process process = job.current().process();
    switch (schedule.random.nextInt(4)) {
      case 0, 1 -> {
        outcome.kills++;
        process.kill();
        job.restart();
        outcome.restarts++;
      }
      case 2 -> {
        outcome.pauses++;
        process.pause();
        paused.add(process);
        // Found dead, so another attempt begins; or back before anybody noticed.
        if (schedule.random.nextInt(3) > 0) {
          job.restart();
          outcome.restarts++;
        }
      }
      default -> resume();
    }
  }

  private void resume() {
    if (!paused.isEmpty()) {
      paused.remove(schedule.random.nextInt(paused.size())).resume();
    }
  }

  private void finish() {
    schedule.calm();
    while (!paused.isEmpty()) {
      resume();
    }
    schedule.drain();
    for (SimulatedJob job : jobs) {
      outcome.conflicts += job.conflicts().size();
      outcome.fenced +=
          (int) job.conflicts().stream().filter(c -> c.contains("holds the stream")).count();
      outcome.obsolete += job.current().obsolete();
    }
    outcome.steps += schedule.steps();
    if (rival != Rival.OTHER_BYTES && rival != Rival.OTHER_WINDOW) {
      checkComplete();
    }
  }

  /** All is there that a run without failures leaves, and nothing else. */
  private void checkComplete() {
    Map<String, Payload> left = published(store);
    Map<String, Payload> golden =
        GOLDEN.computeIfAbsent(playlists.kind() + "/" + length, key -> golden());
    golden.forEach(
        (name, bytes) -> {
          if (!bytes.equals(left.get(name))) {
            throw new PublishingRules.Broken(
                "%s is %s".formatted(name, left.containsKey(name) ? "another" : "missing"));
          }
        });
    left.keySet().removeAll(golden.keySet());
    outcome.litter += left.size();
    // A segment that the store wrote when all was over, or that a process wrote when it woke up.
    left.forEach(
        (name, bytes) -> {
          int number = (int) ObjectName.segmentNumber(name).orElse(length);
          if (number >= length || !bytes.equals(body(media(length, 1).get(number)))) {
            throw new PublishingRules.Broken(name + " should not be there");
          }
        });
  }

  /** Of one of its tracks: they are equal but for their names. */
  private static Payload body(PackagedSegment segment) {
    return Payload.concat(segment.tracks().get(0).body());
  }

  private Map<String, Payload> golden() {
    Schedule quiet = new Schedule(0);
    quiet.calm();
    SimulatedStore alone = new SimulatedStore(quiet);
    SimulatedJob job =
        new SimulatedJob(
            "golden", media(length, 1), playlists, quiet, alone, UnaryOperator.identity());
    quiet.drain();
    if (!job.current().isDone()) {
      throw new IllegalStateException("The run without failures has no end");
    }
    return published(alone);
  }

  private static Map<String, Payload> published(SimulatedStore store) {
    return store.objects.entrySet().stream()
        .filter(entry -> !ObjectName.isWriterClaim(entry.getKey()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, entry -> entry.getValue().body(), (a, b) -> a, TreeMap::new));
  }
}
