package io.millrace.demux.raw;

/**
 * Words about the music before, between and behind its frames: ID3v2 (id3.org, 2.4.0, 3.1), ID3v1,
 * and APE tags that begin with their header. They are passed over.
 */
final class MetadataTag {
  /** No tag begins here. */
  static final int NONE = 0;

  /** Too few bytes to tell. */
  static final int UNDECIDED = -1;

  private static final String ID3_V2 = "ID3";
  private static final String ID3_V1_EXTENDED = "TAG+";
  private static final String ID3_V1 = "TAG";
  private static final String APE = "APETAGEX";
  private static final int ID3_V2_HEADER_BYTES = 10;
  private static final int ID3_V1_BYTES = 128;
  private static final int ID3_V1_EXTENDED_BYTES = 227;
  private static final int APE_HEADER_BYTES = 32;

  /** As much as ID3v2 can say. */
  private static final int MAX_APE_BYTES = 1 << 28;

  private MetadataTag() {}

  /** Bytes of the tag that begins at {@code at}, {@link #NONE} or {@link #UNDECIDED}. */
  static int bytes(byte[] bytes, int at, int end) {
    if (begins(ID3_V2, bytes, at, end)) {
      return end - at < ID3_V2_HEADER_BYTES ? UNDECIDED : id3v2Bytes(bytes, at);
    }
    if (begins(APE, bytes, at, end)) {
      return end - at < APE_HEADER_BYTES ? UNDECIDED : apeBytes(bytes, at);
    }
    if (!begins(ID3_V1, bytes, at, end)) {
      return NONE;
    }
    if (end - at < ID3_V1_EXTENDED.length()) {
      return UNDECIDED;
    }
    return begins(ID3_V1_EXTENDED, bytes, at, end) ? ID3_V1_EXTENDED_BYTES : ID3_V1_BYTES;
  }

  /** Whether the word is there, as far as the bytes go. */
  private static boolean begins(String word, byte[] bytes, int at, int end) {
    for (int i = 0; i < Math.min(word.length(), end - at); i++) {
      if (bytes[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return at < end;
  }

  private static int id3v2Bytes(byte[] bytes, int at) {
    boolean isVersion = bytes[at + 3] != (byte) 0xff && bytes[at + 4] != (byte) 0xff;
    int size = 0;
    for (int i = 6; i < ID3_V2_HEADER_BYTES; i++) {
      if (bytes[at + i] < 0) {
        return NONE;
      }
      size = size << 7 | bytes[at + i];
    }
    boolean hasFooter = (bytes[at + 5] & 0x10) != 0;
    return isVersion ? ID3_V2_HEADER_BYTES + size + (hasFooter ? ID3_V2_HEADER_BYTES : 0) : NONE;
  }

  private static int apeBytes(byte[] bytes, int at) {
    long size = 0;
    for (int i = 15; i >= 12; i--) {
      size = size << 8 | bytes[at + i] & 0xff;
    }
    boolean isHeader = (bytes[at + 23] & 0x20) != 0;
    if (size > MAX_APE_BYTES) {
      return NONE;
    }
    return isHeader ? APE_HEADER_BYTES + (int) size : APE_HEADER_BYTES;
  }
}
