package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.SecondOpinion;
import io.millrace.media.Ladder;
import io.millrace.publish.PlaylistSettings;
import io.millrace.wire.IngestRecord;
import io.millrace.wire.IngestRecords;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.RejectedInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that are lost, doubled, swapped and late, through a real broker and the job: the same
 * objects as from the library alone.
 */
class FaultyRecordsPathTest {
  private static final Path MEDIA = Path.of("../shared/media/derived/dev");
  private static final int CHUNK_BYTES = 16 << 10;

  /** Where a cluster of the Matroska file starts that starts with a sync sample. */
  private static final int CLUSTER = 558_972;

  private static final int FIRST_CLUSTER = 761;

  @TempDir Path directory;

  private final Random random = new Random(5);

  private static byte[] media(String name) throws IOException {
    Path file = MEDIA.resolve(name);
    Assumptions.assumeTrue(Files.exists(file), file + " is not here");
    return Files.readAllBytes(file);
  }

  private static List<IngestRecord> session(String stream, long session, byte[] bytes) {
    return new Publisher(stream, session, bytes, CHUNK_BYTES).records();
  }

  /** A transport stream whose records are lost, doubled and swapped; END comes last. */
  private List<IngestRecord> mixed(String stream, String file) throws IOException {
    List<IngestRecord> records = session(stream, 1, media(file));
    IngestRecord end = records.remove(records.size() - 1);
    records.remove(records.size() / 2);
    for (int i = 0; i + 8 < records.size(); i += 8) {
      Collections.swap(records, i, i + 1 + random.nextInt(7));
    }
    records.add(30, records.get(25));
    records.add(end);
    return records;
  }

  /** A session that is cut in the middle, and another that goes on a little before. */
  private static List<IngestRecord> reconnected(String stream) throws IOException {
    byte[] bytes = media("train_h264_aac_ffmpeg_live.mkv");
    List<IngestRecord> records = session(stream, 1, Arrays.copyOf(bytes, CLUSTER + 100_000));
    records.remove(records.size() - 1); // no END
    byte[] second = Arrays.copyOf(bytes, FIRST_CLUSTER + bytes.length - CLUSTER);
    System.arraycopy(bytes, CLUSTER, second, FIRST_CLUSTER, bytes.length - CLUSTER);
    IngestRecord late = records.get(3);
    records.addAll(session(stream, 2, second));
    records.add(records.size() - 5, late);
    return records;
  }

  @Test
  void areTheSameAsInTheLibraryAlone() throws Exception {
    List<List<IngestRecord>> streams =
        List.of(
            mixed("mixed-wrap", "train_h264_aac_ptswrap.ts"),
            mixed("mixed-splice", "splice_h264_360p30_to_480p24.ts"),
            reconnected("reconnected"));
    Path alone = directory.resolve("alone");
    try (LivePath path = LivePath.start(directory)) {
      List<String> late = new ArrayList<>();
      for (List<IngestRecord> records : streams) {
        String stream = records.get(0).getStream();
        for (IngestRecord record : records) {
          var place = path.topics().send("ingest", IngestRecords.key(stream), encoded(record));
          if (records.indexOf(record) == 3 && stream.equals("reconnected")) {
            late.add("%d@%d".formatted(place.partition(), place.offset()));
          }
        }
        LibraryAlone.publish(stream, records, alone, PlaylistSettings.event(), Ladder.SOURCE);
      }
      path.awaitEnds(streams.size());
      assertThat(LivePath.objects(path.store())).isEqualTo(LivePath.objects(alone));
      assertRejected(path, late.get(1));
    }
    String playlist = directory.resolve("store/reconnected/video/index.m3u8").toString();
    assertThat(Files.readString(Path.of(playlist))).doesNotContain("#EXT-X-DISCONTINUITY\n");
    SecondOpinion.assertConforming(directory.resolve("store/reconnected/main.m3u8").toString());
    SecondOpinion.assertConforming(directory.resolve("store/mixed-wrap/main.m3u8").toString());
  }

  private static byte[] encoded(IngestRecord record) {
    return RecordCoder.ingestRecords(RecordCoder.DEFAULT_MAX_BYTES).encode(record);
  }

  /** Only the record of the session that was over, by its own place. */
  private static void assertRejected(LivePath path, String place) {
    List<RejectedInput> rejected =
        path.topics().readUntil("rejected", RecordCoder.rejectedInputs(), all -> !all.isEmpty());
    assertThat(rejected)
        .extracting(one -> "%d@%d".formatted(one.getPartition(), one.getOffset()))
        .containsExactly(place);
    assertThat(rejected.get(0).getReason()).isEqualTo("session 1 is over, session 2 took over");
  }
}
