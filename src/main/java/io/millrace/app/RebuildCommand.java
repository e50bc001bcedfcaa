package io.millrace.app;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.job.config.JobSettings;
import io.millrace.media.Payload;
import io.millrace.segment.SegmentUnit;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.StoredObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code millrace rebuild}: one segment again, and whether it is the one that stands. */
@Command(
    name = "rebuild",
    description = {
      "Computes one segment of a stream again from its records in Kafka, or in an archive of them,"
          + " without Flink, and compares it with the objects that stand in the store.",
      "Exit codes: 0 all are equal, 1 one is different or missing, 2 it could not be told."
    },
    footer = {"", HistoryOptions.FOOTER},
    exitCodeOnExecutionException = 2,
    mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {
  private static final int DIFFERENT = 1;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private HistoryOptions history;

  @Option(
      names = "--segment",
      required = true,
      paramLabel = "NUMBER",
      description = "Its number, from 0: 42 is 00000042.m4s.")
  private long number;

  @Option(
      names = "--rendition",
      paramLabel = "NAME",
      description = "Only this one, such as video-480p. Default: all.")
  private @Nullable String rendition;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write what was computed below this directory, under the objects' names.")
  private @Nullable Path out;

  @Unmatched private List<String> jobOptions = new ArrayList<>();

  RebuildCommand() {}

  @Override
  public Integer call() throws IOException {
    if (number < 0) {
      throw new ParameterException(spec.commandLine(), "--segment %d: from 0".formatted(number));
    }
    JobSettings settings = history.settings(jobOptions, Map.of());
    Map<String, Payload> objects;
    String doubt;
    try (StreamRecords records = history.records(settings)) {
      SegmentUnit unit =
          new SegmentSearch(history.stream(), number, settings.ingestSettings())
              .in(records, ProgressLine.onTerminal(err()));
      objects = objects(made(unit, settings));
      doubt = records.doubt();
    }
    for (Map.Entry<String, Payload> object : objects.entrySet()) {
      write(object.getKey(), object.getValue());
    }
    try (ObjectStore store = history.store(settings)) {
      boolean equal = compare(objects, store) & nothingElseStands(objects.keySet(), store);
      if (!equal && !doubt.isEmpty()) {
        err().printf("millrace: %s%n", doubt);
      }
      return equal ? 0 : DIFFERENT;
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private PackagedSegment made(SegmentUnit unit, JobSettings settings) {
    List<PackagedSegment> made = new ArrayList<>();
    try (SegmentMaker maker =
        new SegmentMaker(
            settings.transcodeSettings(),
            this::isWanted,
            (segment, remark) -> {
              if (!remark.isEmpty()) {
                err().printf("millrace: %s: %s%n", history.stream(), remark);
              }
              made.add(segment);
            })) {
      maker.make(unit);
      maker.finish();
    }
    return made.get(0);
  }

  private boolean isWanted(String name) {
    return rendition == null || rendition.equals(name);
  }

  /** Name, then bytes. */
  private Map<String, Payload> objects(PackagedSegment segment) {
    Map<String, Payload> objects = new LinkedHashMap<>();
    for (PackagedTrack track : segment.tracks()) {
      if (isWanted(track.rendition())) {
        objects.put(
            ObjectName.initSegment(segment.stream(), track.rendition(), track.recipe()),
            track.initSegment());
        objects.put(
            ObjectName.mediaSegment(segment.stream(), track.rendition(), number),
            Payload.concat(track.body()));
      }
    }
    if (objects.isEmpty()) {
      throw new CommandException(
          "segment %d of %s".formatted(number, history.stream()),
          rendition == null ? "nothing of it can be made" : "no rendition " + rendition + " in it",
          "check --rendition, --transcode.ladder and the other options of the job");
    }
    return objects;
  }

  private void write(String name, Payload bytes) throws IOException {
    if (out != null) {
      Path file = out.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes.toByteArray());
    }
  }

  private boolean compare(Map<String, Payload> objects, ObjectStore store) {
    boolean equal = true;
    for (Map.Entry<String, Payload> object : objects.entrySet()) {
      Payload standing =
          SegmentMaker.join(store.get(object.getKey())).map(StoredObject::body).orElse(null);
      ObjectComparison comparison =
          new ObjectComparison(object.getKey(), object.getValue(), standing);
      spec.commandLine().getOut().print(comparison.text());
      equal &= comparison.isEqual();
    }
    spec.commandLine().getOut().flush();
    return equal;
  }

  /** What is published of this segment and was not computed: by other options, or another job. */
  private boolean nothingElseStands(Set<String> computed, ObjectStore store) {
    boolean nothing = true;
    for (String name : StandingStream.renditions(store, history.stream())) {
      String object = ObjectName.mediaSegment(history.stream(), name, number);
      if (isWanted(name)
          && !computed.contains(object)
          && SegmentMaker.join(store.head(object)).isPresent()) {
        spec.commandLine()
            .getOut()
            .printf("%s: stands, but these options do not make it%n", object);
        nothing = false;
      }
    }
    return nothing;
  }
}
