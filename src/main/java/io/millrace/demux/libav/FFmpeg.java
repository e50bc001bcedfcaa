package io.millrace.demux.libav;

import io.millrace.libav.Libav;
import io.millrace.libav.LibavException;
import io.millrace.media.MediaException;
import java.util.function.Supplier;

/** Calls that need FFmpeg, which may not be here. */
final class FFmpeg {
  private FFmpeg() {}

  /**
   * What {@code call} gives.
   *
   * @throws MediaException.Unsupported if there is no FFmpeg in this process for this machine
   */
  static <T> T call(Supplier<T> call) {
    try {
      Libav.load();
    } catch (LinkageError | LibavException e) {
      throw new MediaException.Unsupported(
          0,
          "Cannot read input: only FFmpeg may read it, and FFmpeg is not here (%s);"
              + " put its jars (org.bytedeco ffmpeg and javacpp, for %s %s) into the class path",
          e,
          System.getProperty("os.name"),
          System.getProperty("os.arch"));
    }
    return call.get();
  }
}
