package io.millrace.demux.fmp4;

import io.millrace.isobmff.BoxCursor;
import io.millrace.isobmff.Mvhd;
import io.millrace.isobmff.Trex;
import io.millrace.media.MediaException;
import io.millrace.media.MediaException.Malformed;
import io.millrace.media.MediaException.Unsupported;
import io.millrace.media.Payload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A moov: the tracks it declares, by track_ID, in its order. ISO/IEC 14496-12, 8.2.1. */
record Movie(Map<Integer, Fmp4Track> tracks) {
  private static final int MAX_TRACKS = 64;

  /**
   * Reads the payload of a moov.
   *
   * @param offset of the payload in the session
   * @throws MediaException if it declares no tracks, or some that cannot be read
   */
  static Movie read(Payload moov, long offset) {
    Map<Integer, Trex> defaults = new LinkedHashMap<>();
    long timescale = 0;
    BoxCursor box = new BoxCursor(moov, offset);
    while (box.next()) {
      switch (box.type()) {
        case "mvhd" -> timescale = ((Mvhd) box.read()).timescale();
        case "mvex" -> readDefaults(box.children(), defaults);
        case "cmov" -> throw new Unsupported(box.offset(), "moov is compressed");
        default -> {} // tracks come when the defaults are known
      }
    }
    Map<Integer, Fmp4Track> tracks = readTracks(new BoxCursor(moov, offset), timescale, defaults);
    if (tracks.isEmpty()) {
      throw new Malformed(offset, "moov: no track");
    }
    return new Movie(tracks);
  }

  private static void readDefaults(BoxCursor mvex, Map<Integer, Trex> defaults) {
    while (mvex.next()) {
      if (mvex.type().equals("trex")) {
        Trex trex = (Trex) mvex.read();
        if (trex.trackId() <= Integer.MAX_VALUE) {
          defaults.put((int) trex.trackId(), trex);
        }
      }
    }
  }

  private static Map<Integer, Fmp4Track> readTracks(
      BoxCursor box, long timescale, Map<Integer, Trex> defaults) {
    Map<Integer, Fmp4Track> tracks = new LinkedHashMap<>();
    while (box.next()) {
      if (box.type().equals("trak")) {
        if (tracks.size() == MAX_TRACKS) {
          throw new Unsupported(box.offset(), "moov: more than %d tracks", MAX_TRACKS);
        }
        Fmp4Track track = TrackReader.read(box, timescale, defaults);
        if (tracks.put(track.id(), track) != null) {
          throw new Malformed(box.offset(), "moov: two tracks of track_ID %d", track.id());
        }
      }
    }
    return tracks;
  }

  List<Fmp4Track> inOrder() {
    return List.copyOf(tracks.values());
  }
}
