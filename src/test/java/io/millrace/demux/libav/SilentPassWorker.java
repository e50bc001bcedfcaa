package io.millrace.demux.libav;

import java.util.concurrent.locks.LockSupport;

/** A worker that never answers, as if a demuxer went round for ever. */
public final class SilentPassWorker {
  private SilentPassWorker() {}

  public static void main(String[] arguments) {
    PassWorker.serve(
        request -> {
          while (true) {
            LockSupport.park();
          }
        });
  }
}
