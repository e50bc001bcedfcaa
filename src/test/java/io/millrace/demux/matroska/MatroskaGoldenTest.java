package io.millrace.demux.matroska;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Media3 finds in its sample files, however their bytes are cut. */
class MatroskaGoldenTest {
  /** Media3 rewrites subtitles: neither their bytes nor their sizes can be compared. */
  private static final List<String> REWRITTEN = List.of("application/x-subrip", "text/x-ssa");

  @TestFactory
  Stream<DynamicTest> findsTheSamplesOfTheDump() throws IOException {
    return pairs().map(pair -> DynamicTest.dynamicTest(pair.toString(), () -> compare(pair)));
  }

  private static Stream<Pair> pairs() throws IOException {
    Assumptions.assumeTrue(GoldenDump.isPresent(), "../shared/media/golden is missing");
    return GoldenDump.pairs("mkv", "mka").stream();
  }

  private static void compare(Pair pair) throws IOException {
    DemuxRecording recording =
        DemuxRecording.of(new MatroskaDemuxer(), Files.readAllBytes(pair.media()));
    assertThat(recording.losses()).isEmpty();
    GoldenDump dump = GoldenDump.read(pair.dump());
    assertThat(recording.tracks()).extracting(Track::id).containsAll(dump.tracks().keySet());
    dump.tracks().forEach((id, track) -> compare(track, recording, id));
  }

  private static void compare(DumpTrack expected, DemuxRecording recording, int id) {
    List<AccessUnit> units = recording.units(id);
    assertThat(units).hasSameSizeAs(expected.samples()).isNotEmpty();
    Track track = recording.tracks().stream().filter(t -> t.id() == id).findFirst().orElseThrow();
    // Media3 leaves CodecDelay in.
    long delayUs = expected.mimeType().equals("audio/mp4a-latm") ? 23_220 : 0;
    for (int i = 0; i < units.size(); i++) {
      DumpSample sample = expected.samples().get(i);
      AccessUnit unit = units.get(i);
      assertThat(unit.pts() / 1000 + delayUs)
          .as("time of %d", i)
          .isCloseTo(sample.timeUs(), within(1));
      assertThat(unit.sync()).as("key flag of %d", i).isEqualTo(sample.key());
      if (!REWRITTEN.contains(expected.mimeType())) {
        byte[] bytes = asDumped(unit, track, expected.mimeType(), sample);
        assertThat(bytes.length).as("size of %d", i).isEqualTo(sample.length());
        assertThat(Arrays.hashCode(bytes)).as("hash of %d", i).isEqualTo(sample.hash());
      }
    }
  }

  private static Offset<Long> within(long microseconds) {
    return Offset.offset(microseconds);
  }

  private static byte[] asDumped(AccessUnit unit, Track track, String mimeType, DumpSample sample) {
    if (track.framing() == Track.Framing.LENGTH_PREFIXED) {
      return GoldenDump.withStartCodes(unit.data());
    }
    byte[] bytes = unit.data().toByteArray();
    if (!mimeType.equals("audio/vorbis")) {
      return bytes;
    }
    // Media3 appends the number of PCM samples, which only a decoder knows: try what is possible.
    for (int count = -1; count < 8192; count++) {
      ByteBuffer suffix = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, count);
      byte[] extended = GoldenDump.concat(bytes, suffix.array());
      if (Arrays.hashCode(extended) == sample.hash()) {
        return extended;
      }
    }
    return bytes;
  }

  @TestFactory
  Stream<DynamicTest> findsTheSameHoweverTheBytesAreCut() throws IOException {
    return pairs()
        .flatMap(
            pair ->
                Cut.tests(pair, Files::readAllBytes, MatroskaDemuxer::new, MatroskaDemuxer::load));
  }
}
