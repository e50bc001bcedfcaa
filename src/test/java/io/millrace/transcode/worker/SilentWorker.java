package io.millrace.transcode.worker;

import java.util.concurrent.locks.LockSupport;

/** A worker that never answers, as if native code hung. */
public final class SilentWorker {
  private SilentWorker() {}

  public static void main(String[] arguments) {
    EncoderWorker.serve(
        request -> {
          System.err.println("WARN silent");
          while (true) {
            LockSupport.park();
          }
        });
  }
}
