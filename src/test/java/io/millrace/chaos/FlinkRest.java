package io.millrace.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the suite asks of a JobManager, which may be away for a while. */
final class FlinkRest {
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 200;

  private static final Pattern PORT = Pattern.compile(":([0-9]+)/");

  private final String root;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CALL).build();
  private final ObjectMapper mapper = new ObjectMapper();

  FlinkRest(int port) {
    root = "http://127.0.0.1:" + port;
  }

  private interface Attempt<T> {
    Optional<T> make() throws IOException, InterruptedException;
  }

  private static <T> T eventually(String what, Attempt<T> attempt) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String last = "no answer yet";
    while (System.nanoTime() < deadline) {
      try {
        Optional<T> result = attempt.make();
        if (result.isPresent()) {
          return result.get();
        }
        last = "not so";
      } catch (IOException e) {
        last = e.toString();
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new AssertionError("%s: %s after %s".formatted(what, last, PATIENCE));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(root + path)).GET());
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(root + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request.timeout(CALL).build(), BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException("HTTP %d: %s".formatted(response.statusCode(), response.body()));
    }
    return response.body().isEmpty() ? mapper.createObjectNode() : mapper.readTree(response.body());
  }

  /** Waits for TaskManagers. */
  void awaitTaskManagers(int count) throws InterruptedException {
    eventually(
        count + " TaskManagers",
        () ->
            get("/taskmanagers").path("taskmanagers").size() >= count
                ? Optional.of(true)
                : Optional.empty());
  }

  /**
   * RPC ports of TaskManagers that have given away slots, as others are told them; first those that
   * have the fewest left.
   */
  List<Integer> busyTaskManagerPorts() throws InterruptedException {
    return eventually(
        "a busy TaskManager",
        () -> {
          List<JsonNode> managers = new ArrayList<>();
          get("/taskmanagers").path("taskmanagers").forEach(managers::add);
          managers.sort(Comparator.comparingInt(manager -> manager.path("freeSlots").asInt()));
          List<Integer> ports = new ArrayList<>();
          for (JsonNode manager : managers) {
            if (manager.path("freeSlots").asInt() < manager.path("slotsNumber").asInt()) {
              Matcher address = PORT.matcher(manager.path("path").asText());
              if (address.find()) {
                ports.add(Integer.valueOf(address.group(1)));
              }
            }
          }
          return Optional.of(ports).filter(found -> !found.isEmpty());
        });
  }

  /** Waits until all of a job's tasks run. */
  void awaitRunning(String job) throws InterruptedException {
    eventually(
        "job %s running".formatted(job),
        () -> {
          JsonNode details = get("/jobs/" + job);
          boolean all = details.path("state").asText().equals("RUNNING");
          for (JsonNode vertex : details.path("vertices")) {
            all &= vertex.path("status").asText().equals("RUNNING");
          }
          return all ? Optional.of(true) : Optional.empty();
        });
  }

  /** Waits until a job has completed one more checkpoint. */
  void awaitCheckpoint(String job) throws InterruptedException {
    long before = eventually("checkpoints of " + job, () -> Optional.of(checkpoints(job)));
    eventually(
        "a checkpoint of " + job,
        () -> checkpoints(job) > before ? Optional.of(true) : Optional.empty());
  }

  private long checkpoints(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asLong();
  }

  /** The newest checkpoint that a job can be started from. */
  String latestCheckpoint(String job) throws InterruptedException {
    return eventually(
        "a checkpoint of " + job,
        () ->
            Optional.of(
                    get("/jobs/" + job + "/checkpoints")
                        .at("/latest/completed/external_path")
                        .asText())
                .filter(path -> !path.isEmpty()));
  }

  /** Takes a savepoint and returns where it lies; the job goes on. */
  String savepoint(String job, String directory) throws InterruptedException {
    return savepoint(
        job,
        "savepoints",
        "{\"target-directory\": \"%s\", \"cancel-job\": false}".formatted(directory));
  }

  /** Stops a job with a savepoint and returns where it lies. */
  String stop(String job, String directory) throws InterruptedException {
    return savepoint(
        job, "stop", "{\"targetDirectory\": \"%s\", \"drain\": false}".formatted(directory));
  }

  private String savepoint(String job, String verb, String body) throws InterruptedException {
    return eventually(
        "%s of %s".formatted(verb, job),
        () -> {
          String id = post("/jobs/%s/%s".formatted(job, verb), body).path("request-id").asText();
          return awaitSavepoint("/jobs/%s/savepoints/%s".formatted(job, id));
        });
  }

  /** Empty if it failed: then it is asked for again. */
  private Optional<String> awaitSavepoint(String path) throws InterruptedException {
    JsonNode done =
        eventually(
            path,
            () -> {
              JsonNode status = get(path);
              return status.at("/status/id").asText().equals("COMPLETED")
                  ? Optional.of(status)
                  : Optional.empty();
            });
    return Optional.of(done.at("/operation/location").asText()).filter(at -> !at.isEmpty());
  }

  /** Cancels a job and waits until it is gone. */
  void cancel(String job) throws InterruptedException {
    eventually(
        "cancel of " + job,
        () -> {
          String state = get("/jobs/" + job).path("state").asText();
          if (state.equals("CANCELED")) {
            return Optional.of(true);
          }
          if (!state.equals("CANCELLING")) {
            send(
                HttpRequest.newBuilder(URI.create(root + "/jobs/" + job))
                    .method("PATCH", BodyPublishers.noBody()));
          }
          return Optional.empty();
        });
  }
}
