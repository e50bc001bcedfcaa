package io.millrace.demux.fmp4;

import io.millrace.isobmff.FastStart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** MP4 files in the order in which they can be read from the front. */
public final class Mp4Files {
  private Mp4Files() {}

  public static byte[] read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Optional<FastStart> order;
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      order = FastStart.of(channel);
    }
    if (order.isEmpty()) {
      return bytes;
    }
    ByteArrayOutputStream ordered = new ByteArrayOutputStream();
    for (FastStart.Part part : order.get().parts()) {
      int from = (int) part.offset();
      ordered.writeBytes(
          part.bytes().isEmpty()
              ? Arrays.copyOfRange(bytes, from, from + (int) part.length())
              : part.bytes().toByteArray());
    }
    return ordered.toByteArray();
  }
}
