package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.JobArguments;
import io.millrace.job.config.JobSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class MillraceJobTest {
  private static StreamExecutionEnvironment environment(Configuration configuration) {
    return environment(configuration, "source");
  }

  private static StreamExecutionEnvironment environment(
      Configuration configuration, String ladder) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(2);
    MillraceJob.build(
        environment,
        JobSettings.of(
            JobArguments.parse(
                "--kafka.bootstrap-servers=localhost:1",
                "--store.uri=file:///nowhere",
                "--kafka.events-topic=events",
                "--kafka.rejected-topic=rejected",
                "--transcode.ladder=" + ladder)));
    return environment;
  }

  @Test
  void everyOperatorHasItsUidAndItsName() {
    StreamGraph graph = environment(new Configuration(), "standard").getStreamGraph();
    Set<String> uids =
        graph.getStreamNodes().stream()
            .map(StreamNode::getTransformationUID)
            .filter(uid -> uid != null)
            .collect(Collectors.toSet());
    assertThat(uids).containsAll(Arrays.stream(OperatorId.values()).map(OperatorId::uid).toList());
    assertThat(graph.getStreamNodes().stream().map(StreamNode::getOperatorName))
        .contains("Demux and segment", "Package CMAF", "Store segments", "Order segments");
  }

  @Test
  void mediaBytesCrossTheNetworkOnceAndPlaylistsOnce() {
    assertThat(tasks("source"))
        .anyMatch(name -> name.startsWith("Source: Read ingest topic -> Decode records"))
        .anyMatch(name -> name.startsWith("Demux and segment -> Package CMAF -> Store segments"))
        .anyMatch(name -> name.startsWith("Order segments -> Publish playlists"));
  }

  @Test
  void segmentsAreSpreadOnceMoreToBeEncoded() {
    assertThat(tasks("standard"))
        .anyMatch(
            name ->
                name.startsWith(
                    "Encode segments -> Package encoded CMAF -> Store encoded segments"));
  }

  private static Set<String> tasks(String ladder) {
    return Arrays.stream(
            environment(new Configuration(), ladder)
                .getStreamGraph()
                .getJobGraph()
                .getVerticesAsArray())
        .map(JobVertex::getName)
        .collect(Collectors.toSet());
  }

  @Test
  void aCheckpointOvertakesWhatWaitsForAnEncoder() {
    StreamExecutionEnvironment environment = environment(new Configuration());
    assertThat(environment.getCheckpointConfig().isUnalignedCheckpointsEnabled()).isTrue();
    assertThat(environment.getCheckpointConfig().getAlignedCheckpointTimeout())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void setsWhatItNeedsOnlyWhereNothingIsSet() {
    Configuration given = new Configuration();
    given.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(7));
    given.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(3));
    StreamExecutionEnvironment environment = environment(given);
    assertThat(environment.getConfiguration().get(ExecutionOptions.BUFFER_TIMEOUT))
        .isEqualTo(Duration.ofMillis(7));
    assertThat(environment.getCheckpointConfig().getCheckpointInterval()).isEqualTo(3000);
    assertThat(environment.getConfiguration().get(PipelineOptions.GENERIC_TYPES)).isFalse();
    assertThat(environment.getConfig().isObjectReuseEnabled()).isTrue();
  }

  @Test
  void checkpointsEachTenSecondsUnlessTold() {
    StreamExecutionEnvironment environment = environment(new Configuration());
    assertThat(environment.getCheckpointConfig().getCheckpointInterval()).isEqualTo(10_000);
    assertThat(environment.getBufferTimeout()).isEqualTo(10);
  }
}
