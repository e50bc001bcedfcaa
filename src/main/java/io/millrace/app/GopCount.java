package io.millrace.app;

/** Groups of pictures of one track: how many, how long, and whether they lean on one another. */
final class GopCount {
  private long count;
  private long open;
  private long pictures;
  private long current;
  private boolean currentIsOpen;
  private long shortest = Long.MAX_VALUE;
  private long longest;

  /** A sync sample: the group before it is over. */
  void begin() {
    finish();
    count++;
    current = 0;
    currentIsOpen = false;
  }

  /** A picture that is shown before the sync sample it follows, so it may need the group before. */
  void leadingPicture() {
    currentIsOpen = true;
  }

  /** A picture of the current group. */
  void add() {
    if (count > 0) {
      current++;
      pictures++;
    }
  }

  /** The end of the input: the last group is over. */
  void finish() {
    if (count > 0 && current > 0) {
      shortest = Math.min(shortest, current);
      longest = Math.max(longest, current);
      open += currentIsOpen ? 1 : 0;
      current = 0;
    }
  }

  long count() {
    return count;
  }

  /** Groups with leading pictures. */
  long open() {
    return open;
  }

  /** Pictures in the shortest group; 0 if there is none. */
  long shortest() {
    return count == 0 ? 0 : shortest;
  }

  long longest() {
    return longest;
  }

  /** Pictures per group in tenths, rounded. */
  long averageTenths() {
    return count == 0 ? 0 : (pictures * 10 + count / 2) / count;
  }
}
