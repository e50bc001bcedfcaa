package io.millrace.demux;

import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What another implementation found in a file: the text dumps beside the golden inputs, whose form
 * their README explains.
 *
 * @param tracks by the container's own track number
 */
public record GoldenDump(Map<Integer, DumpTrack> tracks) {
  /** Folder of the pairs, beside the checkout; tests skip when it is missing. */
  public static final Path FOLDER = Path.of("../shared/media/golden");

  /**
   * A track of a dump.
   *
   * @param mimeType as {@code sampleMimeType} has it, empty if there is none
   */
  public record DumpTrack(String mimeType, List<DumpSample> samples) {}

  /**
   * A sample of a dump, in decode order.
   *
   * @param timeUs presentation time, microseconds
   * @param hash {@link java.util.Arrays#hashCode(byte[])} of its bytes
   */
  public record DumpSample(long timeUs, boolean key, int length, int hash) {}

  /** One row of INDEX.tsv: an input and its dump for input of unknown length, the live case. */
  public record Pair(Path media, Path dump) {
    @Override
    public String toString() {
      return FOLDER.relativize(media).toString();
    }
  }

  public static boolean isPresent() {
    return Files.isRegularFile(FOLDER.resolve("INDEX.tsv"));
  }

  /** The pairs whose input is in one of {@code folders} ({@code mkv}, {@code ts} ...). */
  public static List<Pair> pairs(String... folders) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    for (String line : Files.readAllLines(FOLDER.resolve("INDEX.tsv"))) {
      String media = line.split("\t", -1)[0];
      if (Stream.of(folders).anyMatch(folder -> media.startsWith(folder + "/"))) {
        Path input = FOLDER.resolve(media);
        pairs.add(new Pair(input, Path.of(input + ".unknown_length.dump")));
      }
    }
    return pairs;
  }

  public static GoldenDump read(Path dump) throws IOException {
    return new Reader().read(Files.readAllLines(dump));
  }

  /**
   * Length-prefixed NAL units (4-byte lengths) with start codes instead, as the dumps hash them.
   */
  public static byte[] withStartCodes(Payload lengthPrefixed) {
    byte[] bytes = lengthPrefixed.toByteArray();
    for (int at = 0; at + 4 <= bytes.length; ) {
      int length = lengthPrefixed.buffer().getInt(at);
      bytes[at] = bytes[at + 1] = bytes[at + 2] = 0;
      bytes[at + 3] = 1;
      at += 4 + length;
    }
    return bytes;
  }

  /** {@code bytes} with {@code suffix} behind it. */
  public static byte[] concat(byte[] bytes, byte[] suffix) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes);
    out.writeBytes(suffix);
    return out.toByteArray();
  }

  private static final class Reader {
    private final Map<Integer, DumpTrack> tracks = new TreeMap<>();
    private List<DumpSample> samples = new ArrayList<>();
    private int track;
    private long time;
    private boolean key;

    GoldenDump read(List<String> lines) {
      for (String line : lines) {
        read(line.strip());
      }
      return new GoldenDump(tracks);
    }

    private void read(String line) {
      if (line.matches("track \\d+:")) {
        track = Integer.parseInt(line.substring(6, line.length() - 1));
        samples = new ArrayList<>();
        tracks.put(track, new DumpTrack("", samples));
      } else if (line.startsWith("sampleMimeType = ")) {
        tracks.put(track, new DumpTrack(line.substring(17), samples));
      } else if (line.startsWith("time = ")) {
        time = Long.parseLong(line.substring(7));
      } else if (line.startsWith("flags = ")) {
        key = (Long.parseLong(line.substring(8)) & 1) != 0;
      } else if (line.startsWith("data = length ") && time != Long.MIN_VALUE) {
        addSample(line.substring(14));
      } else if (line.startsWith("sample count = ")) {
        time = Long.MIN_VALUE; // data lines of the format come before the first time
      }
    }

    private void addSample(String lengthAndHash) {
      String[] parts = lengthAndHash.split(", hash ");
      int hash = Integer.parseUnsignedInt(parts[1], 16);
      samples.add(new DumpSample(time, key, Integer.parseInt(parts[0]), hash));
      time = Long.MIN_VALUE;
    }
  }
}
