package io.millrace.demux.matroska;

import io.millrace.demux.matroska.CodecIds.Coding;
import io.millrace.demux.matroska.ContentCompression.HeaderStripping;
import io.millrace.demux.matroska.ContentCompression.Zlib;
import io.millrace.media.Display;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The children of a Tracks element. RFC 9559, 5.1.4. */
final class TrackEntry {
  private static final int MAX_TRACKS = 64;
  private static final int MAX_CODEC_PRIVATE_BYTES = 1 << 20;
  private static final int MAX_TEXT_BYTES = 256;
  private static final int MAX_SAMPLE_RATE = 1 << 20;
  private static final int MAX_CHANNELS = 255;

  /** No frame lasts longer, in nanoseconds; beyond it the number means nothing. */
  private static final long MAX_DURATION = 3_600L * 1_000_000_000;

  /** ContentEncodingScope: the frames' bytes. */
  private static final int SCOPE_FRAMES = 1;

  private static final int SCOPE_CODEC_PRIVATE = 2;

  private static final int TRACK_ENTRY = 0xae;

  private final long offset;
  private long number;
  private int type;
  private String codecId = "";
  private Payload codecPrivate = Payload.EMPTY;
  private long codecPrivateOffset;
  private String language = "eng"; // the default of RFC 9559, 5.1.4.1.19
  private String languageBcp47 = "";
  private boolean enabled = true;
  private boolean preferred = true;
  private long defaultDuration;
  private long codecDelay;
  private @Nullable VideoDisplay video;
  private int sampleRate;
  private int channels;
  private int bitDepth;
  private int encodings;
  private boolean readable = true;
  private long encodingScope = SCOPE_FRAMES;
  private @Nullable ContentCompression compression;

  private TrackEntry(long offset) {
    this.offset = offset;
  }

  /**
   * All tracks of a Tracks element.
   *
   * @throws io.millrace.media.MediaException if one of them cannot be read or there are too many
   */
  static List<MatroskaTrack> readAll(Payload tracks, long offset) {
    List<MatroskaTrack> read = new ArrayList<>();
    Set<Integer> numbers = new HashSet<>();
    EbmlCursor child = new EbmlCursor(tracks, offset);
    while (child.next()) {
      if (child.id() == TRACK_ENTRY) {
        if (read.size() == MAX_TRACKS) {
          throw new Unsupported(child.bodyOffset(), "Tracks: more than %d tracks", MAX_TRACKS);
        }
        MatroskaTrack track = read(child);
        if (!numbers.add(track.track().id())) {
          throw new Malformed(
              child.bodyOffset(), "Tracks: two of TrackNumber %d", track.track().id());
        }
        read.add(track);
      }
    }
    return List.copyOf(read);
  }

  private static MatroskaTrack read(EbmlCursor trackEntry) {
    TrackEntry entry = new TrackEntry(trackEntry.bodyOffset());
    EbmlCursor child = trackEntry.children();
    while (child.next()) {
      entry.read(child.id(), child);
    }
    return entry.track();
  }

  private void read(int id, EbmlCursor child) {
    switch (id) {
      case 0xd7 -> number = child.unsigned();
      case 0x83 -> type = child.unsigned(255);
      case 0x86 -> codecId = child.text(MAX_TEXT_BYTES);
      case 0x63a2 -> readCodecPrivate(child);
      case 0x22b59c -> language = language(child.text(MAX_TEXT_BYTES));
      case 0x22b59d -> languageBcp47 = language(child.text(MAX_TEXT_BYTES));
      case 0xb9 -> enabled = child.flag();
      case 0x88 -> preferred = child.flag();
      case 0x23e383 -> defaultDuration = duration(child);
      case 0x56aa -> codecDelay = duration(child);
      case 0xe0 -> video = VideoDisplay.of(child.children());
      case 0xe1 -> readAudio(child.children());
      case 0x6d80 -> readEncodings(child.children());
      default -> {} // nothing that an access unit depends on
    }
  }

  private void readCodecPrivate(EbmlCursor child) {
    codecPrivate = child.body();
    codecPrivateOffset = child.bodyOffset();
  }

  private static long duration(EbmlCursor child) {
    long nanoseconds = child.unsigned();
    return nanoseconds > MAX_DURATION ? 0 : nanoseconds;
  }

  private static String language(String text) {
    return text.matches("[A-Za-z0-9-]{2,35}") ? text : "und";
  }

  private void readAudio(EbmlCursor child) {
    sampleRate = 8000; // the defaults of RFC 9559, 5.1.4.1.29
    channels = 1;
    while (child.next()) {
      switch (child.id()) {
        case 0xb5 -> sampleRate = sampleRate(child.rounded());
        case 0x9f -> channels = child.unsigned(MAX_CHANNELS);
        case 0x6264 -> bitDepth = child.unsigned(255);
        default -> {} // the bitstream knows better
      }
    }
  }

  private static int sampleRate(long hertz) {
    return hertz < 0 || hertz > MAX_SAMPLE_RATE ? 0 : (int) hertz;
  }

  private void readEncodings(EbmlCursor child) {
    while (child.next()) {
      if (child.id() == 0x6240) {
        encodings++;
        readEncoding(child.children());
      }
    }
    if (encodings > 1) {
      readable = false; // one over the other: seen in no file, read by no player
    }
  }

  private void readEncoding(EbmlCursor child) {
    compression = new Zlib(); // the default of ContentCompAlgo
    while (child.next()) {
      switch (child.id()) {
        case 0x5032 -> encodingScope = child.unsigned();
        case 0x5033 -> readable &= child.unsigned() == 0; // 1 is encryption
        case 0x5034 -> readCompression(child.children());
        case 0x5035 -> readable = false;
        default -> {} // ContentEncodingOrder says nothing where there is only one
      }
    }
  }

  private void readCompression(EbmlCursor child) {
    long algorithm = 0;
    Payload settings = Payload.EMPTY;
    while (child.next()) {
      switch (child.id()) {
        case 0x4254 -> algorithm = child.unsigned();
        case 0x4255 -> settings = child.body();
        default -> {} // there are no others
      }
    }
    if (algorithm == 3 && settings.length() <= MAX_TEXT_BYTES) {
      compression = new HeaderStripping(settings.compact());
    } else if (algorithm != 0) {
      readable = false; // bzlib and LZO1X, which RFC 9559 calls historic
    }
  }

  private MatroskaTrack track() {
    if (number < 1 || number > Integer.MAX_VALUE) {
      throw new Malformed(offset, "TrackEntry: TrackNumber %d", number);
    }
    Coding coding = CodecIds.coding(type, codecId, configuration());
    boolean pictures = coding.codec().type() == MediaType.VIDEO;
    boolean frames = (encodingScope & SCOPE_FRAMES) != 0;
    Track track =
        new Track(
            (int) number,
            coding.codec(),
            word(coding.detail()),
            coding.configuration().compact(),
            coding.framing(),
            Timescale.NANOSECONDS,
            pictures ? DefaultDuration.frameRate(defaultDuration) : null,
            video == null ? 0 : video.width(),
            video == null ? 0 : video.height(),
            sampleRate,
            channels,
            coding.blocks(),
            video == null ? Display.UNDECLARED : video.display(),
            languageBcp47.isEmpty() ? language : languageBcp47,
            use(),
            preferred);
    return new MatroskaTrack(
        track, readable, frames ? compression : null, defaultDuration, codecDelay);
  }

  /** CodecID, and what it leaves open: a FourCC, or the bits of a sample of PCM. */
  private String word(String detail) {
    if (codecId.startsWith("A_PCM/") && bitDepth > 0) {
      return codecId + " " + bitDepth;
    }
    return detail.isEmpty() ? codecId : codecId + " " + detail;
  }

  private Track.Use use() {
    if (!readable) {
      return Track.Use.UNREADABLE;
    }
    return enabled && type != CodecIds.LOGO ? Track.Use.PROGRAMME : Track.Use.AUXILIARY;
  }

  private Payload configuration() {
    Payload configuration = codecPrivate;
    boolean encoded = readable && (encodingScope & SCOPE_CODEC_PRIVATE) != 0;
    if (encoded && compression != null && !codecPrivate.isEmpty()) {
      configuration = compression.restore(codecPrivate, codecPrivateOffset);
    }
    checkLength(configuration, codecPrivateOffset);
    return configuration;
  }

  private static void checkLength(Payload codecPrivate, long offset) {
    if (codecPrivate.length() > MAX_CODEC_PRIVATE_BYTES) {
      throw new Unsupported(
          offset,
          "CodecPrivate: %d bytes, at most %d",
          codecPrivate.length(),
          MAX_CODEC_PRIVATE_BYTES);
    }
  }
}
