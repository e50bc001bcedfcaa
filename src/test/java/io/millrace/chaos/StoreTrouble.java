package io.millrace.chaos;

import java.util.Random;
import org.gaul.s3proxy.blobstore.S3Exceptions;

/** What a store does to its clients: refuses before the write, or loses the answer behind it. */
final class StoreTrouble {
  /** Which calls it is that go wrong. */
  enum Moment {
    BEFORE_THE_WRITE,
    BEHIND_THE_WRITE
  }

  /**
   * What happens to a call.
   *
   * @param status of the answer; 0 for a connection that is reset
   * @param percent of the calls that it happens to
   */
  record Answer(Moment moment, int status, int percent) {}

  private static final int PRECONDITION_FAILED = 412;

  private final Random random;
  private final Runnable reset;
  private Answer answer = new Answer(Moment.BEFORE_THE_WRITE, 0, 0);
  private long slowMillis;

  /**
   * @param reset cuts the connections to the store
   */
  StoreTrouble(Random random, Runnable reset) {
    this.random = random;
    this.reset = reset;
  }

  synchronized void answer(Answer next) {
    answer = next;
  }

  /** Lets every call wait. */
  synchronized void slow(long millis) {
    slowMillis = millis;
  }

  synchronized void heal() {
    answer = new Answer(Moment.BEFORE_THE_WRITE, 0, 0);
    slowMillis = 0;
  }

  /**
   * Told of each call before anything is done.
   *
   * @param put only a write has a condition, so only a write is told that its condition failed
   */
  void before(boolean put) {
    pause();
    strike(Moment.BEFORE_THE_WRITE, put);
  }

  /** Told of each write and deletion once it has taken effect. */
  void after() {
    strike(Moment.BEHIND_THE_WRITE, true);
  }

  private void pause() {
    long millis;
    synchronized (this) {
      millis = slowMillis;
    }
    if (millis > 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void strike(Moment moment, boolean put) {
    int status;
    synchronized (this) {
      if (answer.moment != moment
          || random.nextInt(100) >= answer.percent
          || (answer.status == PRECONDITION_FAILED && !put)) {
        return;
      }
      status = answer.status;
    }
    if (status == 0) {
      reset.run();
      throw S3Exceptions.fromStatusCode(500); // to nobody: the connection is gone
    }
    throw S3Exceptions.fromStatusCode(status);
  }
}
