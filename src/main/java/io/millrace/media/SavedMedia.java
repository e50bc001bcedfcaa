package io.millrace.media;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the values of this package are written into saved state, and read back. Whoever saves them
 * writes a version of its own first; the layout here belongs to that version.
 */
public final class SavedMedia {
  private static final int MAX_PAYLOAD_BYTES = 256 << 20;

  private SavedMedia() {}

  public static void writePayload(DataOutput out, Payload payload) throws IOException {
    out.writeInt(payload.length());
    out.write(payload.array(), payload.arrayOffset(), payload.length());
  }

  public static Payload readPayload(DataInput in) throws IOException {
    return readPayload(in, MAX_PAYLOAD_BYTES, "payload bytes");
  }

  /**
   * The same where less than any payload is expected.
   *
   * @throws IOException if there are more than {@code max} bytes
   */
  public static Payload readPayload(DataInput in, int max, String what) throws IOException {
    byte[] bytes = new byte[readCount(in, max, what)];
    in.readFully(bytes);
    return Payload.of(bytes);
  }

  /** Writes payloads with their number in front; {@link #readPayloads} reads them. */
  public static void writePayloads(DataOutput out, Collection<Payload> payloads)
      throws IOException {
    out.writeInt(payloads.size());
    for (Payload payload : payloads) {
      writePayload(out, payload);
    }
  }

  /**
   * Reads payloads with their number in front.
   *
   * @throws IOException if they are more than {@code max}
   */
  public static List<Payload> readPayloads(DataInput in, int max, String what) throws IOException {
    List<Payload> payloads = new ArrayList<>();
    for (int i = readCount(in, max, what); i > 0; i--) {
      payloads.add(readPayload(in));
    }
    return payloads;
  }

  /**
   * Reads a count and checks it before anybody takes memory for it.
   *
   * @throws IOException if it is negative or above {@code max}
   */
  public static int readCount(DataInput in, int max, String what) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > max) {
      throw new IOException("Cannot read saved state: %d %s".formatted(count, what));
    }
    return count;
  }

  /**
   * Reads the version byte that stands before a saved part.
   *
   * @throws IOException if it is not between 1 and {@code newest}
   */
  public static int readVersion(DataInput in, int newest, String what) throws IOException {
    int version = in.readUnsignedByte();
    if (version < 1 || version > newest) {
      throw new IOException(
          "Cannot read saved %s: version %d, newest known is %d".formatted(what, version, newest));
    }
    return version;
  }

  /**
   * The constant of this name, as {@code name()} gave it when it was written.
   *
   * @param constants all there are of its type
   * @throws IOException if none of them has it
   */
  public static <E extends Enum<E>> E named(E[] constants, String name, String what)
      throws IOException {
    for (E constant : constants) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new IOException("Cannot read saved %s: unknown name '%s'".formatted(what, name));
  }

  public static void writeAccessUnit(DataOutput out, AccessUnit unit) throws IOException {
    out.writeInt(unit.trackId());
    out.writeLong(unit.pts());
    out.writeLong(unit.duration());
    out.writeBoolean(unit.sync());
    writePayload(out, unit.data());
    out.writeLong(unit.byteOffset());
    out.writeInt(unit.samples());
  }

  public static AccessUnit readAccessUnit(DataInput in) throws IOException {
    return new AccessUnit(
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        readPayload(in),
        in.readLong(),
        in.readInt());
  }

  /** Writes access units with their number in front; {@link #readAccessUnits} reads them. */
  public static void writeAccessUnits(DataOutput out, Collection<AccessUnit> units)
      throws IOException {
    out.writeInt(units.size());
    for (AccessUnit unit : units) {
      writeAccessUnit(out, unit);
    }
  }

  /**
   * Reads access units with their number in front.
   *
   * @throws IOException if they are more than {@code max}
   */
  public static List<AccessUnit> readAccessUnits(DataInput in, int max, String what)
      throws IOException {
    List<AccessUnit> units = new ArrayList<>();
    for (int i = readCount(in, max, what); i > 0; i--) {
      units.add(readAccessUnit(in));
    }
    return units;
  }

  public static void writeFrameRate(DataOutput out, @Nullable FrameRate rate) throws IOException {
    out.writeInt(rate == null ? 0 : rate.numerator());
    out.writeInt(rate == null ? 0 : rate.denominator());
  }

  public static @Nullable FrameRate readFrameRate(DataInput in) throws IOException {
    int numerator = in.readInt();
    int denominator = in.readInt();
    return numerator == 0 ? null : new FrameRate(numerator, denominator);
  }

  public static void writeFormat(DataOutput out, TrackFormat format) throws IOException {
    if (format instanceof TrackFormat.Video video) {
      out.writeUTF(MediaType.VIDEO.name());
      writeVideo(out, video);
    } else if (format instanceof TrackFormat.Audio audio) {
      out.writeUTF(MediaType.AUDIO.name());
      writeAudio(out, audio);
    }
  }

  public static TrackFormat readFormat(DataInput in) throws IOException {
    String type = in.readUTF();
    return switch (named(MediaType.values(), type, "media type")) {
      case VIDEO -> readVideo(in);
      case AUDIO -> readAudio(in);
      case SUBTITLE, DATA ->
          throw new IOException("Cannot read saved state: format of type " + type);
    };
  }

  public static void writeVideo(DataOutput out, TrackFormat.Video video) throws IOException {
    out.writeUTF(video.codec().name());
    out.writeUTF(video.codecs());
    writePayload(out, video.configuration());
    out.writeUTF(video.language());
    out.writeInt(video.width());
    out.writeInt(video.height());
    writeDisplay(
        out, new Display(video.pixelAspect(), video.colour(), video.hdr(), video.rotation()));
    writeFrameRate(out, video.frameRate());
  }

  /** Writes a format that may not be known yet; {@link #readKnownVideo} reads it. */
  public static void writeKnownVideo(DataOutput out, TrackFormat.@Nullable Video video)
      throws IOException {
    out.writeBoolean(video != null);
    if (video != null) {
      writeVideo(out, video);
    }
  }

  public static TrackFormat.@Nullable Video readKnownVideo(DataInput in) throws IOException {
    return in.readBoolean() ? readVideo(in) : null;
  }

  public static TrackFormat.Video readVideo(DataInput in) throws IOException {
    Codec codec = named(Codec.values(), in.readUTF(), "codec");
    String codecs = in.readUTF();
    Payload configuration = readPayload(in);
    String language = in.readUTF();
    int width = in.readInt();
    int height = in.readInt();
    Display display = readDisplay(in);
    PixelAspect aspect = display.pixelAspect();
    return new TrackFormat.Video(
        codec,
        codecs,
        configuration,
        language,
        width,
        height,
        aspect == null ? PixelAspect.SQUARE : aspect,
        display.colour(),
        display.hdr(),
        display.rotation(),
        readFrameRate(in));
  }

  private static void writeDisplay(DataOutput out, Display display) throws IOException {
    PixelAspect aspect = display.pixelAspect();
    out.writeInt(aspect == null ? 0 : aspect.horizontal());
    out.writeInt(aspect == null ? 0 : aspect.vertical());
    Colour colour = display.colour();
    out.writeInt(colour.primaries());
    out.writeInt(colour.transfer());
    out.writeInt(colour.matrix());
    out.writeBoolean(colour.fullRange());
    writeHdr(out, display.hdr());
    out.writeInt(display.rotation());
  }

  public static void writeHdr(DataOutput out, Hdr hdr) throws IOException {
    Hdr.MasteringDisplay mastering = hdr.mastering();
    out.writeBoolean(mastering != null);
    if (mastering != null) {
      writeMastering(out, mastering);
    }
    Hdr.LightLevel light = hdr.lightLevel();
    out.writeBoolean(light != null);
    if (light != null) {
      out.writeInt(light.maxContent());
      out.writeInt(light.maxFrameAverage());
    }
  }

  public static Hdr readHdr(DataInput in) throws IOException {
    return new Hdr(
        in.readBoolean() ? readMastering(in) : null,
        in.readBoolean() ? new Hdr.LightLevel(in.readInt(), in.readInt()) : null);
  }

  private static void writeMastering(DataOutput out, Hdr.MasteringDisplay mastering)
      throws IOException {
    out.writeInt(mastering.redX());
    out.writeInt(mastering.redY());
    out.writeInt(mastering.greenX());
    out.writeInt(mastering.greenY());
    out.writeInt(mastering.blueX());
    out.writeInt(mastering.blueY());
    out.writeInt(mastering.whiteX());
    out.writeInt(mastering.whiteY());
    out.writeLong(mastering.maxLuminance());
    out.writeLong(mastering.minLuminance());
  }

  private static Display readDisplay(DataInput in) throws IOException {
    int horizontal = in.readInt();
    int vertical = in.readInt();
    return new Display(
        horizontal == 0 ? null : new PixelAspect(horizontal, vertical),
        new Colour(in.readInt(), in.readInt(), in.readInt(), in.readBoolean()),
        readHdr(in),
        in.readInt());
  }

  private static Hdr.MasteringDisplay readMastering(DataInput in) throws IOException {
    return new Hdr.MasteringDisplay(
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong());
  }

  public static void writeAudio(DataOutput out, TrackFormat.Audio audio) throws IOException {
    out.writeUTF(audio.codec().name());
    out.writeUTF(audio.codecs());
    writePayload(out, audio.configuration());
    out.writeUTF(audio.language());
    out.writeInt(audio.sampleRate());
    out.writeInt(audio.channels());
    out.writeInt(audio.samplesPerFrame());
    writePayload(out, audio.silence());
    writeBlocks(out, audio.blocks());
  }

  public static void writeBlocks(DataOutput out, SoundBlocks blocks) throws IOException {
    out.writeInt(blocks.blockAlign());
    out.writeInt(blocks.bitRate());
    out.writeInt(blocks.bitsPerSample());
  }

  public static SoundBlocks readBlocks(DataInput in) throws IOException {
    int max = Integer.MAX_VALUE;
    return new SoundBlocks(
        readCount(in, max, "bytes of a block"),
        readCount(in, max, "bits a second"),
        readCount(in, max, "bits of a sample"));
  }

  /** Writes a format that may not be known yet; {@link #readKnownAudio} reads it. */
  public static void writeKnownAudio(DataOutput out, TrackFormat.@Nullable Audio audio)
      throws IOException {
    out.writeBoolean(audio != null);
    if (audio != null) {
      writeAudio(out, audio);
    }
  }

  public static TrackFormat.@Nullable Audio readKnownAudio(DataInput in) throws IOException {
    return in.readBoolean() ? readAudio(in) : null;
  }

  public static TrackFormat.Audio readAudio(DataInput in) throws IOException {
    return new TrackFormat.Audio(
        named(Codec.values(), in.readUTF(), "codec"),
        in.readUTF(),
        readPayload(in),
        in.readUTF(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        readPayload(in),
        readBlocks(in));
  }

  public static void writeTrack(DataOutput out, Track track) throws IOException {
    out.writeInt(track.id());
    out.writeUTF(track.codec().name());
    out.writeUTF(track.codecId());
    writePayload(out, track.configuration());
    out.writeUTF(track.framing().name());
    out.writeInt(track.timescale().ticksPerSecond());
    writeFrameRate(out, track.frameRate());
    out.writeInt(track.width());
    out.writeInt(track.height());
    out.writeInt(track.sampleRate());
    out.writeInt(track.channels());
    writeBlocks(out, track.blocks());
    writeDisplay(out, track.display());
    out.writeUTF(track.language());
    out.writeUTF(track.use().name());
    out.writeBoolean(track.preferred());
  }

  public static Track readTrack(DataInput in) throws IOException {
    return new Track(
        in.readInt(),
        named(Codec.values(), in.readUTF(), "codec"),
        in.readUTF(),
        readPayload(in),
        named(Track.Framing.values(), in.readUTF(), "track framing"),
        new Timescale(in.readInt()),
        readFrameRate(in),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        readBlocks(in),
        readDisplay(in),
        in.readUTF(),
        named(Track.Use.values(), in.readUTF(), "track use"),
        in.readBoolean());
  }
}
