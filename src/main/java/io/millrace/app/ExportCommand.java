package io.millrace.app;

import io.millrace.media.Payload;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace export}: a file to one MP4 that plays while it loads. */
@Command(
    name = "export",
    description = {
      "Makes one MP4 file of a whole input, with its index in front of the media: the same samples"
          + " and times as 'package' publishes."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private static final int BLOCK_BYTES = 1 << 20;

  /** How long a run of one track in the file is: what a player must read to hear what it sees. */
  private static final SegmentSettings CHUNKS = new SegmentSettings(1000, 0, 3000);

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE|URL|-", description = "- is the standard input.")
  private String input = "-";

  @Parameters(index = "1", paramLabel = "MP4", description = "Must not be there yet.")
  @SuppressWarnings("NullAway.Init")
  private Path target;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private PassThroughOptions passThrough;

  ExportCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine progress = json ? ProgressLine.hidden(err) : ProgressLine.onTerminal(err);
    try (InputBytes bytes = InputBytes.open(input, BLOCK_BYTES);
        FileExporter exporter =
            FileExporter.open(target, passThrough.with(CHUNKS, EncodingSettings.NONE))) {
      for (Payload block = bytes.next(); block != null; block = bytes.next()) {
        exporter.push(block);
        progress.show(() -> line(bytes, exporter));
      }
      exporter.end();
      progress.clear();
      report(exporter);
    }
    return 0;
  }

  private static String line(InputBytes bytes, FileExporter exporter) {
    return "%s %s, %d samples"
        .formatted(
            ProgressLine.bar(bytes.position(), bytes.size()),
            ProgressLine.megabytes(bytes.position()),
            exporter.samples());
  }

  private void report(FileExporter exporter) {
    if (exporter.samples() == 0) {
      throw CommandException.nothingToPackage(input, exporter.remarks());
    }
    if (json) {
      JsonOutput.print(
          spec.commandLine().getOut(),
          JsonOutput.object()
              .put("file", target.toString())
              .put("samples", exporter.samples())
              .put("mediaBytes", exporter.mediaBytes())
              .set("remarks", JsonOutput.texts(exporter.remarks())));
      return;
    }
    exporter
        .remarks()
        .forEach(text -> spec.commandLine().getErr().printf("millrace: %s: %s%n", input, text));
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %d samples, %s of media%n",
            target, exporter.samples(), ProgressLine.megabytes(exporter.mediaBytes()));
  }
}
