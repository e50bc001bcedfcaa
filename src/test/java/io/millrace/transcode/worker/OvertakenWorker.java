package io.millrace.transcode.worker;

import io.millrace.transcode.SegmentEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker that answers for segment 0 of a stream only when another one has encoded its segment 1.
 */
public final class OvertakenWorker {
  private OvertakenWorker() {}

  public static void main(String[] arguments) {
    EncoderWorker.serve(
        request -> {
          Path mark = mark(request.unit().stream());
          while (request.unit().number() == 0 && !Files.exists(mark)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
          }
          var encoded =
              new SegmentEncoder(request.settings()).encode(request.unit(), request.shed());
          if (request.unit().number() == 1) {
            create(mark);
          }
          return encoded;
        });
  }

  /** Stands when segment 1 of {@code stream} is encoded. */
  public static Path mark(String stream) {
    return Path.of(System.getProperty("java.io.tmpdir"), "millrace-test-" + stream);
  }

  private static void create(Path mark) {
    try {
      Files.createFile(mark);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
