package io.millrace.demux.libav;

import io.millrace.libav.ContainerTrack;
import io.millrace.libav.ContainerTrack.TimeUnit;
import io.millrace.media.MediaType;
import io.millrace.media.PixelAspect;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a track of FFmpeg's is written, in saved state and to another process. */
final class SavedTracks {
  private static final int MAX_CONFIGURATION_BYTES = 1 << 20;

  private SavedTracks() {}

  static void write(DataOutput out, ContainerTrack track) throws IOException {
    out.writeInt(track.id());
    out.writeUTF(track.type().name());
    out.writeUTF(track.codec());
    SavedMedia.writePayload(out, track.configuration());
    out.writeInt(track.unit().numerator());
    out.writeInt(track.unit().denominator());
    out.writeInt(track.clockBits());
    SavedMedia.writeFrameRate(out, track.frameRate());
    out.writeInt(track.width());
    out.writeInt(track.height());
    out.writeInt(track.sampleRate());
    out.writeInt(track.channels());
    SavedMedia.writeBlocks(out, track.blocks());
    PixelAspect aspect = track.pixelAspect();
    out.writeInt(aspect == null ? 0 : aspect.horizontal());
    out.writeInt(aspect == null ? 0 : aspect.vertical());
    out.writeInt(track.rotation());
    out.writeUTF(track.language());
    out.writeBoolean(track.attached());
    out.writeBoolean(track.preferred());
  }

  /** Reads what {@link #write} wrote. */
  static ContainerTrack read(DataInput in) throws IOException {
    return new ContainerTrack(
        in.readInt(),
        SavedMedia.named(MediaType.values(), in.readUTF(), "media type"),
        in.readUTF(),
        SavedMedia.readPayload(in, MAX_CONFIGURATION_BYTES, "bytes of configuration"),
        new TimeUnit(in.readInt(), in.readInt()),
        in.readInt(),
        SavedMedia.readFrameRate(in),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        SavedMedia.readBlocks(in),
        aspect(in.readInt(), in.readInt()),
        in.readInt(),
        in.readUTF(),
        in.readBoolean(),
        in.readBoolean());
  }

  private static @Nullable PixelAspect aspect(int across, int down) {
    return across == 0 ? null : new PixelAspect(across, down);
  }
}
