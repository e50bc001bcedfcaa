package io.millrace.app;

import io.millrace.media.Payload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An object as it was computed and as it stands.
 *
 * @param standing null if nothing stands under its name
 */
record ObjectComparison(String name, Payload computed, @Nullable Payload standing) {
  boolean isEqual() {
    return computed.equals(standing);
  }

  /** Name, sizes and digests for people, in a few lines. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("%s: %s%n".formatted(name, verdict()));
    append(text, "computed", computed);
    if (standing != null) {
      append(text, "standing", standing);
    }
    return text.toString();
  }

  private String verdict() {
    if (standing == null) {
      return "missing: nothing stands there";
    }
    return isEqual() ? "equal" : "different from byte %d on".formatted(firstDifference(standing));
  }

  private int firstDifference(Payload other) {
    return Arrays.mismatch(computed.toByteArray(), other.toByteArray());
  }

  private static void append(StringBuilder text, String which, Payload bytes) {
    text.append("  %s %9d bytes, SHA-256 %s%n".formatted(which, bytes.length(), sha256(bytes)));
  }

  private static String sha256(Payload bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.array(), bytes.arrayOffset(), bytes.length());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot tell a digest: no SHA-256", e);
    }
  }
}
