package io.millrace.demux.elementary;

import io.millrace.codec.h264.H264Syntax;
import io.millrace.codec.h264.NalUnitType;
import io.millrace.codec.h264.ParameterSets;
import io.millrace.codec.h264.RecoveryPoint;
import io.millrace.codec.h264.Sps;
import io.millrace.codec.nal.NalIndex;
import io.millrace.codec.nal.NalSyntax;
import io.millrace.media.Codec;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Track;
import io.millrace.media.TrackFormat;
import java.io.DataInput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * H.264. A sync sample is an IDR picture: others may need what came before them. A decoder that
 * encodes again may begin at recovery points, too.
 */
final class H264Track extends NalTrack {
  static final String SAVED_AS = "h264";

  private final H264Sync sync;
  private final DeclaredAvc declared;
  private ParameterSets sets;

  private H264Track(
      Track track,
      ParameterSetPlacement placement,
      H264Sync sync,
      DeclaredAvc declared,
      ParameterSets sets) {
    super(track, placement);
    this.sync = sync;
    this.declared = declared;
    this.sets = sets;
    describeAgain();
  }

  /**
   * A track that goes on from {@code before}, if that is the same one with an older declaration.
   *
   * @throws MediaException if the container's configuration cannot be read
   */
  static H264Track open(
      Track track,
      ParameterSetPlacement placement,
      H264Sync sync,
      @Nullable ElementaryTrack before) {
    return open(track, placement, sync, DeclaredAvc.of(track.configuration()), before);
  }

  /** A track whose configuration can only come from the stream itself. */
  static H264Track openUndeclared(
      Track track,
      ParameterSetPlacement placement,
      H264Sync sync,
      @Nullable ElementaryTrack before) {
    return open(track, placement, sync, DeclaredAvc.NOTHING, before);
  }

  private static H264Track open(
      Track track,
      ParameterSetPlacement placement,
      H264Sync sync,
      DeclaredAvc declared,
      @Nullable ElementaryTrack before) {
    if (!(before instanceof H264Track old)) {
      return new H264Track(track, placement, sync, declared, declared.sets());
    }
    boolean silent = !declared.sets().isComplete();
    ParameterSets sets = silent ? old.sets : declared.sets();
    H264Track opened = new H264Track(track, placement, sync, declared, sets);
    opened.continueFrom(old);
    return opened;
  }

  @Override
  NalSyntax syntax() {
    return H264Syntax.INSTANCE;
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
    return pictureType == NalUnitType.IDR_SLICE
        || sync == H264Sync.RECOVERY_POINT && isRecovered(index);
  }

  private static boolean isRecovered(NalIndex index) {
    for (int i = 0; i < index.count(); i++) {
      boolean sei = index.type(i) == NalUnitType.SEI;
      if (sei && RecoveryPoint.frames(index.nalUnit(i), 0) == 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  boolean note(NalIndex index, long byteOffset) {
    return false;
  }

  @Override
  boolean isDecodable(int pictureType) {
    return true;
  }

  @Override
  void passed(NalIndex index) {}

  @Override
  TrackFormat.@Nullable Video describe() {
    if (!sets.isComplete()) {
      return null;
    }
    Sps sps = sets.sequence();
    boolean asDeclared = !declared.record().isEmpty() && sets.equals(declared.sets());
    return new TrackFormat.Video(
        Codec.H264,
        sps.codecs(placement().sampleEntry("avc1", "avc3")),
        asDeclared ? declared.record() : sets.configuration().payload(),
        track().language(),
        sps.width(),
        sps.height(),
        Precedence.aspect(sps.vui().pixelAspect(), track()),
        Precedence.colour(sps.vui().colour(), track()),
        track().display().hdr(),
        track().display().rotation(),
        Precedence.frameRate(sps.vui().fixedFrameRate() ? sps.vui().frameRate() : null, track()));
  }

  @Override
  public String savedAs() {
    return SAVED_AS;
  }

  static H264Track load(DataInput in, ParameterSetPlacement placement, H264Sync sync)
      throws IOException {
    Track track = SavedMedia.readTrack(in);
    H264Track loaded =
        new H264Track(track, placement, sync, declaredOrNothing(track), ParameterSets.NONE);
    loaded.loadRest(in);
    loaded.describeAgain();
    return loaded;
  }

  /** The same answer as when the track was declared; the complaint was made then. */
  private static DeclaredAvc declaredOrNothing(Track track) {
    try {
      return DeclaredAvc.of(track.configuration());
    } catch (MediaException e) {
      return DeclaredAvc.NOTHING;
    }
  }
}
