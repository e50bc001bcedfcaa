package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.ingest.IngestSettings;
import io.millrace.media.EncoderKind;
import io.millrace.media.Treatment;
import io.millrace.playlist.hls.MediaPlaylist;
import io.millrace.segment.EncodingSettings;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class JobSettingsTest {
  private static final String[] LEAST = {
    "--kafka.bootstrap-servers", "kafka:9092", "--store.uri=file:///live"
  };

  private static JobSettings settings(String... more) {
    String[] all = Stream.of(LEAST, more).flatMap(Arrays::stream).toArray(String[]::new);
    return JobSettings.of(JobArguments.parse(all));
  }

  @Test
  void needsOnlyABrokerAndAStore() {
    JobSettings settings = settings();
    assertThat(settings.bootstrapServers()).isEqualTo("kafka:9092");
    assertThat(settings.storeSettings().uri()).isEqualTo("file:///live");
    assertThat(settings.ingestSettings().segments()).isEqualTo(IngestSettings.DEFAULT.segments());
    assertThat(settings.ingestSettings().selection().encoding()).isEqualTo(EncodingSettings.AUTO);
    assertThat(settings.maxRecordBytes()).isEqualTo(8 << 20);
    assertThat(settings.rejectedTopic()).isEmpty();
  }

  @Test
  void takesWhatIsEncodedInTheWordsOfTheCommandLine() {
    JobSettings settings = settings("--transcode.video", "copy", "--transcode.audio", "transcode");
    EncodingSettings encoding = settings.ingestSettings().selection().encoding();
    assertThat(encoding)
        .isEqualTo(new EncodingSettings(Treatment.COPY, Treatment.TRANSCODE, true, false));
    assertThat(settings("--transcode.encoder", "nvenc").transcodeSettings().encoder())
        .isEqualTo(EncoderKind.NVENC);
  }

  @Test
  void understandsEveryFormOfArgument() {
    JobSettings settings =
        settings(
            "--segment.target-duration",
            "4 s",
            "-Dmillrace.kafka.ingest-topic=in",
            "-D",
            "millrace.kafka.group=g",
            "--millrace.kafka.properties=security.protocol:SSL,client.rack:r1",
            "--kafka.start=latest");
    assertThat(settings.ingestSettings().segments().targetMillis()).isEqualTo(4000);
    assertThat(settings.ingestTopic()).isEqualTo("in");
    assertThat(settings.group()).isEqualTo("g");
    assertThat(settings.kafkaProperties())
        .isEqualTo(Map.of("security.protocol", "SSL", "client.rack", "r1"));
    assertThat(settings.start()).isEqualTo(JobOptions.Start.LATEST);
  }

  @Test
  void leavesFlinksOwnKeysToFlink() {
    assertThat(JobArguments.parse("-Dparallelism.default=3").toMap())
        .isEqualTo(Map.of("parallelism.default", "3"));
  }

  @Test
  void namesWhatIsWrong() {
    assertFault("Invalid option millrace.store.url: the options are ", "--store.url=x");
    assertFault(
        "Invalid option millrace.passthrough.frame-rate: Invalid frame rate: 29.97; write it as 25",
        "--passthrough.frame-rate=29.97");
    assertFault("Invalid argument store: expected --key value or -Dkey=value", "store");
    assertFault("Invalid argument --store.uri: no value", "--store.uri");
    assertFault(
        "Invalid option millrace.playlist.window: 2, must be 6 to 10000", "--playlist.window=2");
    assertFault(
        "Invalid option millrace.ingest.record-limit: 1073741824 bytes",
        "--ingest.record-limit=1gb");
    assertFault(
        "Invalid option millrace.store.timeout: must be at least 1 ms", "--store.timeout=0 s");
    assertFault(
        "Invalid option millrace.store.retries: Could not parse value", "--store.retries=many");
    assertFault(
        "Invalid segment target: 50 ms, must be 100 to 60000", "--segment.target-duration=50 ms");
  }

  private static void assertFault(String message, String... arguments) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(arguments))
        .withMessageStartingWith(message);
  }

  @Test
  void namesAMissingOption() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobSettings.of(JobArguments.parse("--store.uri=file:///live")))
        .withMessage(
            "Missing option millrace.kafka.bootstrap-servers: give it as --kafka.bootstrap-servers VALUE");
  }

  @Test
  void travels() throws Exception {
    JobSettings copy = InstantiationUtil.clone(settings("--playlist.kind=event"));
    assertThat(copy.playlistSettings().kind()).isEqualTo(MediaPlaylist.Kind.EVENT);
  }
}
