package io.millrace.app;

import io.millrace.isobmff.FastStart;
import io.millrace.media.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, an http(s) URL or the standard input ({@code -}), a block at a time. A block
 * is as long as what is there now, so that a live pipe is not held back.
 *
 * <p>Of an MP4 file with its moov at the end the moov comes first, so that who reads it as a stream
 * can read it all; offsets in messages are those of the bytes so ordered.
 */
final class InputBytes implements AutoCloseable {
  static final long UNKNOWN_SIZE = -1;
  private static final Pattern URL = Pattern.compile("https?://.+");
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final InputStream in;
  private final long size;
  private final int blockBytes;
  private long position;

  private InputBytes(InputStream in, long size, int blockBytes) {
    this.in = in;
    this.size = size;
    this.blockBytes = blockBytes;
  }

  /**
   * Opens {@code location}.
   *
   * @param blockBytes longest block
   */
  static InputBytes open(String location, int blockBytes) throws IOException {
    if (location.equals("-")) {
      return new InputBytes(System.in, UNKNOWN_SIZE, blockBytes);
    }
    if (URL.matcher(location).matches()) {
      return openUrl(location, blockBytes);
    }
    Path file = Path.of(location);
    if (Files.isDirectory(file)) {
      throw new CommandException(location, "is a directory", "name a media file");
    }
    if (!Files.exists(file)) {
      throw new NoSuchFileException(location);
    }
    return Files.isRegularFile(file)
        ? openFile(file, blockBytes)
        : new InputBytes(Files.newInputStream(file), UNKNOWN_SIZE, blockBytes);
  }

  private static InputBytes openFile(Path file, int blockBytes) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      Optional<FastStart> order = FastStart.of(channel);
      return order.isPresent()
          ? new InputBytes(new OrderedFile(channel, order.get()), order.get().size(), blockBytes)
          : new InputBytes(
              Channels.newInputStream(channel.position(0)), channel.size(), blockBytes);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static InputBytes openUrl(String location, int blockBytes) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(URI.create(location)).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        response.body().close();
        throw new CommandException(
            location, "status " + response.statusCode(), "check the address");
      }
      long size = response.headers().firstValueAsLong("Content-Length").orElse(UNKNOWN_SIZE);
      return new InputBytes(response.body(), size, blockBytes);
    } catch (IllegalArgumentException e) {
      throw new CommandException(location, "is no URL", "write it as http://host/path");
    } catch (ConnectException e) {
      throw new CommandException(location, "cannot connect", "check host and port");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening " + location, e);
    }
  }

  /** The next bytes, in an array of their own; null at the end. */
  @Nullable Payload next() throws IOException {
    byte[] block = new byte[blockBytes];
    int read = in.read(block);
    if (read < 0) {
      return null;
    }
    position += read;
    // Where little came, not all of the block is kept alive for it.
    return Payload.of(read < blockBytes / 2 ? Arrays.copyOf(block, read) : block, 0, read);
  }

  /** Bytes read so far. */
  long position() {
    return position;
  }

  /** Bytes in all; {@link #UNKNOWN_SIZE} for a stream. */
  long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
