package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.media.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that come out of order, doubled, or not at all. */
class ReorderingTest {
  private static final Path FILE =
      Path.of("../shared/media/derived/dev/train_h264_aac_ffmpeg_live.mkv");

  private List<IngestInput> records = List.of();
  private RecordedIngest inOrder = new RecordedIngest();

  @BeforeEach
  void read() throws IOException {
    assumeTrue(Files.exists(FILE), FILE + " is not here");
    records = Records.session(1, Records.TIME, Files.readAllBytes(FILE), 16 << 10);
    records.add(Records.end(records));
    inOrder = take(records);
    assertThat(inOrder.units).hasSize(5);
    assertThat(inOrder.losses).isEmpty();
  }

  private static IngestSettings settings(int window, int bytes, int millis) {
    return IngestSettings.DEFAULT.with(new SessionSettings(window, bytes, millis, 10_000));
  }

  private static RecordedIngest take(List<IngestInput> records) {
    return Records.take(records, IngestSettings.DEFAULT);
  }

  private static RecordedIngest take(List<IngestInput> records, IngestSettings settings) {
    return Records.take(records, settings);
  }

  /** All but END in another order: none stands more than {@code reach} places from its own. */
  private List<IngestInput> shuffled(Random random, int reach) {
    List<IngestInput> all = new ArrayList<>(records.subList(0, records.size() - 1));
    for (int from = 0; from < all.size(); from += reach) {
      Collections.shuffle(all.subList(from, Math.min(all.size(), from + reach)), random);
    }
    all.add(records.get(records.size() - 1));
    return all;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void orderWithinTheWindowChangesNothingWhereverItIsRestored(long seed) {
    Random random = new Random(seed);
    List<IngestInput> mixed = new ArrayList<>();
    for (IngestInput record : shuffled(random, 2 + random.nextInt(15))) {
      for (int copies = random.nextInt(5) == 0 ? 2 : 1; copies > 0; copies--) {
        mixed.add(record);
      }
    }
    assertThat(mixed).isNotEqualTo(records);
    RecordedIngest out = Records.takeRestored(mixed, IngestSettings.DEFAULT, random);
    // Behind END the records that came twice are refused.
    out.rejected.clear();
    Records.assertSame(out, inOrder);
  }

  @Test
  void countsWhatCameTwiceWhetherItIsTakenOrStillHeld() {
    StreamIngest stream = new StreamIngest("cam-1", IngestSettings.DEFAULT);
    for (int index : new int[] {0, 0, 2, 2, 3, 2, 1, 1, 3}) {
      stream.accept(records.get(index), new RecordedIngest());
    }
    assertThat(stream.duplicates()).isEqualTo(5);
  }

  private List<IngestInput> without(int index) {
    List<IngestInput> rest = new ArrayList<>(records);
    rest.remove(index);
    return rest;
  }

  /** Takes records up to {@code count} and says how many losses were told. */
  private static int losses(List<IngestInput> records, int count, IngestSettings settings) {
    RecordedIngest out = new RecordedIngest();
    StreamIngest stream = new StreamIngest("cam-1", settings);
    records.subList(0, count).forEach(record -> stream.accept(record, out));
    return out.losses.size();
  }

  @Test
  void whatDoesNotComeWithinTheWindowIsLost() {
    List<IngestInput> lossy = without(30);
    IngestSettings window = settings(4, 8 << 20, 60_000);
    assertThat(losses(lossy, 34, window)).isZero();
    assertThat(losses(lossy, 35, window)).isPositive();
    Records.assertSame(take(lossy, window), take(lossy, settings(0, 0, 0)));
    assertThat(take(lossy, window).losses.get(0))
        .isEqualTo("records 30 to 30 of session 1 are missing");
  }

  @Test
  void theWindowIsBoundedInBytes() {
    List<IngestInput> lossy = without(30);
    IngestSettings window = settings(100, 3 * (16 << 10), 60_000);
    assertThat(losses(lossy, 33, window)).isZero();
    assertThat(losses(lossy, 34, window)).isPositive();
    Records.assertSame(take(lossy, window), take(lossy, settings(0, 0, 0)));
  }

  @Test
  void theWindowIsBoundedByIngestTimes() {
    List<IngestInput> lossy = without(30);
    IngestSettings window = settings(100, 8 << 20, 5 * Records.MILLIS_PER_RECORD);
    assertThat(losses(lossy, 36, window)).isZero();
    assertThat(losses(lossy, 37, window)).isPositive();
    Records.assertSame(take(lossy, window), take(lossy, settings(0, 0, 0)));
  }

  @Test
  void severalHolesAreToldOneByOneInOrder() {
    List<IngestInput> lossy = new ArrayList<>(records);
    lossy.removeAll(List.of(records.get(30), records.get(33), records.get(34)));
    RecordedIngest out = take(lossy);
    assertThat(out.losses)
        .contains(
            "records 30 to 30 of session 1 are missing",
            "records 33 to 34 of session 1 are missing");
    Records.assertSame(out, take(lossy, settings(0, 0, 0)));
  }

  @Test
  void withoutAWindowEveryHoleIsALossAtOnce() {
    List<IngestInput> swapped = new ArrayList<>(records);
    Collections.swap(swapped, 30, 31);
    RecordedIngest out = take(swapped, settings(0, 8 << 20, 60_000));
    assertThat(out.losses.get(0)).isEqualTo("records 30 to 30 of session 1 are missing");
    Records.assertSame(out, take(without(30), settings(0, 8 << 20, 60_000)));
  }

  @Test
  void endIsNotWaitedFor() {
    int last = records.size() - 1;
    List<IngestInput> swapped = new ArrayList<>(records);
    Collections.swap(swapped, last - 1, last);
    RecordedIngest out = take(swapped);
    assertThat(out.losses.get(0))
        .isEqualTo("records %d to %d of session 1 are missing".formatted(last - 1, last - 1));
    assertThat(out.units.get(out.units.size() - 1).end()).isTrue();
    assertThat(out.rejected).containsExactly("stream has ended; publish under another stream id");
  }

  @Test
  void aTakeOverTakesWhatIsHeld() {
    List<IngestInput> cut = new ArrayList<>(records.subList(0, 40));
    cut.remove(38);
    List<IngestInput> next = Records.session(2, Records.TIME + 60_000, bytes(), 16 << 10);
    cut.addAll(next);
    cut.add(Records.end(next));
    RecordedIngest out = take(cut);
    assertThat(out.losses).contains("records 38 to 38 of session 1 are missing");
    Records.assertSame(out, take(cut, settings(0, 0, 0)));
    assertThat(Records.breaks(out)).isEqualTo(1);
  }

  private byte[] bytes() {
    return Payload.concat(records.stream().map(IngestInput::data).toList()).toByteArray();
  }

  @Test
  void aSessionMayBeginWithItsSecondRecord() {
    List<IngestInput> swapped = new ArrayList<>(records);
    Collections.swap(swapped, 0, 1);
    RecordedIngest out = take(swapped);
    Records.assertSame(out, inOrder);
  }

  @Test
  void aSessionThatIsJoinedLateBeginsThere() {
    List<IngestInput> late = new ArrayList<>();
    for (IngestInput record : records) {
      late.add(
          new IngestInput(
              1,
              record.sequence() + 5000,
              record.ingestTime(),
              record.kind(),
              record.data(),
              0,
              0));
    }
    Records.assertSame(take(late), inOrder);
  }
}
