package io.millrace.demux.flv;

import static io.millrace.demux.flv.FlvWriter.ascii;
import static io.millrace.demux.flv.FlvWriter.audio;
import static io.millrace.demux.flv.FlvWriter.bytes;
import static io.millrace.demux.flv.FlvWriter.concat;
import static io.millrace.demux.flv.FlvWriter.flv;
import static io.millrace.demux.flv.FlvWriter.uint24;
import static io.millrace.demux.flv.FlvWriter.video;

import io.millrace.media.AccessUnit;
import io.millrace.media.MediaType;
import io.millrace.media.Payload;
import io.millrace.media.Timescale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Coded frames of one track as Enhanced RTMP carries them, in FLV. */
public final class EnhancedFlv {
  private static final int SEQUENCE_START = 0;
  private static final int CODED_FRAMES = 1;
  private static final int KEY = 0x90;
  private static final int INTER = 0xa0;
  private static final Set<String> COMPOSED = Set.of("avc1", "hvc1");

  private EnhancedFlv() {}

  /**
   * The file.
   *
   * @param fourCc {@code hvc1}, {@code ec-3}
   * @param configuration body of the sequence header; empty for a codec that has none
   * @param units in decode order
   * @param timescale of their times; those of the file are milliseconds from the first one on
   */
  public static byte[] of(
      MediaType type,
      String fourCc,
      Payload configuration,
      List<AccessUnit> units,
      Timescale timescale) {
    List<byte[]> tags = new ArrayList<>();
    if (!configuration.isEmpty()) {
      tags.add(tag(type, 0, KEY | SEQUENCE_START, fourCc, configuration.toByteArray()));
    }
    long[] shown =
        units.stream()
            .mapToLong(unit -> timescale.rescale(unit.pts(), Timescale.MILLISECONDS))
            .toArray();
    long[] decoded = Arrays.stream(shown).sorted().toArray();
    for (int i = 0; i < shown.length; i++) {
      AccessUnit unit = units.get(i);
      byte[] offset = uint24((int) (shown[i] - decoded[i]));
      byte[] data = unit.data().toByteArray();
      tags.add(
          tag(
              type,
              (int) (decoded[i] - decoded[0]),
              (unit.sync() ? KEY : INTER) | CODED_FRAMES,
              fourCc,
              COMPOSED.contains(fourCc) ? concat(offset, data) : data));
    }
    return flv(tags.toArray(byte[][]::new));
  }

  private static byte[] tag(MediaType type, int timestamp, int head, String fourCc, byte[] body) {
    return type == MediaType.VIDEO
        ? video(timestamp, bytes(head), ascii(fourCc), body)
        : audio(timestamp, bytes(head), ascii(fourCc), body);
  }
}
