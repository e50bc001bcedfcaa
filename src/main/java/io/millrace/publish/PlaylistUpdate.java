package io.millrace.publish;

import java.util.List;

/**
 * A new version of one playlist. A plain record, because it travels between Flink operators.
 *
 * @param stream id
 * @param name of the playlist object
 * @param text of the playlist
 * @param mediaSequence number of its first segment
 * @param end number of the first segment that it does not account for; grows with each version
 * @param ended nothing of this stream comes after the update that has this and its like
 * @param expired names of objects that may be deleted once this version stands
 * @param retained number of the first segment beside a media playlist that must stay, listed or
 *     expiring; 0 where all stay
 */
public record PlaylistUpdate(
    String stream,
    String name,
    String text,
    long mediaSequence,
    long end,
    boolean ended,
    List<String> expired,
    long retained) {}
