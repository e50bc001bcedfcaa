package io.millrace.demux.fmp4;

import io.millrace.demux.fmp4.Fmp4Track.SampleDescription;
import io.millrace.isobmff.BoxCursor;
import io.millrace.isobmff.Esds;
import io.millrace.media.Codec;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.SoundBlocks;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of stsd. ISO/IEC 14496-12, 8.5.2, 12.1.3 and 12.2.3; QuickTime's sound entries.
 */
final class SampleEntryReader {
  private static final int VISUAL_PREFIX = 78;
  private static final int SOUND_PREFIX = 28;
  private static final int MAX_CONFIGURATION_BYTES = 1 << 20;

  /** Version and flags, which stand before the record in some configuration boxes. */
  private static final int FULL_BOX = 4;

  /** Samples that are not read where they are not written in one of the known ways. */
  private static final Set<String> PCM =
      Set.of(
          "lpcm", "sowt", "twos", "raw ", "in24", "in32", "fl32", "fl64", "ipcm", "fpcm", "alaw",
          "ulaw", "NONE");

  private static final Set<String> PICTURES = Set.of("jpeg", "png ", "mjp2", "gif ", "tiff");

  private final Context context;
  private final Pictures pictures = new Pictures();
  private String type;
  private String protection = "";
  private Codec codec;
  private String codecId;
  private Payload configuration = Payload.EMPTY;
  private boolean picture;
  private int width;
  private int height;
  private int channels;
  private int sampleRate;
  private @Nullable Waveform waveform;

  /**
   * What the track says about all of its entries.
   *
   * @param handler of hdlr: {@code vide}, {@code soun} ...
   * @param frameRate null if it is not constant
   * @param rotation clockwise degrees
   * @param preferred enabled in tkhd
   */
  record Context(
      int trackId,
      String handler,
      Timescale timescale,
      @Nullable FrameRate frameRate,
      int rotation,
      String language,
      boolean preferred) {
    private Codec other() {
      return switch (handler) {
        case "vide", "pict", "auxv" -> Codec.OTHER_VIDEO;
        case "soun" -> Codec.OTHER_AUDIO;
        case "text", "sbtl", "subt", "subp", "clcp" -> Codec.SUBTITLE;
        default -> Codec.DATA;
      };
    }
  }

  private SampleEntryReader(Context context, String type) {
    this.context = context;
    this.type = type;
    this.codecId = type;
    this.codec = context.other();
  }

  /**
   * Reads the entry that the cursor is at.
   *
   * @param quickTime whether sound entries may have QuickTime's further fields
   * @throws io.millrace.media.MediaException if it ends too early
   */
  static SampleDescription read(BoxCursor entry, Context context, boolean quickTime) {
    SampleEntryReader reader = new SampleEntryReader(context, entry.type());
    switch (context.other()) {
      case OTHER_VIDEO -> reader.readVisual(entry);
      case OTHER_AUDIO -> reader.readSound(entry, quickTime);
      default -> {} // only its name is of use
    }
    return reader.description();
  }

  /** Stands for the entry of a track that has none. */
  static SampleDescription nothing(Context context) {
    return new SampleEntryReader(context, "none").description();
  }

  private void readVisual(BoxCursor entry) {
    BoxCursor box = entry.children(VISUAL_PREFIX);
    width = BigEndian.u16(entry.payload(), 24);
    height = BigEndian.u16(entry.payload(), 26);
    BoxCursor protect = entry.children(VISUAL_PREFIX);
    readProtection(protect);
    setCodec(Codecs.video(type));
    while (box.next()) {
      readConfiguration(box);
      pictures.read(box);
    }
  }

  private void readSound(BoxCursor entry, boolean quickTime) {
    Payload fields = entry.payload();
    entry.children(SOUND_PREFIX);
    int version = quickTime ? BigEndian.u16(fields, 8) : 0;
    int prefix = SOUND_PREFIX + (version == 1 ? 16 : version == 2 ? 36 : 0);
    BoxCursor box = entry.children(prefix);
    channels = BigEndian.u16(fields, 16);
    sampleRate = BigEndian.u16(fields, 24);
    if (version == 2) {
      double rate = Double.longBitsToDouble(BigEndian.s64(fields, 32));
      sampleRate = rate >= 1 && rate <= 1 << 20 ? (int) rate : 0;
      channels = (int) Math.min(255, BigEndian.u32(fields, 40));
    }
    readProtection(entry.children(prefix));
    setCodec(Codecs.audio(type));
    Waveform written = new Waveform(type, fields, version, channels);
    waveform = written;
    readSoundBoxes(box, written);
  }

  private void readSoundBoxes(BoxCursor box, Waveform written) {
    while (box.next()) {
      if (box.type().equals("wave")) {
        readSoundBoxes(box.children(), written); // QuickTime
      } else {
        readConfiguration(box);
        written.read(box);
      }
    }
  }

  private void setCodec(@Nullable Codec known) {
    codec = known == null ? context.other() : known;
    picture = PICTURES.contains(type);
  }

  /** Protection scheme information. ISO/IEC 14496-12, 8.12. */
  private void readProtection(BoxCursor box) {
    while (box.next()) {
      if (box.type().equals("sinf")) {
        readScheme(box.children());
      }
    }
    if (type.equals("encv") || type.equals("enca") || type.equals("encs")) {
      protection = protection.isEmpty() ? "encrypted" : protection;
    }
  }

  private void readScheme(BoxCursor sinf) {
    protection = "encrypted";
    String original = type;
    while (sinf.next()) {
      Payload payload = sinf.payload();
      if (sinf.type().equals("frma") && payload.length() >= 4) {
        original = fourCc(payload, 0);
      } else if (sinf.type().equals("schm") && payload.length() >= FULL_BOX + 4) {
        protection = fourCc(payload, FULL_BOX);
      }
    }
    type = original;
  }

  private static String fourCc(Payload payload, int at) {
    return new String(payload.slice(at, 4).toByteArray(), StandardCharsets.ISO_8859_1);
  }

  private void readConfiguration(BoxCursor box) {
    Payload payload = box.payload();
    switch (box.type()) {
      case "esds" -> readEsds((Esds) box.read());
      case "avcC" -> take(Codec.H264, payload, 0);
      case "hvcC" -> take(Codec.H265, payload, 0);
      case "av1C" -> take(Codec.AV1, payload, 0);
      case "vpcC" -> take(codec == Codec.VP8 ? Codec.VP8 : Codec.VP9, payload, FULL_BOX);
      case "dac3" -> take(Codec.AC3, payload, 0);
      case "dec3" -> take(Codec.EAC3, payload, 0);
      case "dOps" -> take(Codec.OPUS, payload, 0);
      case "alac" -> takeAlac(box);
      case "dfLa" -> take(Codec.FLAC, payload, FULL_BOX);
      default -> {} // of no codec that is known
    }
    if (configuration.length() > MAX_CONFIGURATION_BYTES) {
      throw box.malformed("%d bytes", payload.length());
    }
  }

  private void take(Codec owner, Payload payload, int from) {
    if (codec == owner && configuration.isEmpty() && payload.length() >= from) {
      configuration = payload.slice(from, payload.length() - from).compact();
    }
  }

  /** FFmpeg's decoder wants the whole box. */
  private void takeAlac(BoxCursor box) {
    if (type.equals("alac") && configuration.isEmpty()) {
      configuration = box.bytes().compact();
    }
  }

  private void readEsds(Esds esds) {
    boolean video = context.other() == Codec.OTHER_VIDEO;
    if (!type.equals(video ? "mp4v" : "mp4a")) {
      return;
    }
    codecId = "%s.%02x".formatted(type, esds.objectType());
    Codec known = Codecs.ofObjectType(esds.objectType());
    boolean fits = known != null && known.type() == context.other().type();
    codec = fits && known != null ? known : context.other();
    picture |= Codecs.isPicture(esds.objectType());
    configuration = hasOwnConfiguration() ? esds.decoderSpecificInfo().compact() : Payload.EMPTY;
  }

  /** AAC, and what only an encoder reads: MPEG-4 Visual, Vorbis. */
  private boolean hasOwnConfiguration() {
    return codec == Codec.AAC || codec == Codec.OTHER_VIDEO || codec == Codec.OTHER_AUDIO;
  }

  private SampleDescription description() {
    boolean clear = protection.isEmpty();
    boolean auxiliary = picture || Set.of("pict", "auxv").contains(context.handler());
    boolean video = codec.type() == MediaType.VIDEO;
    boolean nal = codec == Codec.H264 || codec == Codec.H265;
    String wave = waveform == null ? null : waveform.codec();
    codecId = wave == null ? codecId : wave;
    Track track =
        new Track(
            context.trackId(),
            codec,
            clear ? codecId : "%s, encrypted by %s".formatted(type, protection),
            configuration,
            nal ? Framing.LENGTH_PREFIXED : Framing.RAW,
            context.timescale(),
            video ? context.frameRate() : null,
            width,
            height,
            sampleRate,
            channels,
            waveform == null ? SoundBlocks.UNDECLARED : waveform.blocks(),
            pictures.display(video ? context.rotation() : 0),
            context.language(),
            use(clear, auxiliary),
            context.preferred());
    boolean readable = clear && (wave != null || !PCM.contains(type));
    return new SampleDescription(track, readable, waveform == null ? null : waveform.packing());
  }

  private static Track.Use use(boolean clear, boolean auxiliary) {
    if (!clear) {
      return Track.Use.UNREADABLE;
    }
    return auxiliary ? Track.Use.AUXILIARY : Track.Use.PROGRAMME;
  }
}
