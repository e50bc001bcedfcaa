package io.millrace.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.isobmff.BoxTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace boxes}: the box tree of an MP4 or CMAF file. */
@Command(
    name = "boxes",
    description = "Prints the boxes of an MP4 or CMAF file: type @offset +size, and their fields.",
    mixinStandardHelpOptions = true)
final class BoxesCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Init segment, media segment, MP4 file, or -.")
  private String input = "-";

  @Option(names = "--json", description = "Print the tree as JSON.")
  private boolean json;

  BoxesCommand() {}

  @Override
  public Integer call() throws IOException {
    List<BoxTree> boxes;
    try (ReadableByteChannel channel = open()) {
      boxes = BoxTree.read(channel);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOutput.print(out, Json.array(boxes));
    } else {
      out.print(BoxTree.print(boxes));
      out.flush();
    }
    return 0;
  }

  private ReadableByteChannel open() throws IOException {
    if (input.equals("-")) {
      return Channels.newChannel(System.in);
    }
    if (Files.isDirectory(Path.of(input))) {
      throw new CommandException(input, "is a directory", "name an MP4 or CMAF file");
    }
    return FileChannel.open(Path.of(input));
  }

  /** Apart, so that Jackson is loaded only for it. */
  private static final class Json {
    static ArrayNode array(List<BoxTree> boxes) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (BoxTree box : boxes) {
        ObjectNode node = array.addObject();
        node.put("type", box.type()).put("offset", box.offset()).put("size", box.size());
        ObjectNode fields = node.putObject("fields");
        box.fields().forEach(field -> fields.put(field.name(), field.value()));
        node.set("boxes", array(box.boxes()));
      }
      return array;
    }
  }
}
