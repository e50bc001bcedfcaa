package io.millrace.isobmff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastStartTest {
  private static final Box FTYP = new Ftyp("isom", 0, List.of());
  private static final Box MDAT = new Opaque("mdat", Payload.of(new byte[100]));

  @TempDir Path directory;

  private static Box moov(Box... chunkOffsets) {
    return Box.container(
        "moov",
        new Mvhd(1_000, 0, 2),
        Box.container(
            "trak",
            new Opaque("udta", Payload.of(new byte[3])),
            Box.container("mdia", Box.container("minf", Box.container("stbl", chunkOffsets)))));
  }

  private static byte[] bytes(Box... boxes) {
    return Box.bytes(List.of(boxes)).toByteArray();
  }

  private Optional<FastStart> order(byte[] file) throws IOException {
    Path path = Files.write(directory.resolve("file.mp4"), file);
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      return FastStart.of(channel);
    }
  }

  private static byte[] ordered(FastStart order, byte[] file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (FastStart.Part part : order.parts()) {
      int from = (int) part.offset();
      out.writeBytes(
          part.bytes().isEmpty()
              ? Arrays.copyOfRange(file, from, from + (int) part.length())
              : part.bytes().toByteArray());
    }
    return out.toByteArray();
  }

  @Test
  void putsMoovFirstAndMovesItsOffsets() throws IOException {
    byte[] file =
        bytes(
            FTYP,
            MDAT,
            moov(new Stco(List.of(24L, 60L)), new Co64(List.of(30L))),
            new Opaque("free", Payload.of(new byte[5])));
    FastStart order = order(file).orElseThrow();
    byte[] moved = ordered(order, file);
    long shift = order.shift();
    assertThat(moved).hasSize((int) order.size());
    assertThat(moved)
        .isEqualTo(
            bytes(
                FTYP,
                moov(new Stco(List.of(24 + shift, 60 + shift)), new Co64(List.of(30 + shift))),
                MDAT,
                new Opaque("free", Payload.of(freed(file))),
                new Opaque("free", Payload.of(new byte[5]))));
    assertThat(order(moved)).isEmpty();
  }

  /** The payload of moov, which stays where it was under another name. */
  private static byte[] freed(byte[] file) {
    int from = FTYP.size() + MDAT.size() + Box.HEADER_SIZE;
    return Arrays.copyOfRange(file, from, file.length - 13);
  }

  @Test
  void widensOffsetsThatAreTooLargeThen() throws IOException {
    byte[] file = bytes(FTYP, MDAT, moov(new Stco(List.of(5L, 0xffff_fff0L))));
    FastStart order = order(file).orElseThrow();
    List<Box> boxes = BoxReader.read(Payload.of(ordered(order, file)), 0);
    long shift = order.shift();
    assertThat(boxes.get(1)).isEqualTo(moov(new Co64(List.of(5 + shift, 0xffff_fff0L + shift))));
    assertThat(boxes.get(1).size()).isEqualTo((int) shift);
  }

  @Test
  void leavesOtherFilesAsTheyAre() throws IOException {
    Box moof = Box.container("moof", new Mfhd(1));
    assertThat(order(bytes(FTYP, moov(), MDAT))).isEmpty();
    assertThat(order(bytes(FTYP, MDAT))).isEmpty();
    assertThat(order(bytes(FTYP, MDAT, moof, moov()))).isEmpty();
    assertThat(order(bytes(FTYP, MDAT, moov(), moof))).isEmpty();
    assertThat(order("no box at all, but text".getBytes())).isEmpty();
    assertThat(order(new byte[0])).isEmpty();
    assertThat(order(new byte[] {0, 0, 0, 1, 'm', 'd', 'a', 't'})).isEmpty();
    assertThat(order(Arrays.copyOf(bytes(FTYP, MDAT), 40))).isEmpty();
  }

  @Test
  void refusesAMoovThatIsNotWhole() {
    byte[] whole = bytes(FTYP, MDAT, moov(new Stco(List.of(24L))));
    assertThatThrownBy(() -> order(Arrays.copyOf(whole, whole.length - 1)))
        .isInstanceOf(MediaException.Malformed.class)
        .hasMessageStartingWith("moov: box size");
    byte[] counted = whole.clone();
    counted[whole.length - 5] = 9; // entries of stco
    assertThatThrownBy(() -> order(counted)).hasMessageStartingWith("stco: 9 entries");
  }
}
