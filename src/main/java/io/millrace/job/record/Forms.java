package io.millrace.job.record;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.ingest.IngestInput;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.segment.SavedSegmentUnit;
import io.millrace.segment.SegmentUnit;
import io.millrace.wire.StreamEventKind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The form of every type that crosses an operator boundary or is kept in state. */
public final class Forms {
  public static final Form<RawRecord> RAW_RECORD =
      new Form<>(
          "raw-record",
          RawRecord.class,
          Form.Change.NEVER,
          1,
          Forms::writeRawRecord,
          (in, version) -> readRawRecord(in));

  public static final Form<Arrival> ARRIVAL =
      new Form<>(
          "arrival",
          Arrival.class,
          Form.Change.NEVER,
          1,
          Forms::writeArrival,
          (in, version) -> readArrival(in));

  public static final Form<Rejection> REJECTION =
      new Form<>(
          "rejection",
          Rejection.class,
          Form.Change.NEVER,
          1,
          Forms::writeRejection,
          (in, version) -> readRejection(in));

  public static final Form<Event> EVENT =
      new Form<>(
          "event",
          Event.class,
          Form.Change.NEVER,
          1,
          Forms::writeEvent,
          (in, version) -> readEvent(in));

  public static final Form<SegmentUnit> SEGMENT_UNIT =
      new Form<>(
          "segment-unit",
          SegmentUnit.class,
          Form.Change.NEVER,
          1,
          (unit, out) -> SavedSegmentUnit.write(out, unit),
          (in, version) -> SavedSegmentUnit.read(in));

  public static final Form<PackagedSegment> PACKAGED_SEGMENT =
      new Form<>(
          "packaged-segment",
          PackagedSegment.class,
          Form.Change.NEVER,
          1,
          SegmentForms::writePackaged,
          (in, version) -> SegmentForms.readPackaged(in));

  public static final Form<StoreOutcome> STORE_OUTCOME =
      new Form<>(
          "store-outcome",
          StoreOutcome.class,
          Form.Change.NEVER,
          1,
          PublishForms::writeOutcome,
          (in, version) -> PublishForms.readOutcome(in));

  public static final Form<Publication> PUBLICATION =
      new Form<>(
          "publication",
          Publication.class,
          Form.Change.NEVER,
          1,
          PublishForms::writePublication,
          (in, version) -> PublishForms.readPublication(in));

  public static final Form<IngestState> INGEST_STATE =
      new Form<>(
          "ingest-state",
          IngestState.class,
          Form.Change.LIVE,
          1,
          StateForms::writeIngest,
          (in, version) -> StateForms.readIngest(in));

  public static final Form<PlaylistState> PLAYLIST_STATE =
      new Form<>(
          "playlist-state",
          PlaylistState.class,
          Form.Change.LIVE,
          1,
          StateForms::writePlaylists,
          (in, version) -> StateForms.readPlaylists(in));

  private static final Map<String, Form<?>> BY_NAME =
      Stream.of(
              RAW_RECORD,
              ARRIVAL,
              REJECTION,
              EVENT,
              SEGMENT_UNIT,
              PACKAGED_SEGMENT,
              STORE_OUTCOME,
              PUBLICATION,
              INGEST_STATE,
              PLAYLIST_STATE)
          .collect(Collectors.toMap(Form::name, Function.identity()));

  private Forms() {}

  /** Every form there is. */
  static Collection<Form<?>> all() {
    return BY_NAME.values();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // a name stands for one type
  static <T> Form<T> named(String name) throws IOException {
    Form<?> form = BY_NAME.get(name);
    if (form == null) {
      throw new IOException("Cannot read saved state: unknown form " + name);
    }
    return (Form<T>) form;
  }

  private static void writePosition(Position position, DataOutput out) throws IOException {
    out.writeUTF(position.topic());
    out.writeInt(position.partition());
    out.writeLong(position.offset());
  }

  private static Position readPosition(DataInput in) throws IOException {
    return new Position(in.readUTF(), in.readInt(), in.readLong());
  }

  private static void writeRawRecord(RawRecord record, DataOutput out) throws IOException {
    writePosition(record.position(), out);
    SavedMedia.writePayload(out, record.key());
    SavedMedia.writePayload(out, record.value());
  }

  private static RawRecord readRawRecord(DataInput in) throws IOException {
    return new RawRecord(readPosition(in), SavedMedia.readPayload(in), SavedMedia.readPayload(in));
  }

  private static void writeArrival(Arrival arrival, DataOutput out) throws IOException {
    out.writeUTF(arrival.stream());
    out.writeLong(arrival.session());
    out.writeLong(arrival.sequence());
    out.writeLong(arrival.ingestTime());
    out.writeUTF(arrival.kind().name());
    SavedMedia.writePayload(out, arrival.data());
    writePosition(arrival.position(), out);
  }

  private static Arrival readArrival(DataInput in) throws IOException {
    return new Arrival(
        in.readUTF(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        SavedMedia.named(IngestInput.Kind.values(), in.readUTF(), "arrival kind"),
        SavedMedia.readPayload(in),
        readPosition(in));
  }

  private static void writeRejection(Rejection rejection, DataOutput out) throws IOException {
    out.writeUTF(rejection.stream());
    writePosition(rejection.position(), out);
    out.writeLong(rejection.byteOffset());
    out.writeUTF(rejection.reason());
    SavedMedia.writePayload(out, rejection.head());
  }

  private static Rejection readRejection(DataInput in) throws IOException {
    String stream = in.readUTF();
    Position position = readPosition(in);
    long byteOffset = in.readLong();
    String reason = in.readUTF();
    Payload head = SavedMedia.readPayload(in);
    return new Rejection(stream, position, byteOffset, reason, head);
  }

  private static void writeEvent(Event event, DataOutput out) throws IOException {
    out.writeUTF(event.stream());
    out.writeUTF(event.kind().name());
    out.writeLong(event.segment());
    out.writeLong(event.programDateTime());
    out.writeUTF(event.detail());
  }

  private static Event readEvent(DataInput in) throws IOException {
    return new Event(
        in.readUTF(),
        SavedMedia.named(StreamEventKind.values(), in.readUTF(), "stream event kind"),
        in.readLong(),
        in.readLong(),
        in.readUTF());
  }
}
