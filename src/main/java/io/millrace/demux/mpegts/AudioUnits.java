package io.millrace.demux.mpegts;

import io.millrace.demux.framing.AudioFormat;
import io.millrace.demux.framing.AudioSyntax;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits sound into frames, wherever the PES packets end. The PTS of a PES packet is that of the
 * first frame that starts in it; later frames count samples from there, so that nothing adds up to
 * drift.
 */
final class AudioUnits implements UnitReader {
  private static final long TICKS_PER_SECOND = 90_000;

  private final AudioSyntax syntax;

  /** The start of a frame whose end is in a later PES packet. */
  private Payload rest = Payload.EMPTY;

  private long restByteOffset;

  /** PTS for that frame, if no frame before it has taken it. */
  private long restPts = Pes.NO_PTS;

  /** Of the last frame that had one, 90 kHz ticks. */
  private long basePts = Pes.NO_PTS;

  /** Samples since then, at {@link #baseRate}. */
  private long samples;

  private int baseRate;

  /** The start of a frame is still to be found: at first, and after a loss. */
  private boolean searching = true;

  /** The last frame could not be used: said once for a run of such frames. */
  private boolean refusing;

  private @Nullable AudioFormat format;

  AudioUnits(AudioSyntax syntax) {
    this.syntax = syntax;
  }

  @Override
  public void read(Pes pes, long pts, Sink sink) {
    int pesStart = rest.length();
    Payload data = pesStart == 0 ? pes.payload() : Payload.concat(rest, pes.payload());
    byte[] bytes = data.array();
    int at = data.arrayOffset();
    int end = at + data.length();
    int pesAt = at + pesStart;
    long pending = pts;
    while (end - at >= syntax.headerBytes()) {
      int frameBytes = frameAt(bytes, at, end);
      if (frameBytes == 0) {
        report(at < pesAt ? restByteOffset : pes.byteOffset(), bytes[at], sink);
        at++;
        continue;
      }
      if (end - at < frameBytes) {
        break;
      }
      searching = false;
      if (at >= pesAt) {
        setBase(pending);
        pending = Pes.NO_PTS;
      } else {
        setBase(restPts);
        restPts = Pes.NO_PTS;
      }
      long byteOffset = at < pesAt ? restByteOffset : pes.byteOffset();
      readFrame(Payload.of(bytes, at, frameBytes), byteOffset, sink);
      at += frameBytes;
    }
    if (at >= pesAt) {
      restByteOffset = pes.byteOffset();
      restPts = pending;
    }
    rest = at < end ? Payload.of(Arrays.copyOfRange(bytes, at, end)) : Payload.EMPTY;
  }

  /** While a start is searched, a frame counts only if another one follows, as far as is known. */
  private int frameAt(byte[] bytes, int at, int end) {
    int frameBytes = syntax.frameBytes(bytes, at);
    int next = at + frameBytes;
    boolean isLonely =
        searching
            && frameBytes != 0
            && end - next >= syntax.headerBytes()
            && syntax.frameBytes(bytes, next) == 0;
    return isLonely ? 0 : frameBytes;
  }

  private void report(long byteOffset, byte found, Sink sink) {
    if (!searching) {
      sink.onBadUnit(
          new MediaException.Malformed(byteOffset, "Audio frame: no sync word, but 0x%02x", found));
    }
    searching = true;
  }

  private void setBase(long pts) {
    if (pts != Pes.NO_PTS) {
      basePts = pts;
      samples = 0;
    }
  }

  private void readFrame(Payload frame, long byteOffset, Sink sink) {
    try {
      syntax.read(
          frame,
          byteOffset,
          new AudioSyntax.Sink() {
            @Override
            public void onFormat(AudioFormat found) {
              if (!found.equals(format)) {
                format = found;
                sink.onAudioFormat(found);
              }
            }

            @Override
            public void onUnit(Payload data, int count, int sampleRate) {
              emit(data, count, sampleRate, byteOffset, sink);
            }
          });
      refusing = false;
    } catch (MediaException e) {
      if (!refusing) {
        refusing = true;
        sink.onBadUnit(e);
      }
    }
  }

  private void emit(Payload data, int count, int sampleRate, long byteOffset, Sink sink) {
    if (basePts == Pes.NO_PTS) {
      return;
    }
    if (sampleRate != baseRate) {
      setBase(time());
      baseRate = sampleRate;
    }
    sink.onUnit(time(), true, data, byteOffset);
    samples += count;
  }

  /** Of the next frame, to the nearest tick. */
  private long time() {
    return samples == 0
        ? basePts
        : basePts + (2 * samples * TICKS_PER_SECOND + baseRate) / (2L * baseRate);
  }

  @Override
  public void reset() {
    rest = Payload.EMPTY;
    restPts = Pes.NO_PTS;
    basePts = Pes.NO_PTS;
    samples = 0;
    searching = true;
  }

  @Override
  public void end(Sink sink) {
    reset();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedMedia.writePayload(out, rest);
    out.writeLong(restByteOffset);
    out.writeLong(restPts);
    out.writeLong(basePts);
    out.writeLong(samples);
    out.writeInt(baseRate);
    out.writeBoolean(searching);
    out.writeBoolean(refusing);
    out.writeBoolean(format != null);
    if (format != null) {
      format.save(out);
    }
    syntax.save(out);
  }

  @Override
  public void load(DataInput in) throws IOException {
    rest = SavedMedia.readPayload(in);
    restByteOffset = in.readLong();
    restPts = in.readLong();
    basePts = in.readLong();
    samples = in.readLong();
    baseRate = in.readInt();
    searching = in.readBoolean();
    refusing = in.readBoolean();
    format = in.readBoolean() ? AudioFormat.load(in) : null;
    syntax.load(in);
  }
}
