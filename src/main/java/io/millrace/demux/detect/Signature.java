package io.millrace.demux.detect;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes at a fixed place that give a format away.
 *
 * @param at index of the first byte
 * @param bytes as ISO 8859-1 characters; {@link #ANY} for a byte that does not matter
 * @param title what people call the format
 * @param container that reads it; null if none does
 */
record Signature(int at, String bytes, String title, @Nullable Container container) {
  /** Bytes that {@link #EVIDENT} looks at. */
  static final int EVIDENT_BYTES = 12;

  private static final char ANY = '\uffff';
  private static final String UNKNOWN = "an unknown format";
  private static final String NO_PARAMETER_SETS =
      "a byte stream in which neither H.264 nor HEVC parameter sets come first";

  /** Too long to stand in front of a transport stream by chance. */
  private static final List<Signature> EVIDENT =
      List.of(
          new Signature(0, "\u001a\u0045\u00df\u00a3", Container.MATROSKA), // EBML header
          new Signature(0, "\u001f\u0043\u00b6\u0075", Container.MATROSKA), // Cluster, head missing
          new Signature(4, "ftyp", Container.MP4),
          new Signature(4, "styp", Container.MP4),
          new Signature(4, "moov", Container.MP4),
          new Signature(4, "moof", Container.MP4),
          new Signature(4, "sidx", Container.MP4),
          new Signature(4, "mdat", Container.MP4),
          shortBox("emsg"),
          shortBox("prft"),
          shortBox("free"),
          shortBox("skip"),
          shortBox("wide"), // QuickTime, and so is the next one
          shortBox("pnot"),
          new Signature(0, "FLV\u0001", Container.FLV),
          new Signature(0, "OggS", Container.LIBAV),
          new Signature(8, "AVI ", Container.LIBAV),
          new Signature(8, "WAVE", Container.LIBAV),
          new Signature(0, "fLaC", Container.LIBAV),
          new Signature(0, "\u0030\u0026\u00b2\u0075\u008e\u0066\u00cf\u0011", Container.LIBAV),
          new Signature(0, "ID3", Container.PACKED_AUDIO),
          new Signature(0, "DKIF", Container.LIBAV),
          new Signature(0, "#!AMR", Container.LIBAV),
          new Signature(0, "caff", Container.LIBAV),
          new Signature(8, "AIFF", Container.LIBAV),
          new Signature(0, "#EXTM3U", "a playlist (HLS), not the media it names"),
          new Signature(0, "\u0089PNG\r\n\u001a\n", "a picture (PNG)"));

  /** A transport stream that is cut anywhere may begin like this: asked when it is none. */
  private static final List<Signature> LIKELY =
      List.of(
          new Signature(0, "\u0000\u0000\u0001\u00ba", Container.LIBAV),
          new Signature(0, "\u0000\u0000\u0001\u00b3", Container.LIBAV),
          new Signature(0, "\u0000\u0000\u0001\u00b0", Container.LIBAV),
          new Signature(0, "\u0000\u0000\u0001\u00b5", Container.LIBAV),
          new Signature(0, "\u0000\u0000\u0000\u0001", NO_PARAMETER_SETS),
          new Signature(0, "\u0000\u0000\u0001", NO_PARAMETER_SETS),
          new Signature(0, "\u00ff\u00d8\u00ff", "a picture (JPEG)"),
          new Signature(0, "GIF8", "a picture (GIF)"),
          new Signature(0, "PK\u0003\u0004", "a ZIP archive"),
          new Signature(0, "\u001f\u008b", "gzip"));

  /** A box below 16 MiB: its type alone is a word that may stand in the text of an encoder. */
  private static Signature shortBox(String type) {
    return new Signature(0, "\u0000" + ANY + ANY + ANY + type, Container.MP4);
  }

  private Signature(int at, String bytes, Container container) {
    this(at, bytes, container.title(), container);
  }

  private Signature(int at, String bytes, String title) {
    this(at, bytes, title, null);
  }

  /** Begins like video without a container, and may be video of another kind. */
  boolean isByteStream() {
    return title.equals(NO_PARAMETER_SETS);
  }

  /** What these bytes evidently are. */
  static @Nullable Signature evident(byte[] bytes, int length) {
    return firstOf(EVIDENT, bytes, length);
  }

  /** What bytes in which nothing evident was found are likely to be; null if nobody knows. */
  static @Nullable Signature likely(byte[] bytes, int length) {
    return firstOf(LIKELY, bytes, length);
  }

  /** The best name for bytes in which nothing at all was found. */
  static String name(byte[] bytes, int length) {
    if (isMpegAudio(bytes, length)) {
      String audio = (bytes[1] & 0x06) == 0 ? "ADTS (AAC)" : "MPEG audio (MP3)";
      return "like " + audio + ", but no frames follow each other";
    }
    return isText(bytes, length) ? textTitle(bytes, length) : UNKNOWN;
  }

  /** Whether there is no better name for these bytes than that nobody knows them. */
  static boolean isUnknown(byte[] bytes, int length) {
    return name(bytes, length).equals(UNKNOWN);
  }

  private static boolean isMpegAudio(byte[] bytes, int length) {
    return length > 1 && bytes[0] == (byte) 0xff && (bytes[1] & 0xe0) == 0xe0;
  }

  private static @Nullable Signature firstOf(List<Signature> known, byte[] bytes, int length) {
    for (Signature signature : known) {
      if (signature.matches(bytes, length)) {
        return signature;
      }
    }
    return null;
  }

  private boolean matches(byte[] head, int length) {
    if (at + bytes.length() > length) {
      return false;
    }
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.charAt(i) != ANY && (head[at + i] & 0xff) != bytes.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(byte[] bytes, int length) {
    for (int i = 0; i < Math.min(length, 512); i++) {
      boolean control = bytes[i] >= 0 && bytes[i] < ' ';
      if (control && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t') {
        return false;
      }
    }
    return length > 0;
  }

  private static String textTitle(byte[] bytes, int length) {
    String head = new String(bytes, 0, Math.min(length, 64), StandardCharsets.ISO_8859_1).strip();
    return head.startsWith("<") ? "HTML or XML" : "text";
  }
}
