package io.millrace.transcode.worker;

import io.millrace.transcode.EncodedSegment;
import io.millrace.transcode.SegmentEncoder;
import io.millrace.worker.WorkerProgram;
import io.millrace.worker.WorkerServer;
import io.millrace.worker.Written;
import java.io.DataInput;
import java.io.IOException;
import java.time.Duration;

/** The program of a process that encodes segments. */
public final class EncoderWorker {
  private EncoderWorker() {}

  /** How a segment is encoded. */
  @FunctionalInterface
  interface Encoding {
    EncodedSegment encode(EncoderRequest request);
  }

  /** How such processes are started. */
  public static WorkerProgram program(long heapBytes, Duration timeBudget) {
    return new WorkerProgram(EncoderWorker.class.getName(), heapBytes, timeBudget);
  }

  public static void main(String[] arguments) {
    serve(request -> new SegmentEncoder(request.settings()).encode(request.unit(), request.shed()));
  }

  /** Answers requests on the standard streams; never returns. */
  static void serve(Encoding encoding) {
    WorkerServer.serve(new Work(encoding));
  }

  private record Work(Encoding encoding) implements WorkerServer.Work<EncoderRequest> {
    @Override
    public EncoderRequest read(DataInput in) throws IOException {
      return EncoderRequest.read(in);
    }

    @Override
    public Written answer(EncoderRequest request) {
      return EncoderRequest.written(encoding.encode(request));
    }

    @Override
    public String remedy() {
      return "; put FFmpeg's jars into Flink's lib folder (make dist) or set"
          + " millrace.transcode.video and millrace.transcode.audio to copy";
    }
  }
}
