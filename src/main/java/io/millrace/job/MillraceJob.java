package io.millrace.job;

import io.millrace.cmaf.PackagedSegment;
import io.millrace.job.config.JobArguments;
import io.millrace.job.config.JobSettings;
import io.millrace.job.kafka.KafkaEnds;
import io.millrace.job.operator.DecodeFunction;
import io.millrace.job.operator.IngestFunction;
import io.millrace.job.operator.Outputs;
import io.millrace.job.operator.PackageFunction;
import io.millrace.job.operator.PlaylistFunction;
import io.millrace.job.operator.PublishFunction;
import io.millrace.job.operator.StoreFunction;
import io.millrace.job.operator.TranscodeFunction;
import io.millrace.job.record.Arrival;
import io.millrace.job.record.Event;
import io.millrace.job.record.Forms;
import io.millrace.job.record.Publication;
import io.millrace.job.record.RawRecord;
import io.millrace.job.record.Rejection;
import io.millrace.job.record.StoreOutcome;
import io.millrace.segment.SegmentUnit;
import io.millrace.worker.WorkerProgram;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The walk of the data: Kafka, records, segments, CMAF objects, the store, playlists. Each arrow is
 * one plain type; media bytes cross the network once.
 */
public final class MillraceJob {
  private MillraceJob() {}

  /** Entry of {@code flink run}: {@code --key value}, {@code -Dkey=value}. */
  public static void main(String[] arguments) throws Exception {
    Configuration given = JobArguments.parse(arguments);
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment.configure(given);
    Configuration all = Configuration.fromMap(environment.getConfiguration().toMap());
    all.addAll(given);
    JobSettings settings = JobSettings.of(all);
    build(environment, settings);
    environment.execute("Millrace: " + settings.ingestTopic());
  }

  /** Adds the whole job to {@code environment}, and what it needs of Flink where nothing is set. */
  public static void build(StreamExecutionEnvironment environment, JobSettings settings) {
    build(environment, settings, settings.encoderProgram(), settings.passProgram());
  }

  /** The same with other workers to encode and to read. */
  static void build(
      StreamExecutionEnvironment environment,
      JobSettings settings,
      WorkerProgram encoders,
      WorkerProgram passes) {
    environment.configure(defaults(environment.getConfiguration()));
    SingleOutputStreamOperator<Arrival> arrivals = decode(environment, settings);
    SingleOutputStreamOperator<SegmentUnit> units = ingest(arrivals, settings, passes);
    SingleOutputStreamOperator<SegmentUnit> encoded = transcode(units, settings, encoders);
    SingleOutputStreamOperator<PackagedSegment> packaged = pack(units, OperatorId.PACKAGE);
    SingleOutputStreamOperator<PackagedSegment> packagedEncoded =
        pack(encoded, OperatorId.PACKAGE_ENCODED);
    SingleOutputStreamOperator<Publication> publications =
        playlists(
            store(packaged, settings, OperatorId.STORE)
                .union(store(packagedEncoded, settings, OperatorId.STORE_ENCODED)),
            settings);
    DataStream<Event> published = publish(publications, settings);
    writeRejected(
        arrivals.getSideOutput(Outputs.REJECTED).union(units.getSideOutput(Outputs.REJECTED)),
        settings);
    writeEvents(
        published.union(
            units.getSideOutput(Outputs.EVENTS),
            encoded.getSideOutput(Outputs.EVENTS),
            packaged.getSideOutput(Outputs.EVENTS),
            packagedEncoded.getSideOutput(Outputs.EVENTS),
            publications.getSideOutput(Outputs.EVENTS)),
        settings);
  }

  private static Configuration defaults(ReadableConfig given) {
    Configuration defaults = new Configuration();
    setIfAbsent(given, defaults, PipelineOptions.GENERIC_TYPES, false);
    setIfAbsent(given, defaults, PipelineOptions.AUTO_GENERATE_UIDS, false);
    setIfAbsent(given, defaults, PipelineOptions.OBJECT_REUSE, true);
    setIfAbsent(given, defaults, PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ZERO);
    setIfAbsent(given, defaults, ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(10));
    setIfAbsent(
        given, defaults, CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
    // A checkpoint must not wait for all the segments that wait for an encoder.
    setIfAbsent(given, defaults, CheckpointingOptions.ENABLE_UNALIGNED, true);
    setIfAbsent(
        given, defaults, CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ofSeconds(1));
    // Nor a segment for a slot that is busy, while another one is not.
    setIfAbsent(given, defaults, NettyShuffleEnvironmentOptions.ADAPTIVE_PARTITIONER_ENABLED, true);
    return defaults;
  }

  private static <T> void setIfAbsent(
      ReadableConfig given, Configuration defaults, ConfigOption<T> option, T value) {
    if (given.getOptional(option).isEmpty()) {
      defaults.set(option, value);
    }
  }

  private static SingleOutputStreamOperator<Arrival> decode(
      StreamExecutionEnvironment environment, JobSettings settings) {
    SingleOutputStreamOperator<RawRecord> records =
        OperatorId.SOURCE.names(
            environment.fromSource(
                KafkaEnds.source(settings),
                WatermarkStrategy.noWatermarks(),
                OperatorId.SOURCE.title()));
    return OperatorId.DECODE.names(
        records.process(
            new DecodeFunction(settings.maxRecordBytes()), Forms.ARRIVAL.typeInformation()));
  }

  private static SingleOutputStreamOperator<SegmentUnit> ingest(
      DataStream<Arrival> arrivals, JobSettings settings, WorkerProgram workers) {
    return OperatorId.INGEST.names(
        arrivals
            .keyBy(Arrival::stream, Types.STRING)
            .process(new IngestFunction(settings, workers), Forms.SEGMENT_UNIT.typeInformation()));
  }

  /** Spreads the segments that need an encoder over all slots, whatever their stream. */
  private static SingleOutputStreamOperator<SegmentUnit> transcode(
      SingleOutputStreamOperator<SegmentUnit> units, JobSettings settings, WorkerProgram workers) {
    return OperatorId.TRANSCODE.names(
        units
            .getSideOutput(Outputs.TO_ENCODE)
            .rebalance()
            .process(
                new TranscodeFunction(settings, workers), Forms.SEGMENT_UNIT.typeInformation()));
  }

  /**
   * Two operators of the same function, for what was encoded and what was not: one with two inputs
   * could not be chained, and all media bytes would cross the network once more.
   */
  private static SingleOutputStreamOperator<PackagedSegment> pack(
      DataStream<SegmentUnit> units, OperatorId id) {
    return id.names(units.process(new PackageFunction(), Forms.PACKAGED_SEGMENT.typeInformation()));
  }

  private static DataStream<StoreOutcome> store(
      DataStream<PackagedSegment> packaged, JobSettings settings, OperatorId id) {
    return id.names(
        AsyncDataStream.unorderedWait(
                packaged,
                new StoreFunction(settings),
                settings.storeTimeout().toMillis(),
                TimeUnit.MILLISECONDS,
                settings.storeConcurrency())
            .returns(Forms.STORE_OUTCOME.typeInformation()));
  }

  private static SingleOutputStreamOperator<Publication> playlists(
      DataStream<StoreOutcome> outcomes, JobSettings settings) {
    return OperatorId.PLAYLIST.names(
        outcomes
            .keyBy(StoreOutcome::stream, Types.STRING)
            .process(new PlaylistFunction(settings), Forms.PUBLICATION.typeInformation()));
  }

  private static DataStream<Event> publish(
      DataStream<Publication> publications, JobSettings settings) {
    return OperatorId.PUBLISH.names(
        AsyncDataStream.unorderedWait(
                publications,
                new PublishFunction(settings),
                settings.storeTimeout().toMillis(),
                TimeUnit.MILLISECONDS,
                settings.publishConcurrency())
            .returns(Forms.EVENT.typeInformation()));
  }

  private static void writeRejected(DataStream<Rejection> rejected, JobSettings settings) {
    settings
        .rejectedTopic()
        .ifPresent(
            topic ->
                OperatorId.REJECTED.names(rejected.sinkTo(KafkaEnds.rejections(settings, topic))));
  }

  private static void writeEvents(DataStream<Event> events, JobSettings settings) {
    settings
        .eventsTopic()
        .ifPresent(
            topic -> OperatorId.EVENTS.names(events.sinkTo(KafkaEnds.events(settings, topic))));
  }
}
