package io.millrace.demux.elementary;

import io.millrace.codec.h265.H265Syntax;
import io.millrace.codec.h265.HevcConfiguration;
import io.millrace.codec.h265.NalUnitType;
import io.millrace.codec.h265.ParameterSets;
import io.millrace.codec.h265.SeiMessages;
import io.millrace.codec.h265.Sps;
import io.millrace.codec.nal.NalIndex;
import io.millrace.codec.nal.NalSyntax;
import io.millrace.media.Codec;
import io.millrace.media.Colour;
import io.millrace.media.FrameRate;
import io.millrace.media.Hdr;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * H.265. A sync sample is an IDR, CRA or BLA picture: ISO/IEC 14496-15, 8.4.3. Leading pictures
 * that the stream itself makes undecodable, because it was cut before their random access point,
 * are left out: ITU-T H.265, 8.1.3. Whether a CRA picture in mid-stream is a place to start is not
 * decided here but where a segment begins.
 */
final class H265Track extends NalTrack {
  static final String SAVED_AS = "h265";

  private final DeclaredHevc declared;
  private ParameterSets sets;
  private SeiMessages sei;

  /** The next random access point starts a coded video sequence, whatever its type. */
  private boolean atStartOfSequence;

  /** Skipped leading pictures from here to the next random access point refer to nothing. */
  private boolean skipsLeading;

  private H265Track(
      Track track,
      ParameterSetPlacement placement,
      DeclaredHevc declared,
      ParameterSets sets,
      SeiMessages sei) {
    super(track, placement);
    this.declared = declared;
    this.sets = sets;
    this.sei = sei;
    describeAgain();
  }

  /**
   * A track that goes on from {@code before}, if that is the same one with an older declaration.
   *
   * @throws MediaException if the container's configuration cannot be read
   */
  static H265Track open(
      Track track, ParameterSetPlacement placement, @Nullable ElementaryTrack before) {
    return open(track, placement, DeclaredHevc.of(track.configuration(), placement), before);
  }

  /** A track whose configuration can only come from the stream itself. */
  static H265Track openUndeclared(
      Track track, ParameterSetPlacement placement, @Nullable ElementaryTrack before) {
    return open(track, placement, DeclaredHevc.NOTHING, before);
  }

  private static H265Track open(
      Track track,
      ParameterSetPlacement placement,
      DeclaredHevc declared,
      @Nullable ElementaryTrack before) {
    if (!(before instanceof H265Track old)) {
      return new H265Track(track, placement, declared, declared.sets(), declared.sei());
    }
    boolean silent = !declared.sets().isComplete();
    H265Track opened =
        new H265Track(
            track,
            placement,
            declared,
            silent ? old.sets : declared.sets(),
            silent ? old.sei : declared.sei());
    opened.continueFrom(old);
    opened.atStartOfSequence = old.atStartOfSequence;
    opened.skipsLeading = old.skipsLeading;
    return opened;
  }

  @Override
  NalSyntax syntax() {
    return H265Syntax.INSTANCE;
  }

  @Override
  int lengthSize() {
    return declared.lengthSize();
  }

  @Override
  List<Payload> sets() {
    return sets.all();
  }

  @Override
  boolean knows(Payload set) {
    return sets.contains(set);
  }

  @Override
  void take(List<Payload> all, long byteOffset) {
    sets = sets.with(all, byteOffset);
  }

  @Override
  boolean isSync(NalIndex index, int pictureType) {
    return NalUnitType.isIrap(pictureType);
  }

  /** Messages about the grading come with a random access point, and hold for what follows. */
  @Override
  boolean note(NalIndex index, long byteOffset) {
    int picture = index.firstOfPicture();
    if (picture < 0 || !NalUnitType.isIrap(index.type(picture))) {
      return false;
    }
    int type = index.type(picture);
    skipsLeading = NalUnitType.isBla(type) || type == NalUnitType.CRA && atStartOfSequence;
    SeiMessages before = sei;
    for (int i = 0; i < picture; i++) {
      if (index.type(i) == NalUnitType.PREFIX_SEI) {
        sei = sei.with(index.nalUnit(i), byteOffset);
      }
    }
    return !sei.equals(before);
  }

  @Override
  boolean isDecodable(int pictureType) {
    return !skipsLeading || !NalUnitType.isRasl(pictureType);
  }

  @Override
  void passed(NalIndex index) {
    boolean ends =
        index.has(NalUnitType.END_OF_SEQUENCE) || index.has(NalUnitType.END_OF_BITSTREAM);
    atStartOfSequence = ends || atStartOfSequence && index.firstOfPicture() < 0;
  }

  @Override
  TrackFormat.@Nullable Video describe() {
    if (!sets.isComplete()) {
      return null;
    }
    Sps sps = sets.sequence();
    FrameRate rate = sps.vui().frameRate();
    return new TrackFormat.Video(
        Codec.H265,
        sps.profileTierLevel().codecs(placement().sampleEntry("hvc1", "hev1")),
        record(),
        track().language(),
        sps.width(),
        sps.height(),
        Precedence.aspect(sps.vui().pixelAspect(), track()),
        colour(sps),
        sei.over(track().display().hdr()),
        track().display().rotation(),
        Precedence.frameRate(rate == null ? sets.video().frameRate() : rate, track()));
  }

  private Payload record() {
    if (!declared.record().isEmpty() && sets.equals(declared.sets())) {
      return declared.record();
    }
    HevcConfiguration built =
        switch (placement()) {
          case INIT_SEGMENT -> sets.completeConfiguration();
          case SAMPLES -> sets.openConfiguration();
        };
    return built.payload();
  }

  /**
   * A stream that old displays show as SDR says in its VUI what they understand, and what it really
   * is in a message. ITU-T H.265, D.3.38.
   */
  private Colour colour(Sps sps) {
    Colour colour = Precedence.colour(sps.vui().colour(), track());
    return sei.transfer() == SeiMessages.UNDECLARED
        ? colour
        : new Colour(colour.primaries(), sei.transfer(), colour.matrix(), colour.fullRange());
  }

  @Override
  public void save(DataOutput out) throws IOException {
    super.save(out);
    SavedMedia.writeHdr(out, sei.over(Hdr.UNKNOWN));
    out.writeByte(sei.transfer());
    out.writeBoolean(atStartOfSequence);
    out.writeBoolean(skipsLeading);
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  static H265Track load(DataInput in, ParameterSetPlacement placement) throws IOException {
    Track track = SavedMedia.readTrack(in);
    DeclaredHevc declared = declaredOrNothing(track, placement);
    H265Track loaded =
        new H265Track(track, placement, declared, ParameterSets.NONE, SeiMessages.NONE);
    loaded.loadRest(in);
    Hdr hdr = SavedMedia.readHdr(in);
    loaded.sei = new SeiMessages(hdr.mastering(), hdr.lightLevel(), in.readUnsignedByte());
    loaded.atStartOfSequence = in.readBoolean();
    loaded.skipsLeading = in.readBoolean();
    loaded.describeAgain();
    return loaded;
  }

  /** The same answer as when the track was declared; the complaint was made then. */
  private static DeclaredHevc declaredOrNothing(Track track, ParameterSetPlacement placement) {
    try {
      return DeclaredHevc.of(track.configuration(), placement);
    } catch (MediaException e) {
      return DeclaredHevc.NOTHING;
    }
  }
}
