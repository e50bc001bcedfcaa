package io.millrace.job.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.millrace.demux.elementary.ParameterSetPlacement;
import io.millrace.ingest.SessionSettings;
import io.millrace.media.EncoderKind;
import io.millrace.media.Treatment;
import io.millrace.playlist.hls.MediaPlaylist;
import io.millrace.publish.PlaylistSettings.Expiry;
import io.millrace.segment.SelectionSettings;
import io.millrace.wire.RecordCoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** All options of the job. {@code docs/configuration.md} is rendered from here. */
public final class JobOptions {
  /** In front of every key; may be left out on the command line. */
  public static final String PREFIX = "millrace.";

  /** Where reading starts where there is no checkpoint to go on from. */
  public enum Start {
    /** At the group's committed offset; a partition without one is read from its beginning. */
    COMMITTED,
    EARLIEST,
    LATEST
  }

  public static final ConfigOption<String> BOOTSTRAP_SERVERS =
      key("millrace.kafka.bootstrap-servers")
          .stringType()
          .noDefaultValue()
          .withDescription("Kafka brokers, host:port with commas between. Required.");

  public static final ConfigOption<String> INGEST_TOPIC =
      key("millrace.kafka.ingest-topic")
          .stringType()
          .defaultValue("ingest")
          .withDescription(
              "Topic that publishers write to. Must exist; records of one stream must share one"
                  + " partition, which the stream id as key provides.");

  public static final ConfigOption<String> EVENTS_TOPIC =
      key("millrace.kafka.events-topic")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Topic for what happens to streams: segment published, loss, discontinuity, alarm,"
                  + " end. Must exist. Without it events are only counted and logged.");

  public static final ConfigOption<String> REJECTED_TOPIC =
      key("millrace.kafka.rejected-topic")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Dead-letter topic: each record that was not used, with its offset, the reason and"
                  + " its first 1024 bytes. Must exist. Without it rejected records are only"
                  + " counted and logged.");

  public static final ConfigOption<String> GROUP =
      key("millrace.kafka.group")
          .stringType()
          .defaultValue("millrace")
          .withDescription(
              "Consumer group whose offsets are committed with each checkpoint, for lag monitors."
                  + " The job itself goes on from its checkpoint.");

  public static final ConfigOption<Start> START =
      key("millrace.kafka.start")
          .enumType(Start.class)
          .defaultValue(Start.COMMITTED)
          .withDescription(
              "Where reading starts without a checkpoint: at the group's committed offset (a"
                  + " partition without one from its beginning), at the earliest or at the latest"
                  + " record.");

  public static final ConfigOption<MemorySize> FETCH_SIZE =
      key("millrace.kafka.fetch-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(16))
          .withDescription(
              "Most bytes fetched from one partition at a time. Larger reads a backlog faster and"
                  + " takes more heap: about four times this per source subtask.");

  public static final ConfigOption<Duration> DISCOVERY_INTERVAL =
      key("millrace.kafka.discovery-interval")
          .durationType()
          .defaultValue(Duration.ofMinutes(1))
          .withDescription("How often new partitions of the topic are looked for; 0 for never.");

  public static final ConfigOption<Map<String, String>> KAFKA_PROPERTIES =
      key("millrace.kafka.properties")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Any other property of Kafka's clients, consumers and producers alike:"
                  + " security.protocol:SASL_SSL,sasl.mechanism:PLAIN.");

  public static final ConfigOption<MemorySize> RECORD_LIMIT =
      key("millrace.ingest.record-limit")
          .memoryType()
          .defaultValue(new MemorySize(RecordCoder.DEFAULT_MAX_BYTES))
          .withDescription(
              "Largest ingest record, encoded. A larger one is rejected before it is read.");

  public static final ConfigOption<Integer> REORDER_RECORDS =
      key("millrace.ingest.reorder-records")
          .intType()
          .defaultValue(SessionSettings.DEFAULT.reorderRecords())
          .withDescription(
              "Most records of a stream that are held, in memory and in checkpoints, because a"
                  + " sequence number before them is missing; then it is a loss. 0 takes it for"
                  + " one at once. A stream keeps this and the next three as it began with them.");

  public static final ConfigOption<MemorySize> REORDER_BYTES =
      key("millrace.ingest.reorder-bytes")
          .memoryType()
          .defaultValue(new MemorySize(SessionSettings.DEFAULT.reorderBytes()))
          .withDescription(
              "Most bytes of media that a stream holds for that reason, up to 256 MB.");

  public static final ConfigOption<Duration> REORDER_TIME =
      key("millrace.ingest.reorder-time")
          .durationType()
          .defaultValue(Duration.ofMillis(SessionSettings.DEFAULT.reorderMillis()))
          .withDescription(
              "How long a record is held for that reason, up to 10 min, by the ingest times of the"
                  + " stream's records.");

  public static final ConfigOption<Duration> RECONNECT_TIME =
      key("millrace.ingest.reconnect-time")
          .durationType()
          .defaultValue(Duration.ofMillis(SessionSettings.DEFAULT.reconnectMillis()))
          .withDescription(
              "A session that begins so soon behind the last record of the one before, by their"
                  + " ingest times and up to 10 min, and goes on with its media where that stopped,"
                  + " causes no discontinuity. 0 lets every session cause one.");

  public static final ConfigOption<Duration> SEGMENT_TARGET =
      key("millrace.segment.target-duration")
          .durationType()
          .defaultValue(Duration.ofSeconds(2))
          .withDescription(
              "Least media in a segment, 100 ms to 60 s. A segment ends at the first sync sample"
                  + " at or after this, so the real length also depends on the GOP size. A stream"
                  + " keeps the settings of this group that it began with.");

  public static final ConfigOption<Duration> SEGMENT_MAX =
      key("millrace.segment.max-duration")
          .durationType()
          .defaultValue(Duration.ZERO)
          .withDescription(
              "Most media in a segment, whole seconds up to 120: without a sync sample the segment"
                  + " is cut here and flagged. Also the TARGETDURATION of the playlists. 0 takes it"
                  + " from the first segment of each stream.");

  public static final ConfigOption<Duration> MAX_INTERLEAVE =
      key("millrace.segment.max-interleave")
          .durationType()
          .defaultValue(Duration.ofSeconds(3))
          .withDescription(
              "How far one track may run ahead of the others in media time, up to 60 s, before a"
                  + " segment is closed without them.");

  public static final ConfigOption<List<String>> CODECS =
      key("millrace.passthrough.codecs")
          .stringType()
          .asList()
          .defaultValues(SelectionSettings.codecNames().toArray(String[]::new))
          .withDescription(
              "Codecs that the target players decode, with semicolons between. A track of any other"
                  + " codec is encoded, or with millrace.transcode.video or audio set to copy left"
                  + " out and told of. A stream keeps the settings of this group that it began"
                  + " with.");

  public static final ConfigOption<Integer> VIDEO_TRACK =
      key("millrace.passthrough.video-track")
          .intType()
          .defaultValue(SelectionSettings.BY_RULE)
          .withDescription(
              "Id of the track to take for video: track number in Matroska, PID in MPEG-TS. A"
                  + " stream without it takes the container's default track, or else the first"
                  + " one.");

  public static final ConfigOption<List<String>> AUDIO_TRACKS =
      key("millrace.passthrough.audio-tracks")
          .stringType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Audio tracks to publish, by id or by language (eng;fra), the default one first. A"
                  + " stream with none of them, and every stream without this option, publishes"
                  + " all, at most 16, the container's default track first.");

  public static final ConfigOption<ParameterSetPlacement> PARAMETER_SETS =
      key("millrace.passthrough.parameter-sets")
          .enumType(ParameterSetPlacement.class)
          .defaultValue(ParameterSetPlacement.INIT_SEGMENT)
          .withDescription(
              "Where parameter sets of H.264 and H.265 are published: in the init segment alone"
                  + " (avc1, hvc1), which Apple's players want, or in the samples too (avc3,"
                  + " hev1).");

  public static final ConfigOption<String> FRAME_RATE =
      key("millrace.passthrough.frame-rate")
          .stringType()
          .defaultValue("25")
          .withDescription(
              "Frames a second of a byte stream of H.264 or HEVC that does not say its own, as 25"
                  + " or 30000/1001. Every other container has time stamps.");

  public static final ConfigOption<String> LADDER =
      key("millrace.transcode.ladder")
          .stringType()
          .defaultValue("source")
          .withDescription(
              "Renditions of the pictures: source, single, standard, full, or a list such as"
                  + " copy,1080p60:6000k:hevc,720p:2800k,480p:crf26. copy, in front, is the"
                  + " publisher's own, or H.264 of the same size where that cannot be published. A"
                  + " rung is HEIGHTp[RATE][:NNNk][:crfNN][:PRESET][:PROFILE][:CODEC], never larger"
                  + " than the source: pictures per second (the source's, or half of more than 30"
                  + " for 540 lines and below), most kilobits per second, constant rate factor 0 to"
                  + " 51 (23, for hevc 28), ultrafast to slow (veryfast), baseline, main or high,"
                  + " h264 or hevc. Bit rate or crf must be there. All but source need FFmpeg's"
                  + " jars in the cluster's lib folder.");

  public static final ConfigOption<EncoderKind> ENCODER =
      key("millrace.transcode.encoder")
          .enumType(EncoderKind.class)
          .defaultValue(EncoderKind.SOFTWARE)
          .withDescription(
              "What encodes pictures: software, nvenc, vaapi, qsv or videotoolbox. What is not"
                  + " there is replaced by software. What a GPU encodes may have other bytes when"
                  + " it is encoded again.");

  public static final ConfigOption<String> AUDIO_TARGET =
      key("millrace.transcode.audio-target")
          .stringType()
          .defaultValue("stereo")
          .withDescription(
              "What sound is encoded to, as AAC-LC at 48 kHz: stereo or 5.1, with a bit rate as in"
                  + " stereo:96k.");

  public static final ConfigOption<Treatment> ENCODE_VIDEO =
      key("millrace.transcode.video")
          .enumType(Treatment.class)
          .defaultValue(Treatment.AUTO)
          .withDescription(
              "What becomes of the pictures: auto publishes those that players decode as they are,"
                  + " and encodes the rest; copy leaves the rest out; transcode encodes all.");

  public static final ConfigOption<Treatment> ENCODE_AUDIO =
      key("millrace.transcode.audio")
          .enumType(Treatment.class)
          .defaultValue(Treatment.AUTO)
          .withDescription("What becomes of the sound, in the same words.");

  public static final ConfigOption<Shedding.Rule> SHED =
      key("millrace.transcode.shed")
          .enumType(Shedding.Rule.class)
          .defaultValue(Shedding.Rule.NEVER)
          .withDescription(
              "What is left out where encoding cannot keep up: nothing, so that the stream gets"
                  + " later and later, or the smallest renditions first, which become gaps. The"
                  + " largest goes last, and only beside the publisher's own. Which segments are"
                  + " gaps then depends on load; those that exist have the same bytes. Each is"
                  + " told by an event.");

  public static final ConfigOption<Duration> SHED_AFTER =
      key("millrace.transcode.shed-after")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "How long after its ingest a segment may wait for its encoder before an event says"
                  + " that encoding is behind and, with a rule, the first rendition is left out;"
                  + " one more for each time as much again. A replay of old records is behind from"
                  + " its beginning.");

  public static final ConfigOption<MemorySize> WORKER_HEAP =
      key("millrace.worker.heap")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(512))
          .withDescription(
              "Most Java heap of each process in which FFmpeg runs, 32 MB to 4 GB: there is one for"
                  + " each slot that encodes, and one for each that reads containers which only"
                  + " FFmpeg reads, beside the TaskManager and with FFmpeg's native memory on top."
                  + " Up to 24 MB of such a container are handed over at once. A segment of more"
                  + " than a quarter of it is given up.");

  public static final ConfigOption<Duration> TIME_BUDGET =
      key("millrace.worker.time-budget")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription(
              "Least time to encode a segment; ten times its media where that is longer. After it"
                  + " the process is killed and the segment tried once more, then given up: a gap"
                  + " in the renditions concerned, and an event. It is also the time for FFmpeg to"
                  + " read a block of a container that only it reads, about half a second: what two"
                  + " processes died of is rejected, and with it the rest of the session.");

  public static final ConfigOption<MediaPlaylist.Kind> PLAYLIST_KIND =
      key("millrace.playlist.kind")
          .enumType(MediaPlaylist.Kind.class)
          .defaultValue(MediaPlaylist.Kind.LIVE)
          .withDescription(
              "What a media playlist lists: a sliding window of the newest segments (live), every"
                  + " segment since the first (event), or every segment once the stream has ended"
                  + " (vod). A stream keeps what it began with.");

  public static final ConfigOption<Integer> PLAYLIST_WINDOW =
      key("millrace.playlist.window")
          .intType()
          .defaultValue(10)
          .withDescription(
              "Least number of segments in a sliding window, 6 to 10000. Three target durations"
                  + " are listed in any case.");

  public static final ConfigOption<Expiry> PLAYLIST_EXPIRY =
      key("millrace.playlist.expiry")
          .enumType(Expiry.class)
          .defaultValue(Expiry.DELETE)
          .withDescription(
              "What becomes of segments that left a sliding window: deleted as soon as no player"
                  + " can ask for them any more, or kept until the bucket's own rules remove"
                  + " them.");

  public static final ConfigOption<String> STORE_URI =
      key("millrace.store.uri")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Where objects are published: file:///directory or s3://bucket/prefix. Required. A"
                  + " directory must be the same one for every TaskManager.");

  public static final ConfigOption<Integer> STORE_CONCURRENCY =
      key("millrace.store.concurrency")
          .intType()
          .defaultValue(32)
          .withDescription(
              "Segments that each STORE subtask writes at the same time. More hide the latency of"
                  + " the store and hold more heap: each is one whole segment.");

  public static final ConfigOption<Duration> STORE_TIMEOUT =
      key("millrace.store.timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(1))
          .withDescription(
              "Longest time for one segment or one set of playlists to be stored, repetitions"
                  + " included. After it the job fails, and starts again from its last"
                  + " checkpoint.");

  public static final ConfigOption<Integer> STORE_RETRIES =
      key("millrace.store.retries")
          .intType()
          .defaultValue(8)
          .withDescription(
              "Repetitions of a write that failed in a way that may pass: time-out, 503, 409.");

  public static final ConfigOption<Duration> STORE_RETRY_DELAY =
      key("millrace.store.retry-delay")
          .durationType()
          .defaultValue(Duration.ofMillis(100))
          .withDescription("Pause before the first repetition; each further one is twice as long.");

  public static final ConfigOption<Duration> STORE_RETRY_MAX_DELAY =
      key("millrace.store.retry-max-delay")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("Longest pause before a repetition.");

  public static final ConfigOption<String> S3_ENDPOINT =
      key("millrace.store.s3.endpoint")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "URL of an S3-compatible service, whose buckets are then named in the path; Amazon's"
                  + " own without it.");

  public static final ConfigOption<String> S3_REGION =
      key("millrace.store.s3.region")
          .stringType()
          .defaultValue("us-east-1")
          .withDescription("Region of the bucket.");

  public static final ConfigOption<String> S3_ACCESS_KEY =
      key("millrace.store.s3.access-key")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Access key. Without it the AWS default chain: environment, profile, instance role.");

  public static final ConfigOption<String> S3_SECRET_KEY =
      key("millrace.store.s3.secret-key")
          .stringType()
          .noDefaultValue()
          .withDescription("Secret of the access key.");

  public static final ConfigOption<String> S3_SESSION_TOKEN =
      key("millrace.store.s3.session-token")
          .stringType()
          .noDefaultValue()
          .withDescription("Session token, where the keys are temporary.");

  public static final ConfigOption<Integer> MAX_METRIC_STREAMS =
      key("millrace.metrics.max-streams")
          .intType()
          .defaultValue(200)
          .withDescription(
              "Streams with metrics of their own in each subtask; all further ones are counted"
                  + " together under the name _other. Flink keeps a metric until the job ends.");

  /** In the order of the documentation. */
  public static final List<ConfigOption<?>> ALL =
      List.of(
          BOOTSTRAP_SERVERS,
          INGEST_TOPIC,
          EVENTS_TOPIC,
          REJECTED_TOPIC,
          GROUP,
          START,
          FETCH_SIZE,
          DISCOVERY_INTERVAL,
          KAFKA_PROPERTIES,
          RECORD_LIMIT,
          REORDER_RECORDS,
          REORDER_BYTES,
          REORDER_TIME,
          RECONNECT_TIME,
          SEGMENT_TARGET,
          SEGMENT_MAX,
          MAX_INTERLEAVE,
          CODECS,
          VIDEO_TRACK,
          AUDIO_TRACKS,
          PARAMETER_SETS,
          FRAME_RATE,
          LADDER,
          ENCODE_VIDEO,
          ENCODE_AUDIO,
          AUDIO_TARGET,
          ENCODER,
          SHED,
          SHED_AFTER,
          WORKER_HEAP,
          TIME_BUDGET,
          PLAYLIST_KIND,
          PLAYLIST_WINDOW,
          PLAYLIST_EXPIRY,
          STORE_URI,
          STORE_CONCURRENCY,
          STORE_TIMEOUT,
          STORE_RETRIES,
          STORE_RETRY_DELAY,
          STORE_RETRY_MAX_DELAY,
          S3_ENDPOINT,
          S3_REGION,
          S3_ACCESS_KEY,
          S3_SECRET_KEY,
          S3_SESSION_TOKEN,
          MAX_METRIC_STREAMS);

  private JobOptions() {}
}
