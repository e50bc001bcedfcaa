package io.millrace.isobmff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxTreeTest {
  private static final Path MEDIA = Path.of("../shared/media");

  private static Payload hex(String spaced) {
    return Payload.of(HexFormat.of().parseHex(spaced.replace(" ", "")));
  }

  private static List<BoxTree> readStream(byte[] bytes) throws IOException {
    return BoxTree.read(Channels.newChannel(new ByteArrayInputStream(bytes)));
  }

  @ParameterizedTest
  @CsvSource({
    "00000004 6d6f6f66, moof: box size 4 (at byte 0)",
    "00000000 66726565 0000000c 00000000, ",
    "00000001 66726565 8000000000000000, free: box size 9223372036854775808 (at byte 0)",
    "00000001 66726565 0000000000000001, free: box size 1 (at byte 0)",
    "00000001 66726565 00, box header ends too early (at byte 0)",
    "00000008 66726565 000000, 'box header ends too early (at byte 8)'",
    "00000009 66726565, 'free: box size 9, only 8 bytes are left (at byte 0)'",
    "00000001 6d646174 7fffffffffffffff, "
        + "'mdat: box size 9223372036854775807, only 16 bytes are left (at byte 0)'",
    "7fffffff 6d6f6f76, moov: box size 2147483647 (at byte 0)",
    "00000010 6d6f6f76 00000000 66726565, free: box size 0 inside a box (at byte 8)",
    "00000010 01ff6f76 00000000 66726565, ",
  })
  void saysWhereAFileIsWrong(String spaced, String message) throws IOException {
    byte[] bytes = hex(spaced).toByteArray();
    if (message == null) {
      assertThat(readStream(bytes)).hasSize(1);
    } else {
      assertThatThrownBy(() -> readStream(bytes))
          .isInstanceOf(MediaException.class)
          .hasMessage(message);
    }
  }

  @Test
  void boxesInBoxesEndAtABound() {
    int depth = 100_000;
    ByteBuffer bytes = ByteBuffer.allocate(8 * depth);
    for (int i = 0; i < depth; i++) {
      Box.writeHeader(bytes, "moov", 8L * (depth - i));
    }
    Payload payload = Payload.of(bytes.array());
    String message = "boxes in boxes, more than 16 deep (at byte 136)";
    assertThatThrownBy(() -> BoxTree.read(payload)).hasMessage(message);
    assertThatThrownBy(() -> readStream(bytes.array())).hasMessage(message);
    assertThatThrownBy(() -> BoxReader.read(payload, 0)).hasMessage(message);
  }

  @Test
  void aFileOfTinyBoxesEndsAtABound() {
    int count = BoxReader.MAX_BOXES + 1;
    ByteBuffer bytes = ByteBuffer.allocate(8 * count);
    for (int i = 0; i < count; i++) {
      Box.writeHeader(bytes, "free", 8);
    }
    assertThatThrownBy(() -> readStream(bytes.array()))
        .hasMessage("more than 500000 boxes (at byte 4000000)");
  }

  @Test
  void aRunOfSamplesWithoutBytesEndsAtABound() {
    assertThatThrownBy(() -> BoxTree.read(hex("00000010 7472756e 00000000 ffffffff")))
        .isInstanceOf(MediaException.Malformed.class);
  }

  @Test
  void mediaOfATerabyteIsJumpedOver(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("sparse.mp4");
    long mediaBytes = 1L << 40;
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(hex("00000001 6d646174 0000010000000010").toByteArray()));
      try {
        channel.write(ByteBuffer.wrap(hex("00000008 66726565").toByteArray()), 16 + mediaBytes);
      } catch (IOException e) {
        Assumptions.abort("a file system with files of a terabyte");
      }
      channel.position(0);
      assertThat(BoxTree.print(BoxTree.read(channel)))
          .isEqualTo("mdat @0 +1099511627792\nfree @1099511627792 +8\n");
    }
  }

  @Test
  void aFileReadsTheSameAsAStreamAndInMemory(@TempDir Path directory) throws IOException {
    Payload bytes = Box.bytes(BoxTest.boxes().toList());
    Path file = directory.resolve("a.mp4");
    Files.write(file, bytes.toByteArray());
    try (FileChannel channel = FileChannel.open(file)) {
      assertThat(BoxTree.read(channel))
          .isEqualTo(BoxTree.read(bytes))
          .isEqualTo(readStream(bytes.toByteArray()));
    }
  }

  @Property(tries = 2_000)
  void anyBytesAreBoxesOrAMediaException(@ForAll @Size(max = 64) byte[] noise) throws IOException {
    assertNothingElse(noise);
  }

  @Property(tries = 1_000)
  void anyChangedByteIsBoxesOrAMediaException(
      @ForAll @IntRange(max = 100_000) int at, @ForAll byte value) throws IOException {
    byte[] bytes = Box.bytes(BoxTest.boxes().toList()).toByteArray();
    bytes[at % bytes.length] = value;
    assertNothingElse(bytes);
  }

  private static void assertNothingElse(byte[] bytes) throws IOException {
    try {
      BoxReader.read(Payload.of(bytes), 0);
    } catch (MediaException e) {
      assertThat(e.byteOffset()).isBetween(0L, (long) bytes.length);
    }
    try {
      readStream(bytes);
    } catch (MediaException e) {
      assertThat(e.byteOffset()).isBetween(0L, (long) bytes.length);
    }
  }

  @Test
  void realFilesAreBoxesOrAMediaException() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(MEDIA), "../shared/media");
    List<Path> files;
    try (Stream<Path> all = Files.walk(MEDIA)) {
      files = all.filter(file -> file.toString().matches(".*\\.(mp4|m4s|m4a|mov)")).toList();
    }
    long whole = files.stream().filter(BoxTreeTest::isWhole).count();
    System.out.printf("%d of %d files are whole boxes%n", whole, files.size());
    assertThat(whole).isGreaterThan(files.size() * 9L / 10);
  }

  private static boolean isWhole(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      return !BoxTree.print(BoxTree.read(channel)).isEmpty();
    } catch (MediaException e) {
      System.out.printf("%s: %s%n", MEDIA.relativize(file), e.getMessage());
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
