package io.millrace.job.config;

import io.millrace.demux.libav.PassWorker;
import io.millrace.ingest.IngestSettings;
import io.millrace.ingest.SessionSettings;
import io.millrace.job.config.JobOptions.Start;
import io.millrace.media.AudioTarget;
import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.media.Ladder;
import io.millrace.publish.PlaylistSettings;
import io.millrace.publish.RetrySettings;
import io.millrace.publish.StoreSettings;
import io.millrace.segment.EncodingSettings;
import io.millrace.segment.SegmentSettings;
import io.millrace.segment.SelectionSettings;
import io.millrace.transcode.TranscodeSettings;
import io.millrace.transcode.worker.EncoderWorker;
import io.millrace.worker.WorkerProgram;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/**
 * The values of all {@link JobOptions}, checked as a whole before the job starts. Travels to every
 * operator.
 */
public final class JobSettings implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int LEAST_RECORD_BYTES = 1 << 10;
  private static final int MOST_RECORD_BYTES = 256 << 20;
  private static final int LEAST_PUBLISH_CONCURRENCY = 512;
  private static final int LEAST_FETCH_BYTES = 1 << 16;
  private static final int MOST_FETCH_BYTES = 512 << 20;

  private final Configuration options;

  private JobSettings(Configuration options) {
    this.options = options;
  }

  /**
   * The settings in {@code configuration}, whose other keys are left alone.
   *
   * @throws IllegalArgumentException if an option of the job is unknown, missing or out of bounds
   */
  public static JobSettings of(Configuration configuration) {
    return of(configuration, List.of(JobOptions.BOOTSTRAP_SERVERS, JobOptions.STORE_URI));
  }

  /**
   * The same for those who do a part of the job's work.
   *
   * @param required options that this part cannot do without
   */
  public static JobSettings of(Configuration configuration, List<ConfigOption<String>> required) {
    Configuration options = new Configuration();
    for (Map.Entry<String, String> entry : configuration.toMap().entrySet()) {
      if (entry.getKey().startsWith(JobOptions.PREFIX)) {
        JobArguments.checkKnown(entry.getKey());
        options.setString(entry.getKey(), entry.getValue());
      }
    }
    JobSettings settings = new JobSettings(options);
    required.forEach(settings::require);
    settings.check();
    return settings;
  }

  private void check() {
    JobOptions.ALL.forEach(this::checkParses);
    checked(JobOptions.RECORD_LIMIT, this::maxRecordBytes);
    checked(JobOptions.FETCH_SIZE, this::fetchBytes);
    between(JobOptions.REORDER_RECORDS, 0, SessionSettings.MOST_RECORDS);
    atMost(JobOptions.REORDER_TIME, SessionSettings.MOST_MILLIS);
    atMost(JobOptions.RECONNECT_TIME, SessionSettings.MOST_MILLIS);
    ingestSettings();
    transcodeSettings();
    encoderProgram();
    positive(JobOptions.TIME_BUDGET);
    positive(JobOptions.SHED_AFTER);
    between(JobOptions.PLAYLIST_WINDOW, PlaylistSettings.LEAST_WINDOW, 10_000);
    between(JobOptions.STORE_CONCURRENCY, 1, 10_000);
    between(JobOptions.STORE_RETRIES, 0, 1_000);
    between(JobOptions.MAX_METRIC_STREAMS, 0, 100_000);
    positive(JobOptions.STORE_TIMEOUT);
    positive(JobOptions.STORE_RETRY_DELAY);
    positive(JobOptions.STORE_RETRY_MAX_DELAY);
  }

  private void require(ConfigOption<String> option) {
    if (options.getOptional(option).map(String::isBlank).orElse(true)) {
      throw new IllegalArgumentException(
          "Missing option %s: give it as --%s VALUE"
              .formatted(option.key(), option.key().substring(JobOptions.PREFIX.length())));
    }
  }

  private void checkParses(ConfigOption<?> option) {
    checked(option, () -> options.getOptional(option));
  }

  private static <T> T checked(ConfigOption<?> option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "Invalid option %s: %s".formatted(option.key(), e.getMessage()), e);
    }
  }

  private void between(ConfigOption<Integer> option, int least, int most) {
    int value = options.get(option);
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "Invalid option %s: %d, must be %d to %d".formatted(option.key(), value, least, most));
    }
  }

  private void positive(ConfigOption<Duration> option) {
    if (options.get(option).toMillis() < 1) {
      throw new IllegalArgumentException(
          "Invalid option %s: must be at least 1 ms".formatted(option.key()));
    }
  }

  private void atMost(ConfigOption<Duration> option, long most) {
    long millis = checked(option, () -> options.get(option).toMillis());
    if (millis < 0 || millis > most) {
      throw new IllegalArgumentException(
          "Invalid option %s: %d ms, must be 0 to %d".formatted(option.key(), millis, most));
    }
  }

  private int bytes(ConfigOption<MemorySize> option, int least, int most) {
    long bytes = options.get(option).getBytes();
    if (bytes < least || bytes > most) {
      throw new IllegalArgumentException(
          "%d bytes, must be %d to %d".formatted(bytes, least, most));
    }
    return (int) bytes;
  }

  public String bootstrapServers() {
    return options.get(JobOptions.BOOTSTRAP_SERVERS);
  }

  public String ingestTopic() {
    return options.get(JobOptions.INGEST_TOPIC);
  }

  public Optional<String> eventsTopic() {
    return options.getOptional(JobOptions.EVENTS_TOPIC);
  }

  public Optional<String> rejectedTopic() {
    return options.getOptional(JobOptions.REJECTED_TOPIC);
  }

  public String group() {
    return options.get(JobOptions.GROUP);
  }

  public Start start() {
    return options.get(JobOptions.START);
  }

  /** Most bytes of one fetch from one partition. */
  public int fetchBytes() {
    return bytes(JobOptions.FETCH_SIZE, LEAST_FETCH_BYTES, MOST_FETCH_BYTES);
  }

  public Duration discoveryInterval() {
    return options.get(JobOptions.DISCOVERY_INTERVAL);
  }

  public Map<String, String> kafkaProperties() {
    return options.get(JobOptions.KAFKA_PROPERTIES);
  }

  /** Largest ingest record, encoded bytes. */
  public int maxRecordBytes() {
    return bytes(JobOptions.RECORD_LIMIT, LEAST_RECORD_BYTES, MOST_RECORD_BYTES);
  }

  private SegmentSettings segmentSettings() {
    return new SegmentSettings(
        millis(JobOptions.SEGMENT_TARGET),
        Math.toIntExact(options.get(JobOptions.SEGMENT_MAX).toSeconds()),
        millis(JobOptions.MAX_INTERLEAVE));
  }

  public IngestSettings ingestSettings() {
    return new IngestSettings(
        segmentSettings(),
        selectionSettings(),
        options.get(JobOptions.PARAMETER_SETS),
        checked(JobOptions.FRAME_RATE, () -> FrameRate.parse(options.get(JobOptions.FRAME_RATE))),
        sessionSettings());
  }

  private SessionSettings sessionSettings() {
    return new SessionSettings(
        options.get(JobOptions.REORDER_RECORDS),
        checked(
            JobOptions.REORDER_BYTES,
            () -> bytes(JobOptions.REORDER_BYTES, 0, SessionSettings.MOST_BYTES)),
        millis(JobOptions.REORDER_TIME),
        millis(JobOptions.RECONNECT_TIME));
  }

  private int millis(ConfigOption<Duration> option) {
    return Math.toIntExact(options.get(option).toMillis());
  }

  public Ladder ladder() {
    return checked(JobOptions.LADDER, () -> Ladder.parse(options.get(JobOptions.LADDER)));
  }

  public TranscodeSettings transcodeSettings() {
    return new TranscodeSettings(
        ladder(),
        options.get(JobOptions.ENCODER),
        checked(
            JobOptions.AUDIO_TARGET,
            () -> AudioTarget.parse(options.get(JobOptions.AUDIO_TARGET))));
  }

  /** How the processes that encode are started. */
  public WorkerProgram encoderProgram() {
    return checked(
        JobOptions.WORKER_HEAP, () -> EncoderWorker.program(workerHeapBytes(), timeBudget()));
  }

  /** How the processes in which FFmpeg's demuxers run are started. */
  public WorkerProgram passProgram() {
    return checked(
        JobOptions.WORKER_HEAP, () -> PassWorker.program(workerHeapBytes(), timeBudget()));
  }

  private long workerHeapBytes() {
    return options.get(JobOptions.WORKER_HEAP).getBytes();
  }

  private Duration timeBudget() {
    return options.get(JobOptions.TIME_BUDGET);
  }

  /** What is left out where encoding cannot keep up. */
  public Shedding shedding() {
    return new Shedding(options.get(JobOptions.SHED), options.get(JobOptions.SHED_AFTER));
  }

  private SelectionSettings selectionSettings() {
    List<Codec> codecs =
        checked(JobOptions.CODECS, () -> SelectionSettings.codecs(options.get(JobOptions.CODECS)));
    return checked(
        JobOptions.AUDIO_TRACKS,
        () ->
            new SelectionSettings(
                codecs,
                options.get(JobOptions.VIDEO_TRACK),
                options.getOptional(JobOptions.AUDIO_TRACKS).orElse(List.of()),
                encodingSettings()));
  }

  private EncodingSettings encodingSettings() {
    return EncodingSettings.of(
        ladder(), options.get(JobOptions.ENCODE_VIDEO), options.get(JobOptions.ENCODE_AUDIO));
  }

  public PlaylistSettings playlistSettings() {
    return new PlaylistSettings(
        options.get(JobOptions.PLAYLIST_KIND),
        options.get(JobOptions.PLAYLIST_WINDOW),
        options.get(JobOptions.PLAYLIST_EXPIRY),
        PlaylistSettings.DEFAULT_MAX_WAITING);
  }

  public StoreSettings storeSettings() {
    return new StoreSettings(
        options.get(JobOptions.STORE_URI),
        options.getOptional(JobOptions.S3_ENDPOINT).orElse(""),
        options.get(JobOptions.S3_REGION),
        options.getOptional(JobOptions.S3_ACCESS_KEY).orElse(""),
        options.getOptional(JobOptions.S3_SECRET_KEY).orElse(""),
        options.getOptional(JobOptions.S3_SESSION_TOKEN).orElse(""));
  }

  /** Segments that one subtask writes at the same time. */
  public int storeConcurrency() {
    return options.get(JobOptions.STORE_CONCURRENCY);
  }

  /** Sets of playlists that one subtask publishes at the same time; they are small and many. */
  public int publishConcurrency() {
    return Math.max(LEAST_PUBLISH_CONCURRENCY, storeConcurrency());
  }

  public Duration storeTimeout() {
    return options.get(JobOptions.STORE_TIMEOUT);
  }

  public RetrySettings retrySettings() {
    long delay = options.get(JobOptions.STORE_RETRY_DELAY).toMillis();
    return new RetrySettings(
        options.get(JobOptions.STORE_RETRIES) + 1,
        delay,
        Math.max(delay, options.get(JobOptions.STORE_RETRY_MAX_DELAY).toMillis()));
  }

  /** Streams with metrics of their own in each subtask. */
  public int maxMetricStreams() {
    return options.get(JobOptions.MAX_METRIC_STREAMS);
  }
}
