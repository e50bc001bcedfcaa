package io.millrace.demux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording.Loader;
import io.millrace.demux.GoldenDump.Pair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * A way to cut a stream into pieces. Whatever it is, and wherever the demuxer is saved and loaded,
 * the same is found.
 *
 * @param pieceBytes asked anew for each piece
 */
public record Cut(String name, IntSupplier pieceBytes) {
  private static final int[] SIZES = {1, 7, 187};
  private static final int SEEDS = 3;

  /** Random pieces are shorter than two to this power, and as often short as long. */
  private static final int MAX_SIZE_BITS = 14;

  private static final int MAX_SMALL_BYTES = 40;

  /** Reads an input as it can be demuxed from its front. */
  public interface Input {
    byte[] read(Path file) throws IOException;
  }

  /** The ways in which every real stream is cut: into pieces of one size, and at random. */
  public static List<Cut> all() {
    Stream<Cut> even =
        IntStream.of(SIZES).mapToObj(size -> new Cut("pieces of %d bytes".formatted(size), size));
    return Stream.concat(even, IntStream.range(0, SEEDS).mapToObj(Cut::random)).toList();
  }

  private Cut(String name, int size) {
    this(name, () -> size);
  }

  private static Cut random(int seed) {
    Random random = new Random(seed);
    return new Cut(
        "random pieces, seed " + seed,
        () -> 1 + random.nextInt(1 << random.nextInt(MAX_SIZE_BITS)));
  }

  /** A test for each way to cut the input of {@code pair}. */
  public static Stream<DynamicTest> tests(
      Pair pair, Input input, Supplier<? extends Demuxer> start, Loader loader) {
    return all().stream()
        .map(
            cut ->
                DynamicTest.dynamicTest(
                    pair + " in " + cut.name(),
                    () -> cut.check(start, loader, input.read(pair.media()))));
  }

  /** Checks that {@code bytes} hold the same in one piece and in all ways to cut them. */
  public static void checkAll(Supplier<? extends Demuxer> start, Loader loader, byte[] bytes) {
    all().forEach(cut -> cut.check(start, loader, bytes));
  }

  /**
   * Checks that damaged {@code bytes} come to the same in one piece, byte by byte and at random:
   * what is found in them, and what is thrown in the end.
   *
   * @param loader null where saving and loading costs too much for thousands of damages
   */
  public static void checkDamaged(
      Supplier<? extends Demuxer> start, @Nullable Loader loader, byte[] bytes, Random random) {
    List<Object> whole = DemuxRecording.outcome(start, null, bytes, () -> bytes.length);
    IntSupplier small = () -> 1 + random.nextInt(MAX_SMALL_BYTES);
    assertThat(DemuxRecording.outcome(start, null, bytes, () -> 1)).isEqualTo(whole);
    assertThat(DemuxRecording.outcome(start, loader, bytes, small)).isEqualTo(whole);
  }

  private void check(Supplier<? extends Demuxer> start, Loader loader, byte[] bytes) {
    List<Object> whole = DemuxRecording.of(start.get(), bytes).events();
    assertThat(DemuxRecording.cutAndReload(start, loader, bytes, pieceBytes).events())
        .as("%s", name)
        .isEqualTo(whole);
  }
}
