package io.millrace.job.operator;

import io.millrace.demux.libav.PassProcess;
import io.millrace.ingest.IngestInput;
import io.millrace.ingest.IngestOutput;
import io.millrace.ingest.StreamAccount;
import io.millrace.ingest.StreamIngest;
import io.millrace.job.config.JobSettings;
import io.millrace.job.record.Arrival;
import io.millrace.job.record.Event;
import io.millrace.job.record.Forms;
import io.millrace.job.record.IngestState;
import io.millrace.job.record.Position;
import io.millrace.job.record.Rejection;
import io.millrace.media.Ladder;
import io.millrace.segment.SegmentEvent;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.EncodedTracks;
import io.millrace.wire.StreamEventKind;
import io.millrace.worker.WorkerProgram;
import java.util.Locale;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of a stream to segments: those that need an encoder go to {@link Outputs#TO_ENCODE}, the
 * others straight on. The state is a live object on the heap; it is written down only while a
 * checkpoint is.
 */
public final class IngestFunction extends KeyedProcessFunction<String, Arrival, SegmentUnit> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(IngestFunction.class);
  private static final ValueStateDescriptor<IngestState> INGEST =
      new ValueStateDescriptor<>("ingest", Forms.INGEST_STATE.serializer());

  private final JobSettings settings;
  private final WorkerProgram workers;
  private transient Ladder ladder;
  private transient PassProcess passes;
  private transient ValueState<IngestState> ingest;
  private transient StreamMetrics metrics;
  private transient RejectionLog rejections;
  private transient PoisonRecords poison;

  /**
   * For streams of any container.
   *
   * @param workers in which FFmpeg's demuxers run
   */
  public IngestFunction(JobSettings settings, WorkerProgram workers) {
    this.settings = settings;
    this.workers = workers;
  }

  @Override
  public void open(OpenContext context) {
    ladder = settings.ladder();
    ingest = getRuntimeContext().getState(INGEST);
    passes = new PassProcess(workers);
    getRuntimeContext().getMetricGroup().gauge("workerRestarts", (Gauge<Long>) passes::restarts);
    metrics = new StreamMetrics(getRuntimeContext().getMetricGroup(), settings.maxMetricStreams());
    rejections = new RejectionLog();
    poison = new PoisonRecords(getRuntimeContext().getJobInfo().getJobId());
  }

  @Override
  public void close() {
    if (passes != null) {
      passes.close();
    }
  }

  @Override
  public void processElement(Arrival arrival, Context context, Collector<SegmentUnit> out)
      throws Exception {
    IngestState state = ingest.value();
    if (state == null) {
      state = IngestState.start(arrival.stream(), settings.ingestSettings());
    }
    StreamMetrics.OneStream stream = metrics.of(arrival.stream());
    stream.count("bytesIn", arrival.data().length());
    Output output = new Output(arrival, stream, context, out);
    if (poison.isGivenUp(arrival.position())) {
      output.onRejected(
          arrival.input(), Rejection.WHOLE_RECORD, "memory ran out twice while it was read");
      return;
    }
    state.ingest().readBy(passes.of(arrival.stream()));
    try {
      state.ingest().accept(arrival.input(), output);
    } catch (OutOfMemoryError e) {
      poison.failed(arrival.position());
      throw e;
    }
    output.account(state.ingest());
    ingest.update(state);
  }

  /** Where the segments of the record in hand go, and what is said about it. */
  private final class Output implements IngestOutput {
    private final Arrival arrival;
    private final StreamMetrics.OneStream metrics;
    private final KeyedProcessFunction<String, Arrival, SegmentUnit>.Context context;
    private final Collector<SegmentUnit> out;
    private boolean segments;

    Output(
        Arrival arrival,
        StreamMetrics.OneStream metrics,
        KeyedProcessFunction<String, Arrival, SegmentUnit>.Context context,
        Collector<SegmentUnit> out) {
      this.arrival = arrival;
      this.metrics = metrics;
      this.context = context;
      this.out = out;
    }

    @Override
    public void onSegment(SegmentUnit unit) {
      segments = true;
      metrics.count("segments", 1);
      for (TrackSegment track : unit.tracks()) {
        metrics.count("accessUnits_" + track.rendition(), track.samples().size());
      }
      if (EncodedTracks.any(unit, ladder)) {
        context.output(Outputs.TO_ENCODE, unit);
      } else {
        out.collect(unit);
      }
    }

    @Override
    public void onRejected(IngestInput record, long byteOffset, String reason) {
      Position position = position(record);
      if (rejections.takes()) {
        LOG.warn(
            "Stream {}: {}: rejected: {} (rejection {} here)",
            arrival.stream(),
            position,
            reason,
            rejections.count());
      }
      reject(record, byteOffset, reason);
    }

    @Override
    public void onFault(IngestInput record, Throwable fault) {
      if (rejections.takes()) {
        LOG.error("Stream {}: {}: fault of the program", arrival.stream(), position(record), fault);
      }
      reject(record, Rejection.WHOLE_RECORD, "fault of the program: " + fault);
    }

    /** All records of a stream are of one topic. */
    private Position position(IngestInput record) {
      return new Position(arrival.position().topic(), record.partition(), record.offset());
    }

    private void reject(IngestInput record, long byteOffset, String reason) {
      metrics.count("rejected", 1);
      context.output(
          Outputs.REJECTED,
          new Rejection(arrival.stream(), position(record), byteOffset, reason, record.data()));
    }

    @Override
    public void onLoss(long byteOffset, String reason) {
      metrics.count("losses", 1);
      LOG.warn("Stream {}: {}: loss: {}", arrival.stream(), arrival.position(), reason);
      event(StreamEventKind.LOSS, reason);
    }

    @Override
    public void onEvent(SegmentEvent event, int count, String detail) {
      metrics.count(event.name().toLowerCase(Locale.ROOT), count);
      LOG.info("Stream {}: {}: {}", arrival.stream(), event, detail);
      event(StreamEventKind.valueOf(event.name()), detail);
    }

    private void event(StreamEventKind kind, String detail) {
      context.output(
          Outputs.EVENTS,
          new Event(arrival.stream(), kind, Event.NO_SEGMENT, SegmentUnit.NO_DATE, detail));
    }

    /** Shows the stream's account, once for each segment: it costs more than a record. */
    void account(StreamIngest ingest) {
      if (!segments) {
        return;
      }
      StreamAccount account = ingest.account();
      metrics.set("duplicateRecords", ingest.duplicates());
      metrics.set("accessUnitsOnTheirWay", account.onTheirWay());
      account
          .dropped()
          .forEach(
              (reason, count) -> metrics.set("dropped_" + reason.toLowerCase(Locale.ROOT), count));
    }
  }
}
