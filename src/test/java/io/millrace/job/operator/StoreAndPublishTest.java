package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cmaf.CmafPackager;
import io.millrace.cmaf.PackagedSegment;
import io.millrace.job.config.JobArguments;
import io.millrace.job.config.JobSettings;
import io.millrace.job.record.Event;
import io.millrace.job.record.Forms;
import io.millrace.job.record.Publication;
import io.millrace.job.record.StoreOutcome;
import io.millrace.media.Payload;
import io.millrace.media.Sample;
import io.millrace.media.Timescale;
import io.millrace.media.TrackFormat;
import io.millrace.publish.PlaylistPublisher;
import io.millrace.publish.PlaylistUpdate;
import io.millrace.publish.PublishListener;
import io.millrace.publish.RetrySettings;
import io.millrace.publish.Stores;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import io.millrace.storage.ObjectStore;
import io.millrace.wire.StreamEventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreAndPublishTest {
  private static final TrackFormat.Audio AUDIO =
      new TrackFormat.Audio(
          io.millrace.media.Codec.AAC,
          "mp4a.40.2",
          Payload.of(new byte[] {0x11, (byte) 0x90}),
          "und",
          48000,
          2,
          1024,
          Payload.of(new byte[] {0x21, 0x10}));
  private static final int FRAMES = 94;

  @TempDir Path directory;

  private JobSettings settings() {
    return JobSettings.of(
        JobArguments.parse(
            "--kafka.bootstrap-servers=localhost:1",
            "--playlist.kind=event",
            "--store.uri=" + directory.toUri()));
  }

  private static PackagedSegment segment(String stream, int number, int filler) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      samples.add(new Sample(1024, 0, true, Payload.of(new byte[] {(byte) filler, (byte) i})));
    }
    TrackSegment track =
        new TrackSegment(
            "audio", AUDIO, new Timescale(48000), (long) number * FRAMES * 1024, samples);
    return new CmafPackager()
        .pack(new SegmentUnit(stream, number, false, 1000L * number, 3, List.of(track), false));
  }

  private static <I, O> List<O> run(
      AsyncFunction<I, O> function, TypeSerializer<I> in, TypeSerializer<O> out, List<I> inputs)
      throws Exception {
    try (OneInputStreamOperatorTestHarness<I, O> operator =
        new OneInputStreamOperatorTestHarness<>(
            new AsyncWaitOperatorFactory<>(
                function, 60_000, 16, AsyncDataStream.OutputMode.UNORDERED),
            in)) {
      operator.setup(out);
      operator.open();
      for (I input : inputs) {
        operator.processElement(new StreamRecord<>(input));
      }
      operator.endInput();
      return operator.extractOutputValues();
    }
  }

  private List<StoreOutcome> store(PackagedSegment... segments) throws Exception {
    return run(
        new StoreFunction(settings()),
        Forms.PACKAGED_SEGMENT.serializer(),
        Forms.STORE_OUTCOME.serializer(),
        List.of(segments));
  }

  private KeyedOneInputStreamOperatorTestHarness<String, StoreOutcome, Publication> playlists()
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, StoreOutcome, Publication> operator =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new PlaylistFunction(settings())),
            StoreOutcome::stream,
            Types.STRING);
    operator.setup(Forms.PUBLICATION.serializer());
    return operator;
  }

  @Test
  void storesASegmentOnceHoweverOftenItComes() throws Exception {
    StoreOutcome first = store(segment("cam-1", 0, 1)).get(0);
    assertThat(store(segment("cam-1", 0, 1))).containsExactly(first);
    assertThat(first.segment()).isNotNull();
    assertThat(directory.resolve("cam-1/audio/00000000.m4s")).isNotEmptyFile();
  }

  @Test
  void otherBytesUnderTheSameNameStopOnlyTheirStream() throws Exception {
    store(segment("cam-1", 0, 1));
    List<StoreOutcome> outcomes = store(segment("cam-1", 0, 2), segment("cam-2", 0, 2));
    try (var operator = playlists()) {
      operator.open();
      for (StoreOutcome outcome : outcomes) {
        operator.processElement(new StreamRecord<>(outcome));
      }
      operator.processElement(new StreamRecord<>(store(segment("cam-1", 1, 2)).get(0)));
      Event alarm = operator.getSideOutput(Outputs.EVENTS).poll().getValue();
      assertThat(alarm.kind()).isEqualTo(StreamEventKind.ALARM);
      assertThat(alarm.stream()).isEqualTo("cam-1");
      assertThat(alarm.detail()).contains("cam-1/audio/00000000.m4s", "other bytes stand there");
      assertThat(operator.extractOutputValues())
          .extracting(Publication::stream)
          .containsOnly("cam-2");
    }
  }

  @Test
  void goesOnWithThePlaylistWhereACheckpointLeftIt() throws Exception {
    List<Publication> publications = new ArrayList<>();
    OperatorSubtaskState state = null;
    for (int number : new int[] {1, 0, 2}) {
      StoreOutcome outcome = store(segment("cam-1", number, 7)).get(0);
      try (var operator = playlists()) {
        if (state != null) {
          operator.initializeState(state);
        }
        operator.open();
        operator.processElement(new StreamRecord<>(outcome));
        publications.addAll(operator.extractOutputValues());
        state = operator.snapshot(number, number);
      }
    }
    List<Event> events =
        run(
            new PublishFunction(settings()),
            Forms.PUBLICATION.serializer(),
            Forms.EVENT.serializer(),
            publications);
    assertThat(events)
        .extracting(Event::kind, Event::segment)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(StreamEventKind.SEGMENT_PUBLISHED, 0L),
            org.assertj.core.groups.Tuple.tuple(StreamEventKind.SEGMENT_PUBLISHED, 1L),
            org.assertj.core.groups.Tuple.tuple(StreamEventKind.SEGMENT_PUBLISHED, 2L));
    assertThat(Files.readString(directory.resolve("cam-1/audio/index.m3u8")))
        .contains("00000000.m4s", "00000001.m4s", "00000002.m4s");
  }

  @Test
  void anAlarmSaysWhichOtherJobHoldsTheStream() throws Exception {
    List<Event> events = publishBesideALaterWriter(ours -> "millrace job 00ff, attempt 0");
    Event alarm = events.get(events.size() - 1);
    assertThat(alarm.kind()).isEqualTo(StreamEventKind.ALARM);
    assertThat(alarm.detail()).contains("millrace job 00ff, attempt 0 holds the stream");
  }

  /** One that was thought dead: the job starts again, and claims after it. */
  @Test
  void anotherAttemptOfTheSameJobFailsTheTask() {
    assertThatThrownBy(
            () -> publishBesideALaterWriter(ours -> ours.replaceAll("attempt .*", "attempt 7")))
        .rootCause()
        .hasMessageContaining("attempt 7 holds the stream");
  }

  /**
   * Publishes a segment, lets another writer publish the next one, and does so too.
   *
   * @param rival the other writer's name, from ours
   */
  private List<Event> publishBesideALaterWriter(UnaryOperator<String> rival) throws Exception {
    List<Publication> publications = new ArrayList<>();
    try (var operator = playlists()) {
      operator.open();
      for (int number = 0; number < 2; number++) {
        operator.processElement(new StreamRecord<>(store(segment("cam-1", number, 7)).get(0)));
      }
      publications.addAll(operator.extractOutputValues());
    }
    PublishFunction function = new PublishFunction(settings());
    try (OneInputStreamOperatorTestHarness<Publication, Event> operator =
            new OneInputStreamOperatorTestHarness<>(
                new AsyncWaitOperatorFactory<>(
                    function, 60_000, 16, AsyncDataStream.OutputMode.UNORDERED),
                Forms.PUBLICATION.serializer());
        ObjectStore store = Stores.open(settings().storeSettings())) {
      operator.setup(Forms.EVENT.serializer());
      operator.open();
      publish(function, publications.get(0));
      String ours = Files.readString(directory.resolve("_writers/cam-1.txt")).strip();
      PlaylistPublisher other =
          new PlaylistPublisher(
              store,
              rival.apply(ours.substring(ours.indexOf(' ') + 1)),
              RetrySettings.DEFAULT,
              PublishListener.SILENT);
      for (PlaylistUpdate update : publications.get(1).updates()) {
        other.publish(update).join();
      }
      return publish(function, publications.get(1));
    }
  }

  private static List<Event> publish(PublishFunction function, Publication publication) {
    CompletableFuture<List<Event>> settled = new CompletableFuture<>();
    function.asyncInvoke(
        publication,
        new ResultFuture<>() {
          @Override
          public void complete(Collection<Event> events) {
            settled.complete(List.copyOf(events));
          }

          @Override
          public void completeExceptionally(Throwable failure) {
            settled.completeExceptionally(failure);
          }

          @Override
          public void complete(CollectionSupplier<Event> supplier) {
            throw new UnsupportedOperationException();
          }
        });
    return settled.join();
  }

  /** An attempt that had lost the stream may have dropped it, and it is written seldom. */
  @Test
  void tellsTheMultivariantPlaylistOnceMoreAfterARestart() throws Exception {
    List<List<String>> told = new ArrayList<>();
    OperatorSubtaskState state = null;
    for (int number = 0; number < 4; number += 2) {
      try (var operator = playlists()) {
        if (state != null) {
          operator.initializeState(state);
        }
        operator.open();
        for (int n = number; n < number + 2; n++) {
          operator.processElement(new StreamRecord<>(store(segment("cam-1", n, 7)).get(0)));
        }
        state = operator.snapshot(number, number);
        for (Publication publication : operator.extractOutputValues()) {
          told.add(
              publication.updates().stream()
                  .map(update -> update.name() + " to " + update.end())
                  .toList());
        }
      }
    }
    assertThat(told)
        .containsExactly(
            List.of("cam-1/audio/index.m3u8 to 1", "cam-1/main.m3u8 to 1"),
            List.of("cam-1/audio/index.m3u8 to 2"),
            List.of("cam-1/main.m3u8 to 1", "cam-1/audio/index.m3u8 to 3"),
            List.of("cam-1/audio/index.m3u8 to 4"));
  }

  @Test
  void anotherWritersPlaylistStopsTheStreamOnce() throws Exception {
    Files.createDirectories(directory.resolve("cam-1/audio"));
    Files.writeString(directory.resolve("cam-1/audio/index.m3u8"), "#EXTM3U\n");
    List<Publication> publications = new ArrayList<>();
    try (var operator = playlists()) {
      operator.open();
      for (int number = 0; number < 2; number++) {
        operator.processElement(new StreamRecord<>(store(segment("cam-1", number, 7)).get(0)));
      }
      publications.addAll(operator.extractOutputValues());
    }
    List<Event> events =
        run(
            new PublishFunction(settings()),
            Forms.PUBLICATION.serializer(),
            Forms.EVENT.serializer(),
            publications);
    assertThat(events).extracting(Event::kind).containsOnlyOnce(StreamEventKind.ALARM);
  }
}
