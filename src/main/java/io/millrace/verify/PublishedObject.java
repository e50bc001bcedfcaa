package io.millrace.verify;

import io.millrace.media.Payload;

/**
 * An object as a reader gets it.
 *
 * @param contentType media type without parameters, in lower case; empty where there is none
 * @param redirects that were followed to get it
 */
public record PublishedObject(Payload bytes, String contentType, int redirects) {}
