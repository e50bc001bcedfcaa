package io.millrace.app;

import io.millrace.app.kafka.EmbeddedKafka;
import io.millrace.job.LibraryAlone;
import io.millrace.job.Publisher;
import io.millrace.libav.MediaFeed;
import io.millrace.libav.TestPicture;
import io.millrace.media.FrameRate;
import io.millrace.media.Ladder;
import io.millrace.media.Payload;
import io.millrace.publish.PlaylistSettings;
import io.millrace.storage.ObjectName;
import io.millrace.wire.IngestRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A stream of the test picture: its records in Kafka, and what is published of it. */
final class PublishedStream {
  private static final int FRAMES_PER_SECOND = 30;

  private final Publisher publisher;

  private PublishedStream(Publisher publisher) {
    this.publisher = publisher;
  }

  /** So many seconds of 320x180 with sound, with a sync sample each second. */
  static PublishedStream of(String stream, int seconds) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TestPicture.Settings settings =
        new TestPicture.Settings(
            320,
            180,
            new FrameRate(FRAMES_PER_SECOND, 1),
            FRAMES_PER_SECOND,
            MediaFeed.Container.MATROSKA);
    try (TestPicture picture =
        TestPicture.open(settings, payload -> bytes.writeBytes(payload.toByteArray()))) {
      for (int i = 0; i < seconds * FRAMES_PER_SECOND; i++) {
        picture.step();
      }
      picture.finish();
    }
    return new PublishedStream(new Publisher(stream, 1, bytes.toByteArray(), 10_007));
  }

  /** The same under another name. */
  PublishedStream as(String stream) {
    return new PublishedStream(new Publisher(stream, 1, publisher.media(), publisher.chunkBytes()));
  }

  /** The same without some bytes of its middle, which is a loss and a discontinuity. */
  PublishedStream withoutBytes(int count) {
    byte[] media = publisher.media();
    int from = media.length / 2;
    byte[] rest = Arrays.copyOf(media, media.length - count);
    System.arraycopy(media, from + count, rest, from, media.length - count - from);
    return new PublishedStream(new Publisher(publisher.stream(), 1, rest, publisher.chunkBytes()));
  }

  String stream() {
    return publisher.stream();
  }

  Publisher publisher() {
    return publisher;
  }

  /** Publishes it as the job does. */
  void publish(Path directory, PlaylistSettings settings, String ladder) {
    LibraryAlone.publish(publisher, directory, settings, Ladder.parse(ladder));
  }

  /** Sends its records but for the last {@code without}. */
  void send(EmbeddedKafka kafka, String topic, int without) {
    List<byte[]> records = publisher.encoded();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (byte[] record : records.subList(0, records.size() - without)) {
        producer.send(new ProducerRecord<>(topic, IngestRecords.key(publisher.stream()), record));
      }
    }
  }

  /** Every published object below {@code root}: name, then what it holds. */
  static Map<String, String> objects(Path root) throws IOException {
    Map<String, String> objects = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (!name.startsWith(".millrace") && !ObjectName.isWriterClaim(name)) {
          objects.put(
              name,
              name.endsWith(".m3u8")
                  ? Files.readString(file)
                  : Payload.of(Files.readAllBytes(file)).toString());
        }
      }
    }
    return objects;
  }

  /** How a command ended. */
  record Result(int status, String out, String err) {}

  /** Runs the command line; {@code line} is split at spaces. */
  static Result run(String line, Object... values) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Millrace.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            line.formatted(values).split(" "));
    return new Result(status, out.toString(), err.toString());
  }
}
