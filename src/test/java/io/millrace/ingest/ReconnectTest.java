package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.segment.SegmentUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A publisher whose connection is cut, and that begins another session: where it goes on without a
 * loss the segments are those of one session, byte for byte.
 */
class ReconnectTest {
  private static final Path MEDIA = Path.of("../shared/media");
  private static final String TRAIN = "derived/dev/train_h264_aac_ffmpeg_live.mkv";
  private static final String WRAPPING = "derived/dev/train_h264_aac_ptswrap.ts";
  private static final String SOUND = "shaka-project+shaka-player/test/test/assets/audio.ts";
  private static final String FOREMAN = "derived/dev/foreman_hevc_mkvmerge.mkv";

  /** Where the clusters of {@link #TRAIN} start that start with a sync sample. */
  private static final int[] CLUSTERS = {761, 247_001, 558_972, 848_866, 1_122_986};

  private static final int PACKET_BYTES = 188;
  private static final int CHUNK_BYTES = 16 << 10;
  private static final long LATER = Records.TIME + 5_000;

  private byte[] train = {};

  @BeforeEach
  void read() throws IOException {
    train = media(TRAIN);
  }

  private static byte[] media(String name) throws IOException {
    Path file = MEDIA.resolve(name);
    assumeTrue(Files.exists(file), file + " is not here");
    return Files.readAllBytes(file);
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  /** What a publisher of {@link #TRAIN} sends that connects before cluster {@code index}. */
  private byte[] from(int index) {
    byte[] head = Arrays.copyOf(train, CLUSTERS[0]);
    return joined(head, Arrays.copyOfRange(train, CLUSTERS[index], train.length));
  }

  /** Sessions one after the other, each cut off but for the last; each begins at its time. */
  private static List<IngestInput> sessions(long[] times, byte[]... bytes) {
    List<IngestInput> all = new ArrayList<>();
    for (int i = 0; i < bytes.length; i++) {
      all.addAll(Records.session(i + 1, times[i], bytes[i], CHUNK_BYTES));
    }
    all.add(Records.end(all));
    return all;
  }

  private static List<IngestInput> sessions(byte[] first, byte[] second) {
    return sessions(new long[] {Records.TIME, LATER}, first, second);
  }

  private static RecordedIngest take(List<IngestInput> records) {
    return Records.take(records, IngestSettings.DEFAULT);
  }

  private static List<SegmentUnit> whole(byte[] bytes) {
    return take(sessions(new long[] {Records.TIME}, bytes)).units;
  }

  /** One discontinuity, numbers without a hole, and decode times that join. */
  private static void assertOneBreak(RecordedIngest out) {
    assertThat(Records.breaks(out)).isEqualTo(1);
    assertJoined(out);
  }

  private static void assertJoined(RecordedIngest out) {
    for (int track = 0; track < out.units.get(0).tracks().size(); track++) {
      long expected = out.units.get(0).tracks().get(track).baseMediaDecodeTime();
      for (int i = 0; i < out.units.size(); i++) {
        var part = out.units.get(i).tracks().get(track);
        assertThat(out.units.get(i).number()).isEqualTo(i);
        assertThat(part.baseMediaDecodeTime()).isEqualTo(expected);
        expected += part.duration();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void goesOnAtTheNextSyncSample(int index) {
    byte[] first = Arrays.copyOf(train, CLUSTERS[index]);
    RecordedIngest out = take(sessions(first, from(index)));
    assertThat(out.units).isEqualTo(whole(train));
    assertThat(out.losses).isEmpty();
    assertThat(out.rejected).isEmpty();
  }

  /** Cut anywhere, and sent again from one of the last sync samples on. */
  @ParameterizedTest
  @CsvSource({"1,3", "2,3", "3,4", "4,4", "5,2", "6,2", "7,3", "8,1"})
  void dropsWhatComesOverAgainWhereverItIsCutAndRestored(long seed, int index) {
    Random random = new Random(seed);
    int end = index + 1 < CLUSTERS.length ? CLUSTERS[index + 1] : train.length;
    int cut = CLUSTERS[index] + 1 + random.nextInt(end - CLUSTERS[index] - 1);
    int again = Math.max(0, index - random.nextInt(2));
    List<IngestInput> records = sessions(Arrays.copyOf(train, cut), from(again));
    RecordedIngest out = Records.takeRestored(records, IngestSettings.DEFAULT, random);
    assertThat(out.units).as("cut at %d, again from %d", cut, again).isEqualTo(whole(train));
    assertThat(out.losses).isEmpty();
  }

  @Test
  void goesOnOverSeveralSessionsOfWhichOneTellsNothing() {
    byte[] head = Arrays.copyOf(train, CLUSTERS[0]);
    long[] times = {Records.TIME, LATER, LATER + 3_000, LATER + 6_000};
    List<IngestInput> records =
        sessions(
            times,
            Arrays.copyOf(train, CLUSTERS[1] + 50_000),
            head,
            Arrays.copyOf(from(1), 400_000),
            from(2));
    assertThat(take(records).units).isEqualTo(whole(train));
  }

  /** The publisher's clock has wrapped, and the new session does not know of it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void goesOnInATransportStream(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] ts = media(WRAPPING);
    List<Integer> syncs = syncs(ts);
    assertThat(syncs).hasSize(5);
    int index = 1 + random.nextInt(4);
    int end = index + 1 < syncs.size() ? syncs.get(index + 1) : ts.length;
    int cut = syncs.get(index) + 60_000 + random.nextInt(end - syncs.get(index) - 60_000);
    byte[] tables = Arrays.copyOf(ts, 3 * PACKET_BYTES);
    int again = syncs.get(index - random.nextInt(2));
    byte[] second = joined(tables, Arrays.copyOfRange(ts, again, ts.length));
    List<IngestInput> records = sessions(Arrays.copyOf(ts, cut), second);
    RecordedIngest out = Records.takeRestored(records, IngestSettings.DEFAULT, random);
    assertThat(Records.breaks(out)).as("cut at %d, again from %d", cut, again).isZero();
    assertThat(out.units).isEqualTo(whole(ts));
  }

  /** Where packets with the first bytes of a sync sample start. */
  private static List<Integer> syncs(byte[] ts) {
    List<Integer> found = new ArrayList<>();
    for (int at = 0; at < ts.length; at += PACKET_BYTES) {
      boolean video = ((ts[at + 1] & 0x1f) << 8 | ts[at + 2] & 0xff) == 0x100;
      boolean start = (ts[at + 1] & 0x40) != 0;
      boolean randomAccess = (ts[at + 3] & 0x20) != 0 && ts[at + 4] > 0 && (ts[at + 5] & 0x40) != 0;
      if (video && start && randomAccess) {
        found.add(at);
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void soundAloneGoesOn(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] ts = media(SOUND);
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; at < ts.length; at += PACKET_BYTES) {
      if (((ts[at + 1] & 0x1f) << 8 | ts[at + 2] & 0xff) == 0x50 && (ts[at + 1] & 0x40) != 0) {
        starts.add(at);
      }
    }
    int index = starts.size() / 4 + random.nextInt(starts.size() / 2);
    int again = starts.get(index - random.nextInt(3));
    byte[] tables = Arrays.copyOf(ts, starts.get(0));
    byte[] second = joined(tables, Arrays.copyOfRange(ts, again, ts.length));
    List<IngestInput> records = sessions(Arrays.copyOf(ts, starts.get(index)), second);
    RecordedIngest out = Records.takeRestored(records, IngestSettings.DEFAULT, random);
    assertThat(out.units).isEqualTo(whole(ts)).hasSizeGreaterThan(1);
  }

  @Test
  void aSessionThatComesTooLateBreaks() {
    byte[] first = Arrays.copyOf(train, CLUSTERS[2]);
    long last = Records.TIME + (first.length / CHUNK_BYTES) * Records.MILLIS_PER_RECORD;
    long[] soon = {Records.TIME, last + 10_000};
    assertThat(Records.breaks(take(sessions(soon, first, from(2))))).isZero();
    long[] late = {Records.TIME, last + 10_001};
    assertOneBreak(take(sessions(late, first, from(2))));
    IngestSettings never = IngestSettings.DEFAULT.with(new SessionSettings(16, 8 << 20, 2_000, 0));
    assertOneBreak(Records.take(sessions(soon, first, from(2)), never));
  }

  @Test
  void aHoleBreaks() {
    assertOneBreak(take(sessions(Arrays.copyOf(train, CLUSTERS[2]), from(3))));
    assertOneBreak(take(sessions(Arrays.copyOf(train, CLUSTERS[2] - 20_000), from(2))));
  }

  @Test
  void aClockThatStartsAgainBreaks() {
    byte[] first = Arrays.copyOfRange(joined(from(2), new byte[0]), 0, 500_000);
    RecordedIngest out = take(sessions(first, train));
    assertOneBreak(out);
    assertThat(out.units.stream().mapToInt(unit -> unit.tracks().get(0).samples().size()).sum())
        .isGreaterThan(300);
  }

  @Test
  void anotherFormatBreaks() throws IOException {
    RecordedIngest out = take(sessions(Arrays.copyOf(train, CLUSTERS[2]), media(FOREMAN)));
    assertThat(Records.breaks(out)).isEqualTo(1);
  }

  @Test
  void aSessionThatBeginsInTheMiddleOfAGopBreaks() throws IOException {
    byte[] ts = media(WRAPPING);
    int cut = 3000 * PACKET_BYTES;
    byte[] second =
        joined(Arrays.copyOf(ts, 3 * PACKET_BYTES), Arrays.copyOfRange(ts, cut, ts.length));
    RecordedIngest out = take(sessions(Arrays.copyOf(ts, cut), second));
    assertOneBreak(out);
  }

  @Test
  void aPictureThatIsCutOffIsNotPublished() throws IOException {
    byte[] ts = media(WRAPPING);
    int cut = syncs(ts).get(2) + 20 * PACKET_BYTES; // within its first picture
    RecordedIngest out = take(sessions(Arrays.copyOf(ts, cut), train));
    assertOneBreak(out);
    List<SegmentUnit> whole = whole(ts);
    for (int i = 0; i < 2; i++) {
      assertThat(out.units.get(i).tracks().get(0)).isEqualTo(whole.get(i).tracks().get(0));
    }
    assertThat(out.units.get(2).discontinuity()).isTrue();
    assertThat(out.units).hasSize(2 + 5);
  }
}
