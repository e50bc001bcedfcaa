package io.millrace.app;

import io.millrace.app.kafka.StreamLog;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.StreamIngest;
import io.millrace.job.record.Arrival;
import io.millrace.storage.StreamId;
import io.millrace.wire.ArchiveReader;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.WireException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The records of one stream in the order of the log, from its start to what was there last. */
interface StreamRecords extends AutoCloseable {
  /** The next record; null behind the last one. */
  @Nullable IngestRecord next() throws IOException;

  /** Records of the stream so far. */
  long records();

  /** Bytes read so far. */
  long bytes();

  /** Why the start of the stream may not be here; empty where it is. */
  String doubt();

  @Override
  void close() throws IOException;

  /**
   * Gives the records to {@code ingest} until {@code done} holds or there are no more.
   *
   * @param each runs behind each record
   */
  default void replay(StreamIngest ingest, IngestOutput output, BooleanSupplier done, Runnable each)
      throws IOException {
    while (!done.getAsBoolean()) {
      IngestInput input;
      IngestRecord record = next();
      if (record == null) {
        return;
      }
      try {
        input = Arrival.input(record);
      } catch (IllegalArgumentException e) { // a command of a later version: the job refuses it too
        continue;
      }
      ingest.accept(input, output);
      each.run();
    }
  }

  /** The records that are in Kafka. */
  static StreamRecords of(StreamLog log) {
    return new StreamRecords() {
      @Override
      public @Nullable IngestRecord next() {
        return log.next();
      }

      @Override
      public long records() {
        return log.records();
      }

      @Override
      public long bytes() {
        return log.bytes();
      }

      @Override
      public String doubt() {
        return log.doubt().orElse("");
      }

      @Override
      public void close() {
        log.close();
      }

      @Override
      public String toString() {
        return log.toString();
      }
    };
  }

  /**
   * The records in {@code file}, which {@code millrace archive} wrote.
   *
   * @throws CommandException if it is none
   */
  static StreamRecords archived(Path file, String stream, int maxRecordBytes) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CommandException(file.toString(), "is a directory", "name an archive");
    }
    InputStream in = Files.newInputStream(file);
    try {
      return new Archived(file, stream, ArchiveReader.open(in, maxRecordBytes));
    } catch (WireException e) {
      in.close();
      throw unreadable(file, e);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static CommandException unreadable(Path file, WireException e) {
    return new CommandException(
        file.toString(),
        "not an archive of records that can be read: " + e.getMessage(),
        "write it again by 'millrace archive', or raise --ingest.record-limit if it is too large");
  }

  /** Records in a file. */
  final class Archived implements StreamRecords {
    private final Path file;
    private final String stream;
    private final ArchiveReader archive;
    private String other = "";
    private long records;

    private Archived(Path file, String stream, ArchiveReader archive) {
      this.file = file;
      this.stream = stream;
      this.archive = archive;
    }

    @Override
    public @Nullable IngestRecord next() throws IOException {
      try {
        for (IngestRecord record = archive.next(); record != null; record = archive.next()) {
          if (record.getStream().equals(stream)) {
            records++;
            return record;
          }
          other = record.getStream();
        }
      } catch (WireException e) {
        throw unreadable(file, e);
      }
      if (records == 0 && !other.isEmpty()) {
        throw new CommandException(
            file.toString(),
            "has no record of stream %s, but of %s".formatted(stream, StreamId.printable(other)),
            "check --stream");
      }
      return null;
    }

    @Override
    public long records() {
      return records;
    }

    @Override
    public long bytes() {
      return archive.bytes();
    }

    @Override
    public String doubt() {
      return "";
    }

    @Override
    public void close() throws IOException {
      archive.close();
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }
}
