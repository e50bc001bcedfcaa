package io.millrace.libav;

import java.util.function.BiConsumer;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** FFmpeg in this process: loaded once, its log in ours, each return code looked at. */
public final class Libav {
  private static final Logger LOG = LoggerFactory.getLogger("io.millrace.libav.ffmpeg");

  /** Held for ever: a callback that is collected while FFmpeg knows it ends the process. */
  private static final LogCallback TO_OUR_LOG =
      new LogCallback() {
        @Override
        public void call(int level, BytePointer message) {
          try {
            log.accept(level(level), message.getString().stripTrailing());
          } catch (Throwable e) {
            // Nothing may be thrown into native code: it would end the process.
          }
        }
      };

  /**
   * What FFmpeg may use of a CPU, up to SSE4.2: with more, sound has other bytes on other machines.
   * Other architectures have none of these bits, and take their plain code.
   */
  private static final int CPU_LEVEL =
      avutil.AV_CPU_FLAG_CMOV
          | avutil.AV_CPU_FLAG_MMX
          | avutil.AV_CPU_FLAG_MMXEXT
          | avutil.AV_CPU_FLAG_SSE
          | avutil.AV_CPU_FLAG_SSE2
          | avutil.AV_CPU_FLAG_SSE3
          | avutil.AV_CPU_FLAG_SSSE3
          | avutil.AV_CPU_FLAG_SSE4
          | avutil.AV_CPU_FLAG_SSE42;

  private static volatile boolean loaded;
  private static volatile BiConsumer<Level, String> log = Libav::log;

  /** How much a line of FFmpeg's log matters to us. */
  public enum Level {
    /** FFmpeg cannot go on. */
    ERROR,
    /** Damaged input, and the like. */
    WARN,
    DEBUG
  }

  private Libav() {}

  /**
   * Loads the native libraries; only the first call does work.
   *
   * @throws LibavException if there is no FFmpeg for this platform or it does not load
   */
  public static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      // One by one and without avdevice, which needs sound and display libraries of the system.
      Loader.load(avutil.class);
      Loader.load(avcodec.class);
      Loader.load(avformat.class);
      Loader.load(avfilter.class);
      Loader.load(swscale.class);
      Loader.load(swresample.class);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new LibavException(
          "Cannot load FFmpeg on %s %s: %s"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), e),
          e);
    }
    avutil.av_log_set_level(avutil.AV_LOG_WARNING);
    avutil.setLogCallback(TO_OUR_LOG);
    avutil.av_force_cpu_flags(avutil.av_get_cpu_flags() & CPU_LEVEL);
    loaded = true;
  }

  static int check(int result, String call) {
    if (result >= 0) {
      return result;
    }
    throw new LibavException(call, result);
  }

  /** The pointer that {@code call} returned, which means out of memory where it is null. */
  static <T extends Pointer> T check(@Nullable T result, String call) {
    if (result == null || result.isNull()) {
      throw new LibavException(call + " failed: no result");
    }
    return result;
  }

  /** Gives FFmpeg's log to {@code lines}, on whatever thread, instead of to ours. */
  public static void logTo(BiConsumer<Level, String> lines) {
    log = lines;
  }

  private static Level level(int level) {
    if (level <= avutil.AV_LOG_FATAL) {
      return Level.ERROR;
    }
    return level <= avutil.AV_LOG_ERROR ? Level.WARN : Level.DEBUG;
  }

  private static void log(Level level, String message) {
    switch (level) {
      case ERROR -> LOG.error(message);
      case WARN -> LOG.warn(message);
      case DEBUG -> LOG.debug(message);
    }
  }
}
