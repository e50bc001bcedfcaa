package io.millrace.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.ingest.IngestSettings;
import io.millrace.media.Payload;
import io.millrace.segment.SegmentSettings;
import io.millrace.storage.ObjectName;
import io.millrace.storage.ObjectStore;
import io.millrace.storage.StreamId;
import io.millrace.storage.local.LocalStore;
import io.millrace.transcode.TranscodeSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace package}: a file to a finished HLS directory. */
@Command(
    name = "package",
    description = {
      "Makes CMAF segments and HLS playlists of a whole input, without Flink and Kafka:"
          + " DIR/NAME/main.m3u8 and what it needs."
    },
    mixinStandardHelpOptions = true)
final class PackageCommand implements Callable<Integer> {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int MAX_INTERLEAVE_MILLIS = 3000;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE|URL|-",
      description =
          "Matroska, WebM, MPEG-TS, MP4, FLV, packed audio, or a byte stream of H.264 or HEVC;"
              + " - is the standard input.")
  private String input = "-";

  @Parameters(index = "1", paramLabel = "DIR", description = "Made if it is not there.")
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Option(
      names = "--stream",
      paramLabel = "NAME",
      description = "Folder inside DIR. Default: the input's name without its suffix.")
  private String stream = "";

  @Option(
      names = "--target",
      paramLabel = "SECONDS",
      defaultValue = "4",
      description =
          "A segment ends at the first sync sample at or after this. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init")
  private BigDecimal target;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private PassThroughOptions passThrough;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private EncodingOptions encoding;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  PackageCommand() {}

  @Override
  public Integer call() throws IOException {
    IngestSettings settings = passThrough.with(segments(), encoding.settings());
    TranscodeSettings transcode = encoding.transcode();
    String name = stream.isEmpty() ? nameOf(input) : checked(stream);
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine progress = json ? ProgressLine.hidden(err) : ProgressLine.onTerminal(err);
    try (InputBytes bytes = InputBytes.open(input, BLOCK_BYTES);
        ObjectStore store = LocalStore.open(directory);
        FilePackager packager = new FilePackager(name, settings, transcode, store)) {
      for (Payload block = bytes.next(); block != null; block = bytes.next()) {
        packager.push(block);
        progress.show(() -> line(bytes, packager));
      }
      packager.end();
      progress.clear();
      report(name, packager, progress.elapsedNanos());
    }
    return 0;
  }

  private SegmentSettings segments() {
    try {
      int millis = target.movePointRight(3).intValueExact();
      return new SegmentSettings(millis, 0, MAX_INTERLEAVE_MILLIS);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ParameterException(
          spec.commandLine(), "--target %s: must be 0.1 to 60 seconds".formatted(target), e);
    }
  }

  private String checked(String id) {
    try {
      return StreamId.check(id);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--stream: " + e.getMessage(), e);
    }
  }

  /** The last part of a path or URL, without its suffix, with {@code _} for what no id may have. */
  private static String nameOf(String input) {
    String last = input.replaceAll("[?#].*", "").replaceAll("/+$", "").replaceAll(".*/", "");
    String stem = last.replaceAll("\\.[A-Za-z0-9]{1,5}$", "").replaceAll("[^A-Za-z0-9._-]", "_");
    String trimmed = stem.replaceAll("^[^A-Za-z0-9]+", "");
    return StreamId.isValid(trimmed) ? trimmed : "stream";
  }

  private static String line(InputBytes bytes, FilePackager packager) {
    return "%s %s, %d segments, %s of media"
        .formatted(
            ProgressLine.bar(bytes.position(), bytes.size()),
            ProgressLine.megabytes(bytes.position()),
            packager.segments(),
            ProgressLine.time(packager.mediaMicros()));
  }

  private void report(String name, FilePackager packager, long nanos) {
    if (packager.segments() == 0) {
      throw CommandException.nothingToPackage(input, packager.remarks());
    }
    Path playlist = directory.resolve(ObjectName.multivariantPlaylist(name));
    if (json) {
      JsonOutput.print(spec.commandLine().getOut(), json(name, playlist, packager, nanos));
      return;
    }
    for (String remark : packager.remarks()) {
      spec.commandLine().getErr().printf("millrace: %s: %s%n", input, remark);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %d segments, %s, %s of media%n",
            playlist,
            packager.segments(),
            ProgressLine.megabytes(packager.bytes()),
            ProgressLine.time(packager.mediaMicros()));
  }

  private static ObjectNode json(String name, Path playlist, FilePackager packager, long nanos) {
    ObjectNode result =
        JsonOutput.object()
            .put("stream", name)
            .put("playlist", playlist.toString())
            .put("segments", packager.segments())
            .put("bytes", packager.bytes())
            .put("mediaMicros", packager.mediaMicros())
            .put("elapsedMicros", nanos / 1000);
    return result.set("remarks", JsonOutput.texts(packager.remarks()));
  }
}
