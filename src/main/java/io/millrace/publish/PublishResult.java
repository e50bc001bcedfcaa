package io.millrace.publish;

/** How the publication of a playlist version ended. */
public sealed interface PublishResult {
  /** This version stands now. */
  record Published() implements PublishResult {}

  /** This version stood already: a replay, or a second writer of the same stream. */
  record AlreadyThere() implements PublishResult {}

  /**
   * A later version stands.
   *
   * @param writer of that version
   * @param end of that version, see {@link PlaylistUpdate#end}
   */
  record Obsolete(String writer, long end) implements PublishResult {}
}
