package io.millrace.job.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.cmaf.PackagedTrack;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.IngestSettings;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.Payload;
import io.millrace.media.PixelAspect;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.playlist.StoredSegment;
import io.millrace.playlist.StoredTrack;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.segment.EncoderInput;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import io.millrace.wire.StreamEventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormsTest {
  /**
   * Every version ever written, one file each. {@code -Dgolden.update=true} adds a missing one; one
   * that was released is never written again.
   */
  private static final Path FIXTURES = Path.of("src/test/resources/forms");

  private static final Position POSITION = new Position("ingest", 3, 1234567890123L);
  private static final long TIME = 1_700_000_000_123L;

  private static final TrackFormat.Video VIDEO =
      new TrackFormat.Video(
          Codec.H264,
          "avc1.64001f",
          payload("0164001f"),
          "und",
          1280,
          720,
          PixelAspect.SQUARE,
          Colour.UNSPECIFIED,
          Hdr.UNKNOWN,
          0,
          new FrameRate(30000, 1001));

  private static final TrackFormat.Audio AUDIO =
      new TrackFormat.Audio(
          Codec.AAC, "mp4a.40.2", payload("1190"), "eng", 48000, 2, 1024, payload("211004608c1c"));

  private static final StoredSegment STORED =
      new StoredSegment(
          "cam-1",
          42,
          true,
          TIME,
          3,
          List.of(
              new StoredTrack(
                  "video",
                  "VIDEO",
                  "avc1.64001f",
                  "und",
                  1280,
                  720,
                  30000,
                  1001,
                  0,
                  0,
                  "init-1f2e3d4c5b6a.mp4",
                  "00000042.m4s",
                  30000,
                  2522520,
                  60060,
                  123456,
                  true)),
          false);

  private static Payload payload(String hex) {
    return Payload.of(HexFormat.of().parseHex(hex));
  }

  /** One value of each form. */
  private static Map<Form<?>, Object> values() {
    Map<Form<?>, Object> values = new LinkedHashMap<>();
    values.put(Forms.RAW_RECORD, new RawRecord(POSITION, payload("63"), payload("c301")));
    values.put(
        Forms.ARRIVAL,
        new Arrival("cam-1", 7, 3, TIME, IngestInput.Kind.CHUNK, payload("0102ff"), POSITION));
    values.put(Forms.REJECTION, new Rejection("cam-1", POSITION, 77, "no bytes", payload("0102")));
    values.put(Forms.EVENT, new Event("cam-1", StreamEventKind.LOSS, 9, TIME, "a gap"));
    values.put(Forms.SEGMENT_UNIT, unit());
    values.put(Forms.PACKAGED_SEGMENT, packaged());
    values.put(Forms.STORE_OUTCOME, StoreOutcome.stored(STORED));
    values.put(
        Forms.PUBLICATION,
        new Publication(
            "cam-1",
            42,
            TIME,
            List.of(
                new PlaylistUpdate(
                    "cam-1",
                    "cam-1/main.m3u8",
                    "#EXTM3U\n",
                    33,
                    43,
                    true,
                    List.of("a", "b"),
                    40))));
    values.put(Forms.INGEST_STATE, ingestState());
    values.put(Forms.PLAYLIST_STATE, playlistState());
    return values;
  }

  private static SegmentUnit unit() {
    return new SegmentUnit(
        "cam-1",
        42,
        true,
        SegmentUnit.NO_DATE,
        3,
        List.of(
            new TrackSegment(
                "video",
                VIDEO,
                new Timescale(30000),
                2522520,
                List.of(
                    new Sample(1001, 2002, true, payload("0000000165")),
                    new Sample(1001, -1001, false, payload("0000000141")))),
            new TrackSegment(
                "audio",
                AUDIO,
                new Timescale(48000),
                4036608,
                List.of(new Sample(1024, 0, true, payload("2110"))),
                new EncoderInput(
                    List.of(new Sample(1024, 0, true, payload("2111"))),
                    List.of(new Sample(1024, 0, true, payload("2112"))),
                    4035584,
                    4037632,
                    false))),
        false);
  }

  private static PackagedSegment packaged() {
    return new PackagedSegment(
        "cam-1",
        42,
        false,
        TIME,
        3,
        List.of(
            new PackagedTrack(
                "video",
                VIDEO,
                new Timescale(30000),
                2522520,
                2002,
                "1f2e3d4c5b6a",
                payload("66747970"),
                payload("73747970"),
                List.of(payload("0000000165"), payload("0000000141")),
                true)),
        true);
  }

  private static IngestState ingestState() {
    IngestState state =
        IngestState.start("cam-1", IngestSettings.of(new SegmentSettings(2000, 0, 3000)));
    state.ingest().accept(IngestInput.chunk(7, 0, TIME, payload("474000")), new Deaf());
    return state;
  }

  private static PlaylistState playlistState() {
    PlaylistState state = PlaylistState.start("cam-1", PlaylistSettings.live(8));
    StoredSegment first = new StoredSegment("cam-1", 0, false, TIME, 3, STORED.tracks(), false);
    assertThat(state.playlists().accept(first)).isNotEmpty();
    return state;
  }

  /** Nobody listens. */
  private static final class Deaf implements IngestOutput {
    @Override
    public void onSegment(SegmentUnit unit) {}

    @Override
    public void onRejected(IngestInput record, long byteOffset, String reason) {}

    @Override
    public void onLoss(long byteOffset, String reason) {}

    @Override
    public void onEvent(SegmentEvent event, int count, String detail) {}
  }

  private static Stream<Form<?>> forms() {
    return values().keySet().stream();
  }

  @SuppressWarnings("unchecked")
  private static <T> T value(Form<T> form) {
    return (T) Objects.requireNonNull(values().get(form));
  }

  private static <T> byte[] bytes(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return out.getCopyOfBuffer();
  }

  @Test
  void everyFormHasAValueHere() {
    assertThat(forms()).containsExactlyInAnyOrderElementsOf(Forms.all());
  }

  @ParameterizedTest
  @MethodSource("forms")
  <T> void givesBackWhatWasWritten(Form<T> form) throws Exception {
    TypeSerializer<T> serializer = form.serializer();
    byte[] written = bytes(serializer, value(form));
    DataInputDeserializer in = new DataInputDeserializer(written);
    T read = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    assertThat(bytes(serializer, read)).isEqualTo(written);
    if (serializer.isImmutableType()) {
      assertThat(read).isEqualTo(value(form));
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  <T> void sharesWhatNeverChangesAndCopiesLiveState(Form<T> form) throws Exception {
    TypeSerializer<T> serializer = form.serializer();
    T value = value(form);
    T copy = serializer.copy(value);
    if (serializer.isImmutableType()) {
      assertThat(copy).isSameAs(value);
    } else {
      assertThat(copy).isNotSameAs(value);
      assertThat(bytes(serializer, copy)).isEqualTo(bytes(serializer, value));
    }
  }

  @Test
  void aCopyOfLiveStateDoesNotSeeLaterChanges() throws Exception {
    TypeSerializer<IngestState> serializer = Forms.INGEST_STATE.serializer();
    IngestState original = ingestState();
    IngestState copy = serializer.copy(original);
    byte[] before = bytes(serializer, original);
    copy.ingest().accept(IngestInput.chunk(7, 1, TIME, payload("1122334455")), new Deaf());
    assertThat(bytes(serializer, original)).isEqualTo(before);
    assertThat(bytes(serializer, copy)).isNotEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("forms")
  <T> void isFoundAgainFromASnapshot(Form<T> form) throws Exception {
    TypeSerializerSnapshot<T> snapshot = form.serializer().snapshotConfiguration();
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
    TypeSerializerSnapshot<T> read =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
    assertThat(read.restoreSerializer()).isEqualTo(form.serializer());
    assertThat(snapshot.resolveSchemaCompatibility(read).isCompatibleAsIs()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("forms")
  <T> void isSerializedWithoutKryo(Form<T> form) throws Exception {
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);
    TypeSerializer<T> serializer =
        InstantiationUtil.clone(form.typeInformation()).createSerializer(config);
    assertThat(InstantiationUtil.clone(serializer)).isEqualTo(form.serializer());
    assertThat(form.typeInformation()).isEqualTo(InstantiationUtil.clone(form.typeInformation()));
  }

  @ParameterizedTest
  @MethodSource("forms")
  <T> void refusesAnUnknownVersionByName(Form<T> form) throws Exception {
    byte[] written = bytes(form.serializer(), value(form));
    written[0] = 99;
    assertThatThrownBy(() -> form.serializer().deserialize(new DataInputDeserializer(written)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot read saved %s: version 99, newest known is %d", form.name(), form.version());
  }

  @ParameterizedTest
  @MethodSource("forms")
  <T> void readsEveryVersionEverWritten(Form<T> form) throws Exception {
    for (int version = 1; version <= form.version(); version++) {
      Path file = FIXTURES.resolve("%s.v%d.hex".formatted(form.name(), version));
      if (!Files.exists(file) && Boolean.getBoolean("golden.update")) {
        Files.createDirectories(FIXTURES);
        Files.writeString(
            file, HexFormat.of().formatHex(bytes(form.serializer(), value(form))) + "\n");
      }
      byte[] old = HexFormat.of().parseHex(Files.readString(file).strip());
      DataInputDeserializer in = new DataInputDeserializer(old);
      T read = form.serializer().deserialize(in);
      assertThat(in.available()).isZero();
      assertThat(bytes(form.serializer(), read)).isEqualTo(bytes(form.serializer(), value(form)));
    }
  }

  @Test
  void aRejectionKeepsOnlyTheHeadOfARecord() {
    Rejection rejection =
        new Rejection("", POSITION, -1, "x".repeat(5000), Payload.of(new byte[1 << 20]));
    assertThat(rejection.head().array()).hasSize(Rejection.HEAD_BYTES);
    assertThat(rejection.reason()).hasSize(1000);
  }

  @Test
  void everySegmentEventIsAnEventOfTheTopic() {
    for (SegmentEvent event : SegmentEvent.values()) {
      assertThat(StreamEventKind.valueOf(event.name())).hasToString(event.name());
    }
  }
}
