package io.millrace.demux.fmp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.codec.h264.AvcConfiguration;
import io.millrace.demux.Cut;
import io.millrace.demux.DemuxRecording;
import io.millrace.demux.GoldenDump;
import io.millrace.demux.GoldenDump.DumpSample;
import io.millrace.demux.GoldenDump.DumpTrack;
import io.millrace.demux.GoldenDump.Pair;
import io.millrace.media.AccessUnit;
import io.millrace.media.Codec;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Media3 finds in its sample files, however their bytes are cut. */
class Fmp4GoldenTest {
  private static final Timescale MICROSECONDS = new Timescale(1_000_000);

  @TestFactory
  Stream<DynamicTest> findsTheSamplesOfTheDump() throws IOException {
    return pairs().map(pair -> DynamicTest.dynamicTest(pair.toString(), () -> compare(pair)));
  }

  private static Stream<Pair> pairs() throws IOException {
    Assumptions.assumeTrue(GoldenDump.isPresent(), "../shared/media/golden is missing");
    return GoldenDump.pairs("mp4").stream();
  }

  private static void compare(Pair pair) throws IOException {
    DemuxRecording recording = DemuxRecording.of(new Fmp4Demuxer(), Mp4Files.read(pair.media()));
    assertThat(recording.losses()).isEmpty();
    GoldenDump dump = GoldenDump.read(pair.dump());
    List<DumpTrack> expected = List.copyOf(dump.tracks().values());
    assertThat(recording.tracks()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      compare(expected.get(i), recording.tracks().get(i), recording);
    }
  }

  private static void compare(DumpTrack expected, Track track, DemuxRecording recording) {
    List<AccessUnit> units = recording.units(track.id());
    assertThat(units).hasSameSizeAs(expected.samples()).isNotEmpty();
    for (int i = 0; i < units.size(); i++) {
      DumpSample sample = expected.samples().get(i);
      AccessUnit unit = units.get(i);
      // Media3 counts an edit list in microseconds, and not in ticks of the track.
      long tick = 1 + 1_000_000 / track.timescale().ticksPerSecond();
      assertThat(track.timescale().rescale(unit.pts(), MICROSECONDS))
          .as("time of %d", i)
          .isCloseTo(sample.timeUs(), Offset.offset(tick));
      assertThat(unit.sync()).as("key flag of %d", i).isEqualTo(sample.key());
      byte[] bytes = asDumped(unit, track, sample.length());
      assertThat(bytes.length).as("size of %d", i).isEqualTo(sample.length());
      assertThat(Arrays.hashCode(bytes)).as("hash of %d", i).isEqualTo(sample.hash());
    }
  }

  private static byte[] asDumped(AccessUnit unit, Track track, int dumpedBytes) {
    if (track.framing() != Track.Framing.LENGTH_PREFIXED) {
      return unit.data().toByteArray();
    }
    int lengthSize =
        track.codec() == Codec.H264
            ? AvcConfiguration.parse(track.configuration(), 0).lengthSize()
            : 1 + (track.configuration().at(21) & 3);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < unit.data().length(); ) {
      int length = 0;
      for (int i = 0; i < lengthSize; i++) {
        length = length << 8 | unit.data().unsignedAt(at++);
      }
      out.writeBytes(new byte[] {0, 0, 0, 1});
      out.writeBytes(unit.data().slice(at, length).toByteArray());
      at += length;
    }
    byte[] bytes = out.toByteArray();
    // Of two NAL units Media3 counts only one as made longer, and so dumps the end of the sample.
    boolean oneReckoned = lengthSize == 2 && bytes.length - dumpedBytes == 2;
    return oneReckoned ? Arrays.copyOfRange(bytes, 2, bytes.length) : bytes;
  }

  @TestFactory
  Stream<DynamicTest> findsTheSameHoweverTheBytesAreCut() throws IOException {
    return pairs()
        .flatMap(pair -> Cut.tests(pair, Mp4Files::read, Fmp4Demuxer::new, Fmp4Demuxer::load));
  }
}
