package io.millrace.app;

import io.millrace.media.MediaException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The command {@code millrace}. Exit codes: 0 done, 1 could not, 2 not understood; commands that
 * compare say in their help what theirs mean.
 */
@Command(
    name = "millrace",
    description = "A live media packager: raw bytes in, CMAF segments and HLS playlists out.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Millrace.Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      DemoCommand.class,
      IngestCommand.class,
      PackageCommand.class,
      ExportCommand.class,
      ArchiveCommand.class,
      RebuildCommand.class,
      BackfillCommand.class,
      ProbeCommand.class,
      BoxesCommand.class,
      VerifyCommand.class
    },
    footer = {"", "'millrace COMMAND --help' tells more about one command."})
public final class Millrace implements Runnable {
  /** Set it to see where an unexpected error comes from. */
  private static final String DEBUG = "MILLRACE_DEBUG";

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  Millrace() {}

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(out, err, arguments);
    out.flush();
    err.flush();
    System.exit(status);
  }

  /** What {@link #main} does, for tests. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Millrace())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Millrace::notUnderstood)
        .setExecutionExceptionHandler(Millrace::couldNot)
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int notUnderstood(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .printf(
            "millrace: %s; see '%s --help'%n",
            oneLine(e.getMessage()), command.getCommandSpec().qualifiedName());
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int couldNot(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.printf("millrace: %s%n", oneLine(reason(e)));
    if (System.getenv(DEBUG) != null) {
      e.printStackTrace(err);
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String reason(Exception e) {
    if (e instanceof NoSuchFileException missing) {
      return "%s: no such file; check the path".formatted(missing.getFile());
    }
    if (e instanceof AccessDeniedException denied) {
      return "%s: permission denied; check who may read or write it".formatted(denied.getFile());
    }
    if (e instanceof FileSystemException failed) {
      return "%s: %s".formatted(failed.getFile(), failed.getReason());
    }
    boolean foreseen =
        e instanceof CommandException
            || e instanceof MediaException
            || e instanceof IOException
            || e.getClass().getName().startsWith("io.millrace.");
    return foreseen && e.getMessage() != null
        ? e.getMessage()
        : "unexpected error: %s; set %s=1 for where it comes from".formatted(e, DEBUG);
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** The version of the jar, which a class directory does not have. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Millrace.class.getPackage().getImplementationVersion();
      return new String[] {"millrace " + (version == null ? "development" : version)};
    }
  }
}
