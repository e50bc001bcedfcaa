package io.millrace.playlist.hls;

/** Audio codecs that the same players decode, those that most players decode first. */
enum AudioFamily {
  AAC("aac"),
  MP3("mp3"),
  OPUS("opus"),
  FLAC("flac"),
  AC_3("ac-3"),
  EC_3("ec-3"),
  OTHER("other");

  private final String id;

  AudioFamily(String id) {
    this.id = id;
  }

  /** For GROUP-ID. */
  String id() {
    return id;
  }

  /** The family of an RFC 6381 codecs value. */
  static AudioFamily of(String codecs) {
    int dot = codecs.indexOf('.');
    return switch (dot < 0 ? codecs : codecs.substring(0, dot)) {
      // 0x6b and 0x69 are MPEG-1 and MPEG-2 audio, object type 34 is layer 3.
      case "mp4a" -> codecs.matches("mp4a\\.(6[9bB]|40\\.3[234])") ? MP3 : AAC;
      case "mp3" -> MP3;
      case "opus", "Opus" -> OPUS;
      case "flac", "fLaC" -> FLAC;
      case "ac-3" -> AC_3;
      case "ec-3" -> EC_3;
      default -> OTHER;
    };
  }
}
