package io.millrace.demux.libav;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxHandler;
import io.millrace.demux.DemuxRecording;
import io.millrace.media.AccessUnit;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.Track;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Broken and hostile input: a MediaException or a loss, whatever the cuts; nothing else. */
class LibavHostileTest {
  private static final long SEED = 20261128;
  private static final int BYTES = 100_000;
  private static final int DAMAGES = 6;

  private interface Check {
    void run(byte[] bytes, Random random);
  }

  private static Stream<DynamicTest> forEach(Check check) {
    return LibavFiles.made().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      byte[] all = Files.readAllBytes(LibavFiles.make(name));
                      byte[] bytes = Arrays.copyOf(all, Math.min(all.length, BYTES));
                      check.run(bytes, new Random(SEED + name.hashCode()));
                    }));
  }

  /** The same in one piece as cut and saved and loaded: what is found, and what is thrown. */
  private static List<Object> checkCuts(byte[] bytes, Random random) {
    List<Object> whole =
        DemuxRecording.outcome(LibavDemuxer::new, null, bytes, () -> Math.max(1, bytes.length));
    IntSupplier sizes = () -> 1 + random.nextInt(20_000);
    assertThat(DemuxRecording.outcome(LibavDemuxer::new, LibavDemuxer::load, bytes, sizes))
        .as("seed %d", SEED)
        .isEqualTo(whole);
    return whole;
  }

  @TestFactory
  Stream<DynamicTest> survivesTheEndAnywhere() {
    return forEach(
        (bytes, random) -> {
          for (int length : new int[] {0, 1, 3, 12, 100, 5_000, 8_192, 40_000}) {
            checkCuts(Arrays.copyOf(bytes, Math.min(length, bytes.length)), random);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> survivesDamage() {
    return forEach(
        (bytes, random) -> {
          for (int i = 0; i < DAMAGES; i++) {
            byte[] damaged = bytes.clone();
            int bound = i % 2 == 0 ? damaged.length : Math.min(damaged.length, 2_000);
            for (int n = 1 + random.nextInt(200); n > 0; n--) {
              damaged[random.nextInt(bound)] ^= (byte) (1 << random.nextInt(8));
            }
            checkCuts(damaged, random);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> survivesBytesMissing() {
    return forEach(
        (bytes, random) -> {
          byte[] damaged = bytes.clone();
          int from = random.nextInt(damaged.length);
          Arrays.fill(damaged, from, Math.min(damaged.length, from + 20_000), (byte) 0);
          checkCuts(damaged, random);
          DemuxRecording recording = new DemuxRecording();
          LibavDemuxer demuxer = new LibavDemuxer();
          int half = bytes.length / 2;
          demuxer.push(Payload.of(bytes, 0, half), recording);
          demuxer.skip(recording);
          int rest = Math.min(bytes.length, half + 10_000);
          demuxer.push(Payload.of(bytes, rest, bytes.length - rest), recording);
          demuxer.end(recording);
          assertThat(recording.losses()).isNotEmpty();
        });
  }

  /** Keeps nothing. */
  private static final class Count implements DemuxHandler {
    long units;
    long losses;

    @Override
    public void onTracks(List<Track> tracks) {}

    @Override
    public void onAccessUnit(AccessUnit unit) {
      units++;
    }

    @Override
    public void onLoss(int trackId, MediaException reason) {
      losses++;
    }
  }

  @TestFactory
  Stream<DynamicTest> keepsLittleOfEndlessJunkBehindTheTracks() {
    return forEach(
        (bytes, random) -> {
          LibavDemuxer demuxer = new LibavDemuxer();
          Count count = new Count();
          byte[] junk = new byte[1 << 20];
          random.nextBytes(junk);
          try {
            demuxer.push(Payload.of(bytes), count);
            for (int i = 0; i < 24; i++) {
              demuxer.push(Payload.of(junk), count);
              assertThat(demuxer.held()).isLessThanOrEqualTo(18 << 20);
            }
            demuxer.end(count);
          } catch (MediaException e) {
            assertThat(e.byteOffset()).isNotNegative();
          }
        });
  }

  @Test
  void refusesJunk() {
    Random random = new Random(SEED);
    for (int i = 0; i < 100; i++) {
      byte[] junk = new byte[1 + random.nextInt(100_000)];
      random.nextBytes(junk);
      assertThat(checkCuts(junk, random)).isNotEmpty();
    }
  }
}
