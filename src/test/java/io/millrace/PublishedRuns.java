package io.millrace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A published rendition as files: each init segment that its media playlist names, with the media
 * segments behind it up to the next one. Not every player of a whole playlist takes the decoder
 * configuration of another init segment: ffmpeg does not.
 */
public final class PublishedRuns {
  private static final String MAP = "#EXT-X-MAP:URI=\"";

  private PublishedRuns() {}

  /**
   * The runs in their order.
   *
   * @param rendition directory of {@code index.m3u8}
   */
  public static List<byte[]> of(Path rendition) throws IOException {
    List<ByteArrayOutputStream> runs = new ArrayList<>();
    for (String line : Files.readAllLines(rendition.resolve("index.m3u8"))) {
      if (line.startsWith(MAP)) {
        runs.add(new ByteArrayOutputStream());
      }
      String name = line.startsWith(MAP) ? line.substring(MAP.length(), line.length() - 1) : line;
      if (!name.startsWith("#")) {
        runs.get(runs.size() - 1).writeBytes(Files.readAllBytes(rendition.resolve(name)));
      }
    }
    return runs.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }
}
