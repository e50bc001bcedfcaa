package io.millrace.app;

import io.millrace.app.kafka.IngestPublisher;
import io.millrace.app.kafka.PublishException;
import io.millrace.demux.raw.ByteStreamDemuxer;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.storage.StreamId;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace ingest}: raw bytes into the ingest topic. */
@Command(
    name = "ingest",
    description = {
      "Sends the raw bytes of a file, an http(s) URL or the standard input to Kafka, as one session"
          + " of a stream. Ends the stream with the input or with Ctrl-C."
    },
    mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {
  private static final int CHUNK_BYTES = 256 << 10;

  /** At 3 Mb/s a tenth of a second: what is paced must not come in bursts. */
  private static final int REALTIME_CHUNK_BYTES = 32 << 10;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE|URL|-", description = "What to send; - is the standard input.")
  private String input = "-";

  @Option(names = "--stream", required = true, paramLabel = "NAME", description = "Stream id.")
  private String stream = "";

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9092",
      description = "Kafka brokers, with commas between. Default: ${DEFAULT-VALUE}.")
  private String bootstrap = "";

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      defaultValue = "ingest",
      description = "Default: ${DEFAULT-VALUE}.")
  private String topic = "";

  @Option(
      names = "--chunk-size",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description = "Media bytes in a record, as 256k or 1m. Default: 256k, 32k with --realtime.")
  private @Nullable Integer chunkSize;

  @Option(
      names = "--frame-rate",
      paramLabel = "RATE",
      converter = FrameRateOption.class,
      description = FrameRateOption.DESCRIPTION)
  private FrameRate frameRate = ByteStreamDemuxer.DEFAULT_FRAME_RATE;

  @Option(
      names = "--realtime",
      description = "Send no faster than the media's own time stamps run.")
  private boolean realtime;

  @Option(
      names = "--session",
      paramLabel = "NUMBER",
      description = "A higher one takes the stream over. Default: the time of the start.")
  private @Nullable Long session;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  IngestCommand() {}

  @Override
  public Integer call() throws IOException {
    if (!StreamId.isValid(stream)) {
      throw new ParameterException(
          spec.commandLine(),
          "--stream %s: letters, digits, '.', '_' and '-', first a letter or digit"
              .formatted(StreamId.printable(stream)));
    }
    Clock clock = Clock.systemUTC();
    IngestPublisher.Target target =
        new IngestPublisher.Target(
            bootstrap, topic, stream, session == null ? clock.millis() : session);
    ProgressLine progress = json ? ProgressLine.hidden(err()) : ProgressLine.onTerminal(err());
    try (InputBytes bytes = InputBytes.open(input, chunkBytes());
        IngestPublisher publisher = IngestPublisher.open(target, clock)) {
      Thread atInterrupt = new Thread(() -> endAtInterrupt(publisher), "millrace-end");
      Runtime.getRuntime().addShutdownHook(atInterrupt);
      try {
        long mediaMicros = send(bytes, publisher, progress);
        publisher.end();
        progress.clear();
        report(target, publisher, mediaMicros, progress.elapsedNanos());
      } finally {
        removeHook(atInterrupt);
      }
    }
    return 0;
  }

  private int chunkBytes() {
    return chunkSize != null ? chunkSize : realtime ? REALTIME_CHUNK_BYTES : CHUNK_BYTES;
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private void endAtInterrupt(IngestPublisher publisher) {
    try {
      publisher.end();
    } catch (PublishException e) {
      err().printf("%nmillrace: %s%n", e.getMessage());
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already: the hook runs, and has to.
    }
  }

  private long send(InputBytes bytes, IngestPublisher publisher, ProgressLine progress)
      throws IOException {
    MediaClock media = new MediaClock(frameRate);
    boolean clocked = true;
    for (Payload chunk = bytes.next(); chunk != null; chunk = bytes.next()) {
      if (realtime) {
        waitUntil(media.micros(), progress);
      }
      publisher.publish(chunk);
      clocked = clocked && pushed(media, chunk);
      progress.show(() -> line(bytes, media, progress));
    }
    if (clocked) {
      media.end();
      checkPaced(media.unreadable());
    }
    return media.micros();
  }

  /** Without --realtime the time is only shown: bytes that we cannot read are sent all the same. */
  private boolean pushed(MediaClock media, Payload chunk) {
    try {
      media.push(chunk);
      return true;
    } catch (MediaException e) {
      checkPaced(e.getMessage());
      return false;
    }
  }

  private void checkPaced(@Nullable String unreadable) {
    if (realtime && unreadable != null) {
      throw new CommandException(input, "cannot be paced: " + unreadable, "leave --realtime out");
    }
  }

  private static void waitUntil(long mediaMicros, ProgressLine progress) {
    long nanos = mediaMicros * 1000 - progress.elapsedNanos();
    try {
      if (nanos > 0) {
        Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("ingest", "interrupted", "start it again");
    }
  }

  private static String line(InputBytes bytes, MediaClock media, ProgressLine progress) {
    long rate = bytes.position() * 1000 / Math.max(1, progress.elapsedNanos() / 1_000_000);
    return "%s %s, %s of media, %s/s"
        .formatted(
            ProgressLine.bar(bytes.position(), bytes.size()),
            ProgressLine.megabytes(bytes.position()),
            ProgressLine.time(media.micros()),
            ProgressLine.megabytes(rate));
  }

  private void report(
      IngestPublisher.Target target, IngestPublisher publisher, long mediaMicros, long nanos) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOutput.print(
          out,
          JsonOutput.object()
              .put("stream", target.stream())
              .put("topic", target.topic())
              .put("session", target.session())
              .put("records", publisher.records())
              .put("bytes", publisher.bytes())
              .put("mediaMicros", mediaMicros)
              .put("elapsedMicros", nanos / 1000));
      return;
    }
    out.printf(
        "%s: %d records, %s, %s of media, session %d, ended%n",
        target.stream(),
        publisher.records(),
        ProgressLine.megabytes(publisher.bytes()),
        ProgressLine.time(mediaMicros),
        target.session());
  }
}
