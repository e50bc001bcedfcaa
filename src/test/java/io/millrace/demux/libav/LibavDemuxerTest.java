package io.millrace.demux.libav;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.DemuxRecording;
import io.millrace.demux.detect.Container;
import io.millrace.demux.detect.DetectingDemuxer;
import io.millrace.libav.StraightReading;
import io.millrace.libav.StraightReading.Packet;
import io.millrace.media.AccessUnit;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every container that only FFmpeg reads, against a reading of the whole file. */
class LibavDemuxerTest {
  private static final long SEED = 20261127;
  private static final int SMALL_BYTES = 60_000;
  private static final Timescale MICROSECONDS = new Timescale(1_000_000);

  private interface Check {
    void run(Path file) throws Exception;
  }

  private static Stream<DynamicTest> forEach(Check check) throws IOException {
    Stream<DynamicTest> made =
        LibavFiles.made().stream()
            .map(name -> DynamicTest.dynamicTest(name, () -> check.run(LibavFiles.make(name))));
    Stream<DynamicTest> found =
        LibavFiles.found().stream()
            .map(f -> DynamicTest.dynamicTest("" + f.getFileName(), () -> check.run(f)));
    return Stream.concat(made, found);
  }

  private static DemuxRecording whole(Path file) throws IOException {
    return DemuxRecording.of(new LibavDemuxer(), Files.readAllBytes(file));
  }

  @TestFactory
  Stream<DynamicTest> isToldFromTheFirstBytes() throws IOException {
    return forEach(
        file -> {
          DetectingDemuxer demuxer = new DetectingDemuxer();
          DemuxRecording recording = DemuxRecording.of(demuxer, Files.readAllBytes(file));
          assertThat(demuxer.container()).contains(Container.LIBAV);
          assertThat(recording.events()).isEqualTo(whole(file).events());
        });
  }

  @TestFactory
  Stream<DynamicTest> findsThePacketsOfAStraightReading() throws IOException {
    return forEach(
        file -> {
          DemuxRecording recording = whole(file);
          List<Packet> packets = StraightReading.of(file);
          assertThat(recording.losses()).isEmpty();
          assertThat(recording.tracks()).isNotEmpty();
          int stream = 0;
          for (Track track : recording.tracks()) {
            int index = stream++;
            List<Packet> expected = packets.stream().filter(p -> p.stream() == index).toList();
            compare(track, recording.units(track.id()), expected);
          }
        });
  }

  private static void compare(Track track, List<AccessUnit> units, List<Packet> expected) {
    assertThat(units.stream().map(AccessUnit::data))
        .as("%s", track)
        .isEqualTo(expected.stream().map(Packet::data).toList());
    assertThat(units).isNotEmpty();
    compareTimes(track, units, expected);
    if (track.type() == MediaType.VIDEO) {
      assertThat(units.get(0).sync()).isTrue();
      assertThat(units.stream().map(AccessUnit::sync))
          .isEqualTo(expected.stream().map(Packet::key).toList());
    }
  }

  /**
   * Where FFmpeg knows times, they are the same to the unit of the container, or all of them later:
   * pictures of which nobody says when they are shown begin with the first slot.
   */
  private static void compareTimes(Track track, List<AccessUnit> units, List<Packet> expected) {
    TreeSet<Long> shifts = new TreeSet<>();
    for (int i = 0; i < units.size(); i++) {
      if (expected.get(i).ptsMicros() != StraightReading.UNKNOWN) {
        long micros = track.timescale().rescale(units.get(i).pts(), MICROSECONDS);
        shifts.add(expected.get(i).ptsMicros() - micros);
      }
    }
    if (!shifts.isEmpty()) {
      assertThat(shifts.last() - shifts.first())
          .as("%s: shifts %s", track, shifts)
          .isLessThan(1100);
    }
  }

  @TestFactory
  Stream<DynamicTest> showsPicturesOneByOneInTheOrderOfTheirTimes() throws IOException {
    return forEach(
        file -> {
          DemuxRecording recording = whole(file);
          for (Track track : recording.tracks()) {
            FrameRate rate = track.frameRate();
            if (track.type() == MediaType.VIDEO && rate != null) {
              checkGrid(track, rate, recording.units(track.id()));
            }
          }
        });
  }

  private static void checkGrid(Track track, FrameRate rate, List<AccessUnit> units) {
    List<Long> times = new ArrayList<>(units.stream().map(AccessUnit::pts).sorted().toList());
    long frame = (long) track.timescale().ticksPerSecond() * rate.denominator() / rate.numerator();
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).as("%s: picture %d", track, i).isPositive();
      assertThat((times.get(i) - times.get(i - 1)) % frame).isBetween(0L, 1L);
    }
  }

  @TestFactory
  Stream<DynamicTest> findsTheSameHoweverCut() throws IOException {
    return forEach(
        file -> {
          byte[] bytes = Files.readAllBytes(file);
          List<Object> whole = DemuxRecording.of(new LibavDemuxer(), bytes).events();
          assertThat(DemuxRecording.cut(LibavDemuxer::new, bytes, () -> 187).events())
              .isEqualTo(whole);
          Random random = new Random(SEED);
          IntSupplier sizes = () -> 1 + random.nextInt(1 << random.nextInt(16));
          assertThat(DemuxRecording.cut(LibavDemuxer::new, bytes, sizes).events())
              .as("seed %d", SEED)
              .isEqualTo(whole);
          byte[] small =
              Payload.of(bytes).slice(0, Math.min(SMALL_BYTES, bytes.length)).toByteArray();
          assertThat(DemuxRecording.cut(LibavDemuxer::new, small, () -> 1).events())
              .isEqualTo(DemuxRecording.of(new LibavDemuxer(), small).events());
        });
  }

  @TestFactory
  Stream<DynamicTest> findsTheSameWhereverItIsSavedAndLoaded() throws IOException {
    return forEach(
        file -> {
          byte[] bytes = Files.readAllBytes(file);
          Random random = new Random(SEED + 1);
          IntSupplier sizes = () -> 1 + random.nextInt(12_000);
          assertThat(
                  DemuxRecording.cutAndReload(LibavDemuxer::new, LibavDemuxer::load, bytes, sizes)
                      .events())
              .as("seed %d", SEED + 1)
              .isEqualTo(DemuxRecording.of(new LibavDemuxer(), bytes).events());
        });
  }
}
