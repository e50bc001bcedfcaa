package io.millrace.transcode.worker;

import io.millrace.media.AudioTarget;
import io.millrace.media.EncoderKind;
import io.millrace.media.Ladder;
import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import io.millrace.segment.SavedSegmentUnit;
import io.millrace.segment.SegmentUnit;
import io.millrace.segment.TrackSegment;
import io.millrace.transcode.EncodedSegment;
import io.millrace.transcode.TranscodeSettings;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the two processes say to each other: four bytes of length, then a request one way, an answer
 * the other way. Both ends are the same program, so there is no version but that of the segment.
 */
final class WorkerMessages {
  private static final int MAX_RUNGS = 64;
  private static final int MAX_REASON_BYTES = 4096;
  private static final int HEAD_BYTES = 1 << 16;

  private WorkerMessages() {}

  static void writeRequest(OutputStream out, EncoderRequest request) throws IOException {
    Message message = new Message(request.unit());
    DataOutputStream data = new DataOutputStream(message);
    TranscodeSettings settings = request.settings();
    data.writeUTF(settings.ladder().written());
    data.writeUTF(settings.encoder().name());
    data.writeUTF(settings.audio().written());
    data.writeInt(request.shed());
    SavedSegmentUnit.write(data, request.unit());
    message.sendTo(out);
  }

  /**
   * The next request, or null where nobody asks any more.
   *
   * @throws IOException if it is larger than {@code maxBytes} or not one
   */
  static @Nullable EncoderRequest readRequest(InputStream in, int maxBytes) throws IOException {
    DataInputStream data = open(in, maxBytes);
    if (data == null) {
      return null;
    }
    TranscodeSettings settings =
        new TranscodeSettings(
            Ladder.parse(data.readUTF()),
            SavedMedia.named(EncoderKind.values(), data.readUTF(), "encoder"),
            AudioTarget.parse(data.readUTF()));
    return new EncoderRequest(settings, data.readInt(), readUnit(data));
  }

  static void writeEncoded(OutputStream out, EncodedSegment encoded) throws IOException {
    Message message = new Message(encoded.unit());
    DataOutputStream data = new DataOutputStream(message);
    data.writeBoolean(true);
    data.writeInt(encoded.damaged());
    SavedSegmentUnit.write(data, encoded.unit());
    message.sendTo(out);
  }

  static void writeFailure(OutputStream out, String reason) throws IOException {
    Message message = new Message();
    byte[] line = reason.replaceAll("\\s+", " ").getBytes(StandardCharsets.UTF_8);
    DataOutput data = new DataOutputStream(message);
    data.writeBoolean(false);
    SavedMedia.writePayload(data, Payload.of(line, 0, Math.min(line.length, MAX_REASON_BYTES)));
    message.sendTo(out);
  }

  /**
   * The answer to a request.
   *
   * @throws NotEncodedException if that is the answer
   * @throws IOException if there is none, it is larger than {@code maxBytes} or not one
   */
  static EncodedSegment readAnswer(InputStream in, int maxBytes) throws IOException {
    DataInputStream data = open(in, maxBytes);
    if (data == null) {
      throw new EOFException("No answer");
    }
    if (data.readBoolean()) {
      int damaged = data.readInt();
      return new EncodedSegment(readUnit(data), damaged);
    }
    Payload line = SavedMedia.readPayload(data, MAX_REASON_BYTES, "bytes of a reason");
    throw new NotEncodedException(new String(line.array(), StandardCharsets.UTF_8));
  }

  private static SegmentUnit readUnit(DataInput data) throws IOException {
    try {
      return SavedSegmentUnit.read(data);
    } catch (IllegalArgumentException e) {
      throw new IOException("Invalid segment: " + e.getMessage(), e);
    }
  }

  private static @Nullable DataInputStream open(InputStream in, int maxBytes) throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    DataInputStream head = new DataInputStream(in);
    int length = first << 24 | head.readUnsignedByte() << 16 | head.readUnsignedShort();
    if (length < 0 || length > maxBytes) {
      throw new IOException("Invalid message: %d bytes, at most %d".formatted(length, maxBytes));
    }
    return new DataInputStream(new Part(in, length));
  }

  /** A message before its length is known. */
  private static final class Message extends ByteArrayOutputStream {
    Message() {
      super(HEAD_BYTES);
    }

    Message(SegmentUnit unit) {
      super(size(unit));
    }

    private static int size(SegmentUnit unit) {
      return Math.toIntExact(Math.min(Integer.MAX_VALUE - 8, mediaBytes(unit) + HEAD_BYTES));
    }

    void sendTo(OutputStream out) throws IOException {
      new DataOutputStream(out).writeInt(count);
      writeTo(out);
      out.flush();
    }
  }

  /** Bytes of all samples that travel with {@code unit}. */
  static long mediaBytes(SegmentUnit unit) {
    return unit.tracks().stream().mapToLong(WorkerMessages::bytes).sum();
  }

  private static long bytes(TrackSegment track) {
    long bytes = track.bytes();
    if (track.encoding() != null) {
      for (var sample : track.encoding().lead()) {
        bytes += sample.data().length();
      }
      for (var sample : track.encoding().trail()) {
        bytes += sample.data().length();
      }
    }
    return bytes;
  }

  /** The next bytes of a stream, and not one more. */
  private static final class Part extends InputStream {
    private final InputStream in;
    private int left;

    Part(InputStream in, int length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        return -1;
      }
      left--;
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return length == 0 ? 0 : -1;
      }
      int count = in.read(bytes, offset, Math.min(left, length));
      left -= Math.max(0, count);
      return count;
    }
  }
}
