package io.millrace.transcode.worker;

import io.millrace.media.Ladder;
import io.millrace.transcode.PictureSegments;
import io.millrace.transcode.TranscodeSettings;
import io.millrace.worker.RunningWorker;
import io.millrace.worker.WorkerProgram;
import java.time.Duration;

/** A process that waits for a worker that never answers, and prints the worker's id. */
final class ParentProgram {
  private ParentProgram() {}

  public static void main(String[] arguments) throws Exception {
    WorkerProgram program =
        new WorkerProgram(SilentWorker.class.getName(), 256 << 20, Duration.ofHours(1));
    RunningWorker worker = new RunningWorker(program);
    System.out.println(worker.pid());
    worker.ask(
        new EncoderRequest(
            TranscodeSettings.of(Ladder.parse("144p:300k")),
            0,
            PictureSegments.make("cam-1", 1).get(0)),
        Duration.ofHours(1));
  }
}
