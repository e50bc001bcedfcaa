package io.millrace.app;

import io.millrace.media.Payload;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace probe}: what is in an input, as Millrace sees it. */
@Command(
    name = "probe",
    description = "Reads a whole input and tells its container, tracks, formats, GOPs and losses.",
    mixinStandardHelpOptions = true)
final class ProbeCommand implements Callable<Integer> {
  private static final int BLOCK_BYTES = 1 << 20;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|URL|-",
      description =
          "Matroska, WebM, MPEG-TS, MP4, FLV, packed audio, or a byte stream of H.264 or HEVC;"
              + " - is the standard input.")
  private String input = "-";

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private PassThroughOptions passThrough;

  ProbeCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine progress = json ? ProgressLine.hidden(err) : ProgressLine.onTerminal(err);
    StreamProbe probe =
        new StreamProbe(passThrough.with(SegmentSettings.DEFAULT, EncodingSettings.AUTO));
    long size = read(probe, progress);
    progress.clear();
    if (probe.tracks().isEmpty()) {
      String why = probe.losses().isEmpty() ? "no track in it" : probe.losses().get(0);
      throw new CommandException(input, why, "docs/media.md names the containers that are read");
    }
    if (json) {
      JsonOutput.print(spec.commandLine().getOut(), ProbeReport.json(probe, size));
    } else {
      spec.commandLine().getOut().print(ProbeReport.text(input, probe, size));
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  private long read(StreamProbe probe, ProgressLine progress) throws IOException {
    try (InputBytes bytes = InputBytes.open(input, BLOCK_BYTES)) {
      for (Payload block = bytes.next(); block != null; block = bytes.next()) {
        probe.push(block);
        progress.show(
            () ->
                ProgressLine.bar(bytes.position(), bytes.size())
                    + " "
                    + ProgressLine.megabytes(bytes.position()));
      }
      probe.end();
      return bytes.position();
    }
  }
}
