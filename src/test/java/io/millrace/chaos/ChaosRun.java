package io.millrace.chaos;

import io.millrace.bench.LiveMedia;
import io.millrace.job.Distribution;
import io.millrace.media.Ladder;
import io.millrace.publish.PlaylistSettings;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.StreamEvent;
import io.millrace.wire.StreamEventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * One cluster with fresh streams, a number of faults one after the other, and the comparison. Three
 * streams pass through with sliding windows; one has a ladder and keeps everything.
 */
final class ChaosRun {
  private static final String LADDER = "copy,144p:200k";
  private static final int WINDOW = 8;
  private static final long WARM_UP_SEGMENTS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int PAUSE_MILLIS = 3000;

  private final Setting setting;
  private final long seed;
  private final Random random;
  private final List<FaultOutcome> outcomes = new ArrayList<>();

  /**
   * Where a run finds its things.
   *
   * @param media folder in which media is made once for all runs
   * @param ladder whether there is a stream with a ladder beside those that pass through
   */
  record Setting(Path media, Distribution distribution, int mediaSeconds, boolean ladder) {
    /** The same whose JVMs have other options. */
    Setting with(String... javaOptions) {
      return new Setting(media, distribution.with(javaOptions), mediaSeconds, ladder);
    }
  }

  /** What a run came to. */
  record Result(
      long seed,
      List<FaultOutcome> outcomes,
      int objects,
      int versions,
      List<String> differences) {}

  ChaosRun(Setting setting, long seed) {
    this.setting = setting;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /**
   * Runs in {@code directory}.
   *
   * @param faults in their order
   */
  Result run(Path directory, List<Fault> faults, java.util.function.Consumer<String> progress)
      throws Exception {
    try (ChaosCluster cluster =
        ChaosCluster.start(
            directory,
            setting.distribution,
            new Random(seed),
            faults.stream().anyMatch(fault -> fault.kind().startsWith("clock")))) {
      try (LiveFeed feed = feed(cluster)) {
        for (ChaosJob job : cluster.jobs()) {
          job.old(cluster.rest().savepoint(job.id(), cluster.savepoints()));
        }
        for (Fault fault : faults) {
          // What strikes a cluster that still mends is a fault of its own kind.
          cluster.awaitTaskManagers();
          Fault.last(random.nextInt(PAUSE_MILLIS));
          FaultOutcome outcome = strike(cluster, feed, fault);
          outcomes.add(outcome);
          progress.accept(outcome.toString());
        }
        feed.end();
        return compare(cluster, feed);
      }
    }
  }

  /** Starts the jobs on fresh streams, and waits until these play. */
  private LiveFeed feed(ChaosCluster cluster) throws Exception {
    cluster.createTopics(Map.of("live", 2, "ladder", 2, ChaosCluster.EVENTS, 1));
    LiveFeed feed = new LiveFeed(cluster.bootstrap(), sources());
    try {
      submit(cluster);
      feed.start();
      awaitAll(cluster, feed, WARM_UP_SEGMENTS, "warm up");
      return feed;
    } catch (Throwable e) {
      feed.close();
      throw e;
    }
  }

  /**
   * Makes the archive of classes that TaskManagers are to start with, as an operator does, in
   * {@code directory}.
   */
  static Path archiveClasses(Path directory, Setting setting) throws Exception {
    Path archive = directory.resolve("classes.jsa");
    Setting recording = setting.with("-XX:+RecordDynamicDumpInfo");
    try (ChaosCluster cluster =
            ChaosCluster.start(directory, recording.distribution, new Random(0), false);
        LiveFeed feed = new ChaosRun(recording, 0).feed(cluster)) {
      feed.end();
      cluster.archiveClasses(archive);
    }
    return archive;
  }

  private List<LiveFeed.Source> sources() throws Exception {
    LiveMedia mkv = media("mkv");
    List<LiveFeed.Source> sources = new ArrayList<>();
    sources.add(new LiveFeed.Source("live", "mkv", mkv));
    sources.add(new LiveFeed.Source("live", "ts", media("ts")));
    sources.add(new LiveFeed.Source("live", "mp4", media("mp4")));
    if (setting.ladder) {
      sources.add(new LiveFeed.Source("ladder", "ladder", mkv));
    }
    return sources;
  }

  private LiveMedia media(String container) throws Exception {
    return new LiveMedia(ChaosMedia.make(setting.media, container, setting.mediaSeconds));
  }

  private void submit(ChaosCluster cluster) throws Exception {
    cluster.submit("live", "live", 2, List.of("--playlist.window=" + WINDOW));
    if (!setting.ladder) {
      return;
    }
    cluster.submit(
        "ladder",
        "ladder",
        2,
        List.of("--transcode.ladder=" + LADDER, "--worker.heap=128mb", "--playlist.kind=event"));
  }

  private FaultOutcome strike(ChaosCluster cluster, LiveFeed feed, Fault fault) throws Exception {
    List<Long> next = segmentsToCome(feed);
    long struck = System.nanoTime();
    fault.strike().at(cluster, random);
    long healed = System.nanoTime();
    List<Long> nextHealed = segmentsToCome(feed);
    awaitAll(cluster, feed, next, fault.kind());
    awaitAll(cluster, feed, nextHealed, fault.kind());
    // Where nobody noticed yet that a JobManager is gone, the failure is still to come.
    for (ChaosJob job : cluster.jobs()) {
      cluster.rest().awaitRunning(job.id());
    }
    awaitAll(cluster, feed, segmentsToCome(feed), fault.kind());
    return new FaultOutcome(
        fault.kind(),
        listedMillis(cluster, feed, next, struck),
        millis(struck, healed),
        Collections.max(listedMillis(cluster, feed, nextHealed, healed).values()),
        lateMillis(cluster, feed, next));
  }

  /** How late the latest segment since then was listed. */
  private static long lateMillis(ChaosCluster cluster, LiveFeed feed, List<Long> next) {
    long late = 0;
    for (int i = 0; i < next.size(); i++) {
      String stream = feed.streams().get(i);
      long listed = cluster.history().listed(stream);
      for (long end = next.get(i); end <= listed; end++) {
        late =
            Math.max(
                late,
                millis(feed.completeNanos(i, end - 1), cluster.history().listedNanos(stream, end)));
      }
    }
    return late;
  }

  private static List<Long> segmentsToCome(LiveFeed feed) {
    List<Long> ends = new ArrayList<>();
    for (int i = 0; i < feed.sources().size(); i++) {
      ends.add(feed.segmentsToCome(i));
    }
    return ends;
  }

  /** By stream: from {@code since} until it listed its segment of {@code ends}. */
  private static Map<String, Long> listedMillis(
      ChaosCluster cluster, LiveFeed feed, List<Long> ends, long since) {
    Map<String, Long> listed = new LinkedHashMap<>();
    for (int i = 0; i < ends.size(); i++) {
      String stream = feed.streams().get(i);
      listed.put(stream, millis(since, cluster.history().listedNanos(stream, ends.get(i))));
    }
    return listed;
  }

  private static long millis(long from, long to) {
    return (to - from) / 1_000_000;
  }

  private static void awaitAll(ChaosCluster cluster, LiveFeed feed, long end, String what)
      throws InterruptedException {
    awaitAll(cluster, feed, feed.streams().stream().map(stream -> end).toList(), what);
  }

  private static void awaitAll(ChaosCluster cluster, LiveFeed feed, List<Long> ends, String what)
      throws InterruptedException {
    for (int i = 0; i < ends.size(); i++) {
      String stream = feed.streams().get(i);
      if (!cluster.history().await(stream, ends.get(i), PATIENCE)) {
        throw new AssertionError(
            "Behind %s: stream %s lists %d segments after %s, expected %d"
                .formatted(what, stream, cluster.history().listed(stream), PATIENCE, ends.get(i)));
      }
    }
  }

  private Result compare(ChaosCluster cluster, LiveFeed feed) throws Exception {
    GoldenStore golden = new GoldenStore();
    Golden.publish(
        cluster.bootstrap(), "live", PlaylistSettings.live(WINDOW), Ladder.SOURCE, golden);
    Golden.publish(
        cluster.bootstrap(), "ladder", PlaylistSettings.event(), Ladder.parse(LADDER), golden);
    List<String> differences = new ArrayList<>();
    try {
      for (String stream : feed.streams()) {
        long end = golden.history().listed(stream);
        awaitAll(cluster, feed, end(feed, stream, end), "end");
      }
    } catch (AssertionError e) {
      differences.add(e.getMessage());
    }
    awaitDeletions(cluster, golden);
    differences.addAll(Differences.between(golden.history(), cluster.history()));
    boolean twoWriters =
        outcomes.stream().anyMatch(outcome -> outcome.kind().startsWith(StateFaults.TWO_WRITERS));
    differences.addAll(alarms(cluster, twoWriters));
    return new Result(
        seed,
        outcomes,
        golden.history().standing().size(),
        cluster.history().versions().size(),
        differences);
  }

  private static List<Long> end(LiveFeed feed, String stream, long end) {
    return feed.streams().stream().map(each -> each.equals(stream) ? end : 0L).toList();
  }

  /** Deletions come a little after the last playlist; what stays too long is a difference. */
  private static void awaitDeletions(ChaosCluster cluster, GoldenStore golden)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!new TreeSet<>(cluster.history().standing().keySet())
            .equals(new TreeSet<>(golden.history().standing().keySet()))
        && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
  }

  private static List<String> alarms(ChaosCluster cluster, boolean twoWriters) {
    List<String> alarms = new ArrayList<>();
    RecordCoder<StreamEvent> coder = RecordCoder.streamEvents();
    Golden.forEach(
        cluster.bootstrap(),
        ChaosCluster.EVENTS,
        record -> {
          StreamEvent event = coder.decode(record.value());
          if ((event.getKind() == StreamEventKind.ALARM && !twoWriters)
              || event.getKind() == StreamEventKind.SEGMENT_GIVEN_UP) {
            alarms.add(event.toString());
          }
        });
    return alarms;
  }
}
