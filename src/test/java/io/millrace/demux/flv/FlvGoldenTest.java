package io.millrace.demux.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.demux.Cut;
import io.millrace.demux.DemuxRecording;
import io.millrace.demux.GoldenDump;
import io.millrace.demux.GoldenDump.DumpSample;
import io.millrace.demux.GoldenDump.DumpTrack;
import io.millrace.demux.GoldenDump.Pair;
import io.millrace.media.AccessUnit;
import io.millrace.media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Media3 finds in its sample files, however their bytes are cut. */
class FlvGoldenTest {
  private static Stream<Pair> pairs() throws IOException {
    Assumptions.assumeTrue(GoldenDump.isPresent(), "../shared/media/golden is missing");
    return GoldenDump.pairs("flv").stream();
  }

  @TestFactory
  Stream<DynamicTest> findsTheSamplesOfTheDump() throws IOException {
    return pairs().map(pair -> DynamicTest.dynamicTest(pair.toString(), () -> compare(pair)));
  }

  private static void compare(Pair pair) throws IOException {
    DemuxRecording recording =
        DemuxRecording.of(new FlvDemuxer(), Files.readAllBytes(pair.media()));
    assertThat(recording.losses()).isEmpty();
    GoldenDump dump = GoldenDump.read(pair.dump());
    assertThat(recording.tracks())
        .extracting(Track::id)
        .containsExactlyInAnyOrderElementsOf(dump.tracks().keySet());
    dump.tracks().forEach((id, track) -> compare(track, recording, id));
  }

  private static void compare(DumpTrack expected, DemuxRecording recording, int id) {
    List<AccessUnit> units = recording.units(id);
    assertThat(units).hasSameSizeAs(expected.samples()).isNotEmpty();
    Track track = recording.tracks().stream().filter(t -> t.id() == id).findFirst().orElseThrow();
    for (int i = 0; i < units.size(); i++) {
      DumpSample sample = expected.samples().get(i);
      AccessUnit unit = units.get(i);
      byte[] bytes =
          track.framing() == Track.Framing.LENGTH_PREFIXED
              ? GoldenDump.withStartCodes(unit.data())
              : unit.data().toByteArray();
      assertThat(unit.pts() * 1000).as("time of %d", i).isEqualTo(sample.timeUs());
      assertThat(unit.sync()).as("key flag of %d", i).isEqualTo(sample.key());
      assertThat(bytes).as("size of %d", i).hasSize(sample.length());
      assertThat(Arrays.hashCode(bytes)).as("hash of %d", i).isEqualTo(sample.hash());
    }
  }

  @TestFactory
  Stream<DynamicTest> findsTheSameHoweverTheBytesAreCut() throws IOException {
    return pairs()
        .flatMap(pair -> Cut.tests(pair, Files::readAllBytes, FlvDemuxer::new, FlvDemuxer::load));
  }
}
