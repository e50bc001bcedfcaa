package io.millrace.storage;

import io.millrace.media.Payload;

/** An object as it stands in the store. */
public record StoredObject(Payload body, ObjectInfo info) {}
