package io.millrace.libav;

/**
 * A live container that is produced step by step. The bytes go to the sink that the feed was opened
 * with; whoever calls {@link #step} decides how fast.
 */
public interface MediaFeed extends AutoCloseable {
  /** Container that a feed is muxed into. */
  enum Container {
    MPEG_TS("mpegts"),
    MATROSKA("matroska");

    private final String muxer;

    Container(String muxer) {
      this.muxer = muxer;
    }

    String muxer() {
      return muxer;
    }
  }

  /**
   * Produces a little more and hands its bytes to the sink.
   *
   * @return false if nothing more comes
   */
  boolean step();

  /** Hands out what coders and muxer still hold; no step may follow. */
  void finish();

  /** Microseconds of media that were produced: when the next step is due in real time. */
  long mediaMicros();

  @Override
  void close();
}
