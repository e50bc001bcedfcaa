package io.millrace.worker;

import io.millrace.media.Payload;
import io.millrace.media.SavedMedia;
import java.io.ByteArrayOutputStream;
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
 * What the two processes say to each other: four bytes of length, then a question one way, an
 * answer or a refusal the other way. Both ends are the same program, so there is no version.
 */
final class Message extends ByteArrayOutputStream {
  private static final int MAX_REASON_BYTES = 4096;
  private static final int HEAD_BYTES = 1 << 16;

  /** A message of {@code bytes} and a little more, before its length is known. */
  private Message(long bytes) {
    super(Math.toIntExact(Math.min(Integer.MAX_VALUE - 8, bytes + HEAD_BYTES)));
  }

  static void writeQuestion(OutputStream out, Written question) throws IOException {
    Message message = new Message(question.mediaBytes());
    question.write(new DataOutputStream(message));
    message.sendTo(out);
  }

  static void writeAnswer(OutputStream out, Written answer) throws IOException {
    Message message = new Message(answer.mediaBytes());
    DataOutputStream data = new DataOutputStream(message);
    data.writeBoolean(true);
    answer.write(data);
    message.sendTo(out);
  }

  static void writeRefusal(OutputStream out, String reason) throws IOException {
    Message message = new Message(0);
    byte[] line = reason.replaceAll("\\s+", " ").getBytes(StandardCharsets.UTF_8);
    DataOutput data = new DataOutputStream(message);
    data.writeBoolean(false);
    SavedMedia.writePayload(data, Payload.of(line, 0, Math.min(line.length, MAX_REASON_BYTES)));
    message.sendTo(out);
  }

  private void sendTo(OutputStream out) throws IOException {
    new DataOutputStream(out).writeInt(count);
    writeTo(out);
    out.flush();
  }

  /**
   * The answer to {@code question}.
   *
   * @throws UnansweredException if it is refused
   * @throws IOException if there is none, it is larger than {@code maxBytes} or not one
   */
  static <A> A readAnswer(InputStream in, int maxBytes, Question<A> question) throws IOException {
    DataInputStream data = open(in, maxBytes);
    if (data == null) {
      throw new EOFException("No answer");
    }
    if (data.readBoolean()) {
      return question.readAnswer(data);
    }
    Payload line = SavedMedia.readPayload(data, MAX_REASON_BYTES, "bytes of a reason");
    throw new UnansweredException(new String(line.array(), StandardCharsets.UTF_8));
  }

  /**
   * The next message, or null where nobody writes any more.
   *
   * @throws IOException if it is larger than {@code maxBytes}
   */
  static @Nullable DataInputStream open(InputStream in, int maxBytes) throws IOException {
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
