package io.millrace.demux.flv;

import io.millrace.media.Codec;
import io.millrace.media.Display;
import io.millrace.media.FrameRate;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.media.Timescale;
import io.millrace.media.Track;
import io.millrace.media.Track.Framing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A track as its packets declare it so far.
 *
 * @param declared a sequence header comes before the coded frames
 */
record FlvTrack(Track track, boolean declared) {

  /** A track of which only the coding is known. */
  static FlvTrack of(int id, Coding coding) {
    boolean nalUnits = coding.codec() == Codec.H264 || coding.codec() == Codec.H265;
    Track track =
        new Track(
            id,
            coding.codec(),
            coding.codecId(),
            Payload.EMPTY,
            nalUnits ? Framing.LENGTH_PREFIXED : Framing.RAW,
            Timescale.MILLISECONDS,
            null,
            0,
            0,
            0,
            0,
            Display.UNDECLARED,
            "und",
            Track.Use.PROGRAMME,
            isPrimary(id));
    return new FlvTrack(track, coding.declared());
  }

  /** Whether it is the track that a player without multitrack sees. */
  private static boolean isPrimary(int id) {
    return id <= 0xff;
  }

  boolean isCodedAs(Coding coding) {
    return track.codecId().equals(coding.codecId());
  }

  /** Whether all is known that comes before its coded frames. */
  boolean isComplete() {
    return !declared || !track.configuration().isEmpty();
  }

  FlvTrack configured(Payload configuration) {
    return with(configuration, track.channels(), track.display(), script());
  }

  FlvTrack withChannels(int channels) {
    return with(track.configuration(), channels, track.display(), script());
  }

  FlvTrack shown(Display display) {
    return with(track.configuration(), track.channels(), display, script());
  }

  /** What the script data says is the primary picture's. */
  FlvTrack described(ScriptData script) {
    boolean meant = isPrimary(track.id()) && track.type() == MediaType.VIDEO;
    return meant ? with(track.configuration(), track.channels(), track.display(), script) : this;
  }

  private ScriptData script() {
    return new ScriptData(track.frameRate(), track.width(), track.height());
  }

  private FlvTrack with(Payload configuration, int channels, Display display, ScriptData script) {
    FrameRate frameRate = script.frameRate();
    Track changed =
        new Track(
            track.id(),
            track.codec(),
            track.codecId(),
            configuration,
            track.framing(),
            track.timescale(),
            frameRate,
            script.width(),
            script.height(),
            track.sampleRate(),
            channels,
            display,
            track.language(),
            track.use(),
            track.preferred());
    return new FlvTrack(changed, declared);
  }

  void save(DataOutput out) throws IOException {
    SavedMedia.writeTrack(out, track);
    out.writeBoolean(declared);
  }

  static FlvTrack load(DataInput in) throws IOException {
    return new FlvTrack(SavedMedia.readTrack(in), in.readBoolean());
  }
}
