package io.millrace.chaos;

import io.millrace.app.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A broker in a process of its own, with two ways to it: one for publishers, one for the job.
 *
 * <p>Arguments: its directory, the ports of publishers, of the job, of the controller, and the port
 * that the job is told.
 */
final class BrokerProcess {
  private BrokerProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(
            Path.of(arguments[0]),
            listeners(arguments[1], arguments[2], arguments[3], arguments[4]));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    Thread.currentThread().join();
  }

  private static Map<String, String> listeners(
      String publishers, String job, String controller, String jobIsTold) {
    return Map.of(
        "controller.quorum.voters",
        "1@127.0.0.1:" + controller,
        "listeners",
        "PLAINTEXT://127.0.0.1:%s,JOB://127.0.0.1:%s,CONTROLLER://127.0.0.1:%s"
            .formatted(publishers, job, controller),
        "advertised.listeners",
        "PLAINTEXT://127.0.0.1:%s,JOB://127.0.0.1:%s".formatted(publishers, jobIsTold),
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,JOB:PLAINTEXT,CONTROLLER:PLAINTEXT");
  }

  /** How it is started, on this JVM's class path. */
  static ProcessBuilder builder(
      Path directory, int publishers, int job, int controller, int jobIsTold) {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                directory.resolve("kafka").toString(),
                Integer.toString(publishers),
                Integer.toString(job),
                Integer.toString(controller),
                Integer.toString(jobIsTold)));
    builder.redirectErrorStream(true);
    builder.redirectOutput(directory.resolve("broker.log").toFile());
    return builder;
  }
}
