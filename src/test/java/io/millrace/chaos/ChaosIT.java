package io.millrace.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link Chaos}: one run of a few faults of each family. */
class ChaosIT {
  private static final long SEED = 5;
  private static final int MEDIA_SECONDS = 600;
  private static final List<String> KINDS =
      List.of(
          "kill-worker",
          "store-written-then-reset",
          "kill-taskmanager",
          "cut-broker",
          "rescale",
          "kill-jobmanager");

  @TempDir Path directory;

  @Test
  void nothingThatFailsChangesWhatIsPublished() throws Exception {
    Assumptions.assumeTrue(ChaosMedia.canBeMade(), "ffmpeg is not installed");
    Path media = Files.createDirectory(directory.resolve("media"));
    ChaosRun run =
        new ChaosRun(
            new ChaosRun.Setting(media, Distribution.ofBuild(), MEDIA_SECONDS, true), SEED);
    List<Fault> faults = KINDS.stream().flatMap(kind -> Faults.named(kind).stream()).toList();
    ChaosRun.Result result =
        run.run(Files.createDirectory(directory.resolve("run")), faults, System.out::println);
    assertThat(result.differences()).isEmpty();
    assertThat(result.outcomes()).hasSameSizeAs(faults);
    assertThat(result.objects()).isGreaterThan(50);
  }
}
