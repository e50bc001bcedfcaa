package io.millrace.app;

import io.millrace.cmaf.ProgressiveMp4;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.StreamIngest;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * One input's bytes to one MP4 file with {@code moov} in front. What stands in front is known last:
 * the media waits in a file beside the target, so that inputs of any length and pipes are served.
 */
final class FileExporter implements IngestOutput, AutoCloseable {
  private static final String STREAM = "export";
  private static final long SESSION = 1;
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path target;
  private final Path media;
  private final OutputStream mediaOut;
  private final ProgressiveMp4 file = new ProgressiveMp4();
  private final Remarks remarks = new Remarks();
  private final StreamIngest ingest;
  private long sequence;

  private FileExporter(Path target, Path media, IngestSettings settings) throws IOException {
    this.target = target;
    this.media = media;
    this.mediaOut = new BufferedOutputStream(Files.newOutputStream(media), BUFFER_BYTES);
    this.ingest = new StreamIngest(STREAM, settings);
  }

  /**
   * Opens the way to {@code target}, which must not be there yet.
   *
   * @param settings a chunk of the file is as long as a segment
   */
  static FileExporter open(Path target, IngestSettings settings) throws IOException {
    Path absolute = target.toAbsolutePath();
    if (Files.exists(absolute)) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "is there already; remove it or choose another name");
    }
    Path directory = absolute.getParent();
    Files.createDirectories(directory);
    return new FileExporter(
        absolute, Files.createTempFile(directory, ".millrace-", ".media"), settings);
  }

  /** Takes the next bytes of the input. */
  void push(Payload block) {
    ingest.accept(IngestInput.chunk(SESSION, sequence++, SegmentUnit.NO_DATE, block), this);
  }

  /** Says that the input is over, and writes the target if there is anything to write. */
  void end() throws IOException {
    ingest.accept(IngestInput.end(SESSION, sequence++, SegmentUnit.NO_DATE), this);
    mediaOut.close();
    if (samples() == 0) {
      return;
    }
    Path whole = Files.createTempFile(target.getParent(), ".millrace-", ".mp4");
    try (OutputStream out = Files.newOutputStream(whole)) {
      Payload header = file.header();
      out.write(header.array(), header.arrayOffset(), header.length());
      Files.copy(media, out);
    }
    Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Samples of all tracks so far. */
  long samples() {
    return file.samples();
  }

  /** Bytes of all samples so far. */
  long mediaBytes() {
    return file.mediaBytes();
  }

  List<String> remarks() {
    return remarks.lines();
  }

  @Override
  public void onSegment(SegmentUnit unit) {
    file.add(unit);
    try {
      for (TrackSegment track : unit.tracks()) {
        for (Sample sample : track.samples()) {
          Payload data = sample.data();
          mediaOut.write(data.array(), data.arrayOffset(), data.length());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onRejected(IngestInput record, long byteOffset, String reason) {
    remarks.add("not used: " + reason);
  }

  @Override
  public void onLoss(long byteOffset, String reason) {
    remarks.add("lost: " + reason);
  }

  @Override
  public void onEvent(SegmentEvent event, int count, String detail) {
    remarks.add(event, detail);
  }

  @Override
  public void close() throws IOException {
    mediaOut.close();
    Files.deleteIfExists(media);
  }
}
