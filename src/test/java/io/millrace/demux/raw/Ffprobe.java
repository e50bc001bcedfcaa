package io.millrace.demux.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What ffprobe finds in a file. */
final class Ffprobe {
  private static final Path PROGRAM = Path.of("/usr/bin/ffprobe");

  /**
   * A packet.
   *
   * @param pts ticks of its stream, or {@link Long#MIN_VALUE}
   * @param crc32 of its bytes, in hexadecimal
   */
  record Packet(long pts, int size, String crc32) {}

  private Ffprobe() {}

  /** The packets of the only stream, in the order of the file. */
  static List<Packet> packets(Path file, String... options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("-show_data_hash", "CRC32", "-show_entries", "packet=pts,size,data_hash"));
    List<String> lines =
        run(file, all).stream()
            .filter(line -> line.startsWith("CRC32:") || line.matches("N/A|-?[0-9]+"))
            .toList();
    List<Packet> packets = new ArrayList<>();
    for (int i = 0; i + 2 < lines.size(); i += 3) {
      long pts = lines.get(i).equals("N/A") ? Long.MIN_VALUE : Long.parseLong(lines.get(i));
      packets.add(new Packet(pts, Integer.parseInt(lines.get(i + 1)), lines.get(i + 2)));
    }
    return packets;
  }

  /** Where in the file the pictures are, in the order in which they are shown. */
  static List<Long> shownPositions(Path file) throws IOException, InterruptedException {
    return run(file, List.of("-show_entries", "frame=pkt_pos")).stream()
        .filter(line -> line.matches("[0-9]+"))
        .map(Long::valueOf)
        .toList();
  }

  private static List<String> run(Path file, List<String> options)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), PROGRAM + " is missing");
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "-v", "quiet"));
    command.addAll(options);
    command.addAll(List.of("-of", "default=nk=1:nw=1", file.toString()));
    Process process = new ProcessBuilder(command).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return text.lines().toList();
  }
}
