package io.millrace.playlist.hls;

import java.util.List;

/**
 * One media segment as a playlist lists it. RFC 8216, 4.3.2.
 *
 * @param number media sequence number
 * @param line of the URI
 * @param micros EXTINF in microseconds; -1 if it is missing or no number
 * @param map URI of the EXT-X-MAP that holds for it; empty without one
 * @param programDateTime milliseconds since 1970 UTC of its own EXT-X-PROGRAM-DATE-TIME; {@link
 *     MediaListing#NO_DATE} without one
 * @param discontinuityNumber discontinuity sequence number, its own EXT-X-DISCONTINUITY counted
 * @param lines the tags before the URI and the URI
 */
public record ListedSegment(
    long number,
    int line,
    String uri,
    long micros,
    String map,
    boolean discontinuity,
    boolean gap,
    long programDateTime,
    long discontinuityNumber,
    List<PlaylistLine> lines) {}
