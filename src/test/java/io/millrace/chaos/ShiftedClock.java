package io.millrace.chaos;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What a JVM whose host has a wrong clock is told instead of the time. How wrong it is stands in a
 * file of eight bytes, milliseconds, which another process changes while this one runs.
 */
public final class ShiftedClock {
  private static MappedByteBuffer shift = map(Path.of(System.getProperty("chaos.clock")));

  private ShiftedClock() {}

  private static MappedByteBuffer map(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, Long.BYTES);
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static long shiftMillis() {
    return shift.getLong(0);
  }

  /** {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + shiftMillis();
  }

  /** {@link Instant#now()}. */
  public static Instant now() {
    return Instant.now().plusMillis(shiftMillis());
  }

  /** {@link Clock#systemUTC}; as it is now, for nobody keeps one for long. */
  public static Clock systemUTC() {
    return Clock.offset(Clock.systemUTC(), Duration.ofMillis(shiftMillis()));
  }
}
