package io.millrace.demux.libav;

import io.millrace.worker.WorkerProgram;
import io.millrace.worker.WorkerServer;
import io.millrace.worker.Written;
import java.io.DataInput;
import java.io.IOException;
import java.time.Duration;

/** The program of a process in which FFmpeg's demuxers run. */
public final class PassWorker {
  private PassWorker() {}

  /** How a call is answered. */
  @FunctionalInterface
  interface Answering {
    PassAnswer answer(PassRequest request);
  }

  /** How such processes are started. */
  public static WorkerProgram program(long heapBytes, Duration timeBudget) {
    return new WorkerProgram(PassWorker.class.getName(), heapBytes, timeBudget);
  }

  public static void main(String[] arguments) {
    serve(PassRequest::answer);
  }

  /** Answers calls on the standard streams; never returns. */
  static void serve(Answering answering) {
    WorkerServer.serve(new Work(answering));
  }

  private record Work(Answering answering) implements WorkerServer.Work<PassRequest> {
    @Override
    public PassRequest read(DataInput in) throws IOException {
      return PassRequest.read(in);
    }

    @Override
    public Written answer(PassRequest request) {
      return answering.answer(request);
    }

    @Override
    public String remedy() {
      return "; put FFmpeg's jars into Flink's lib folder (make dist), or send Matroska, MPEG-TS,"
          + " MP4 or FLV";
    }
  }
}
