package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.MadeMedia;
import io.millrace.demux.libav.CrashingPassWorker;
import io.millrace.media.Ladder;
import io.millrace.publish.PlaylistSettings;
import io.millrace.wire.RecordCoder;
import io.millrace.wire.RejectedInput;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input that crashes a demuxer of FFmpeg, in the whole walk; the job must not even restart. */
class PoisonedInputTest {
  private static final int CHUNK_BYTES = 32 << 10;

  @TempDir Path directory;

  private byte[] nut() throws Exception {
    return MadeMedia.make(directory, "nut", "320x180", List.of("eng"), "-c:a", "mp2");
  }

  @Test
  void isRejectedWithPlaceAndReasonAndNoOtherStreamSeesIt() throws Exception {
    byte[] file = nut();
    byte[] poisoned = CrashingPassWorker.poisoned(file, file.length / 2);
    Publisher good = new Publisher("good", 1, file, CHUNK_BYTES);
    Publisher poison = new Publisher("poison", 1, poisoned, CHUNK_BYTES);
    Path alone = directory.resolve("alone");
    LibraryAlone.publish(good, alone, PlaylistSettings.event(), Ladder.SOURCE);
    LivePath.Workers workers = new LivePath.Workers(null, CrashingPassWorker.class);
    try (LivePath path = LivePath.start(directory, 2, workers)) {
      path.topics().send("ingest", poison);
      path.topics().send("ingest", good);
      // What was read of the poisoned stream is published, and it ends as its publisher says.
      path.awaitEnds(2);
      assertThat(LivePath.objects(path.store().resolve("good")))
          .isEqualTo(LivePath.objects(alone.resolve("good")));
      assertThat(path.store().resolve("poison/video/00000000.m4s")).isNotEmptyFile();
      int records = (poisoned.length + CHUNK_BYTES - 1) / CHUNK_BYTES;
      int first = poisoned.length / 2 / CHUNK_BYTES;
      List<RejectedInput> rejected = rejected(path, records - first - 1);
      assertThat(rejected).extracting(RejectedInput::getStream).containsOnly("poison");
      assertThat(rejected.get(0).getReason())
          .startsWith(
              "Cannot read input by FFmpeg: given up after 2 attempts: crash: SIGSEGV in C"
                  + "  [libavutil.so");
      assertThat(rejected.get(0).getByteOffset()).isBetween(1L, (long) poisoned.length / 2);
      assertThat(rejected.subList(1, rejected.size()))
          .allSatisfy(each -> assertThat(each.getReason()).startsWith("session cannot be read: "));
      // Each record once: nothing was read again.
      assertThat(rejected).extracting(RejectedInput::getOffset).doesNotHaveDuplicates();
    }
  }

  private static List<RejectedInput> rejected(LivePath path, int least) {
    return path.topics()
        .readUntil("rejected", RecordCoder.rejectedInputs(), all -> all.size() >= least);
  }
}
