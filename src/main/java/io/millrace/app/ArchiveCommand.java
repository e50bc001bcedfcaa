package io.millrace.app;

import io.millrace.app.kafka.StreamLog;
import io.millrace.job.config.JobSettings;
import io.millrace.wire.ArchiveWriter;
import io.millrace.wire.Command;
import io.millrace.wire.IngestRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code millrace archive}: the records of a stream from Kafka to a file. */
@picocli.CommandLine.Command(
    name = "archive",
    description = {
      "Writes all records of a stream that are in Kafka to an Avro object container file, from"
          + " which 'millrace rebuild' and 'millrace backfill' compute when the topic has them no"
          + " more."
    },
    footer = {
      "",
      "The job's options --kafka.properties=... and --ingest.record-limit=... are taken too."
    },
    mixinStandardHelpOptions = true)
final class ArchiveCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private StreamOptions stream;

  @Parameters(paramLabel = "FILE", description = "Must not be there yet.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Unmatched private List<String> jobOptions = new ArrayList<>();

  ArchiveCommand() {}

  @Override
  public Integer call() throws IOException {
    JobSettings settings = stream.settings(jobOptions, Map.of(), List.of());
    Path target = file.toAbsolutePath();
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(
          file.toString(), null, "is there already; remove it or choose another name");
    }
    ProgressLine progress = ProgressLine.onTerminal(spec.commandLine().getErr());
    try (StreamLog log = stream.log(settings)) {
      Path part =
          Files.createTempFile(
              Files.createDirectories(target.getParent()), ".millrace-", ".archive");
      try {
        boolean ended = write(log, part, progress);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        progress.clear();
        report(log, ended);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return 0;
  }

  /** Whether the last record says that the stream is over. */
  private boolean write(StreamLog log, Path part, ProgressLine progress) throws IOException {
    boolean ended = false;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part));
        ArchiveWriter archive = ArchiveWriter.open(out)) {
      for (IngestRecord record = log.next(); record != null; record = log.next()) {
        archive.append(record);
        ended = record.getPayload() instanceof Command;
        progress.show(
            () ->
                "%d records, %s read"
                    .formatted(log.records(), ProgressLine.megabytes(log.bytes())));
      }
    }
    if (log.records() == 0) {
      throw SegmentSearch.noRecord(stream.stream(), log);
    }
    return ended;
  }

  private void report(StreamLog log, boolean ended) throws IOException {
    if (log.rejected() > 0) {
      spec.commandLine()
          .getErr()
          .printf(
              "millrace: %d records under the key %s are no ingest records; left out, as the job"
                  + " does%n",
              log.rejected(), stream.stream());
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %d records, %s, %s%n",
            file,
            log.records(),
            ProgressLine.megabytes(Files.size(file)),
            ended ? "to the end of the stream" : "the stream has not ended");
  }
}
