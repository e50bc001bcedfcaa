package io.millrace.demux.detect;

import io.millrace.demux.libav.LibavDemuxer;
import io.millrace.demux.libav.Passes;
import io.millrace.demux.raw.RawStream;
import io.millrace.media.MediaException;
import io.millrace.media.Payload;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the first bytes of a stream until they tell its container. Each answer comes at a number
 * of bytes that depends on the bytes alone, so that no cut changes it.
 */
final class ContainerDetector {
  /** What has not shown itself up to here is refused. */
  static final int MAX_BYTES = 64 << 10;

  private static final byte SYNC = 0x47;
  private static final int PACKET_BYTES = 188;
  private static final int[] STRIDES = {188, 192, 204};
  private static final int AGREEING_PACKETS = 5;
  private static final int LOOKAHEAD_BYTES = (AGREEING_PACKETS - 1) * 204 + 1;

  private byte[] head = new byte[0];
  private int length;

  /** Where streams without a container are looked for first; then at each doubling. */
  private static final int FIRST_CHECK_BYTES = 4 << 10;

  private int nextCheck = FIRST_CHECK_BYTES;

  /** First place that has not been looked at for a transport packet. */
  private int searched;

  /** Takes bytes up to the limit and returns how many it took. */
  int take(Payload bytes) {
    int count = Math.min(MAX_BYTES - length, bytes.length());
    if (length + count > head.length) {
      head = Arrays.copyOf(head, Math.min(MAX_BYTES, Math.max(length + count, 2 * head.length)));
    }
    bytes.slice(0, count).copyTo(head, length);
    length += count;
    return count;
  }

  /** All bytes so far; a copy. */
  Payload bytes() {
    return Payload.of(Arrays.copyOf(head, length));
  }

  int length() {
    return length;
  }

  /**
   * The container, or null where more bytes are needed.
   *
   * @param passes where FFmpeg is asked, if nobody else knows
   * @throws MediaException.Unsupported with the name of what it is instead
   */
  @Nullable Container detect(Passes passes) {
    if (length < Signature.EVIDENT_BYTES) {
      return null;
    }
    Container evident = evident();
    if (evident != null || hasTransportPackets(Math.min(length, nextCheck))) {
      return evident != null ? evident : Container.MPEG_TS;
    }
    if (length < nextCheck) {
      return null;
    }
    // In the packets of a program stream stands all that makes up a stream without a container.
    Signature likely = Signature.likely(head, length);
    return likely != null && likely.container() != null ? likely.container() : detectRaw(passes);
  }

  /**
   * Looks at the bytes up to a fixed number, however many there are. A piece of a transport stream
   * has shown itself before: what may stand in its payload is not asked.
   */
  private @Nullable Container detectRaw(Passes passes) {
    RawStream raw = RawStream.beginning(head, nextCheck);
    if (raw != null) {
      return container(raw);
    }
    if (nextCheck == MAX_BYTES) {
      return readByFFmpeg(passes);
    }
    nextCheck *= 2;
    return detect(passes);
  }

  private static Container container(RawStream raw) {
    return switch (raw) {
      case PACKED_AUDIO -> Container.PACKED_AUDIO;
      case H264 -> Container.H264;
      case H265 -> Container.H265;
    };
  }

  /**
   * The container of a stream of which no more comes.
   *
   * @param passes where FFmpeg is asked, if nobody else knows
   * @throws MediaException.Unsupported with the name of what it is instead
   */
  Container detectAtEnd(Passes passes) {
    if (length == 0) {
      throw new MediaException.Unsupported(0, "Cannot read input: it is empty");
    }
    Container evident = evident();
    if (evident != null || isShortTransportStream()) {
      return evident != null ? evident : Container.MPEG_TS;
    }
    Signature likely = Signature.likely(head, length);
    RawStream raw = RawStream.whole(head, length);
    boolean isLikely = likely != null && likely.container() != null;
    return raw == null || isLikely ? readByFFmpeg(passes) : container(raw);
  }

  /** What Millrace does not read itself is asked of FFmpeg, unless it has a name already. */
  private Container readByFFmpeg(Passes passes) {
    Signature likely = Signature.likely(head, length);
    if (likely != null && likely.container() != null) {
      return likely.container();
    }
    boolean mayBeVideo = likely != null && likely.isByteStream();
    boolean unnamed = likely == null && Signature.isUnknown(head, length);
    if ((mayBeVideo || unnamed) && LibavDemuxer.knows(bytes(), passes)) {
      return Container.LIBAV;
    }
    throw refusal(likely == null ? Signature.name(head, length) : likely.title());
  }

  private @Nullable Container evident() {
    Signature known = Signature.evident(head, length);
    if (known != null && known.container() == null) {
      throw refusal(known.title());
    }
    return known == null ? null : known.container();
  }

  private boolean hasTransportPackets(int end) {
    for (; searched + LOOKAHEAD_BYTES <= end; searched++) {
      for (int stride : STRIDES) {
        if (head[searched] == SYNC && packetsAt(searched, stride) >= AGREEING_PACKETS) {
          return true;
        }
      }
    }
    return false;
  }

  /** A whole packet, and nothing but packets behind it. */
  private boolean isShortTransportStream() {
    for (int at = 0; at + PACKET_BYTES <= length; at++) {
      for (int stride : STRIDES) {
        if (head[at] == SYNC && packetsAt(at, stride) * stride >= length - at) {
          return true;
        }
      }
    }
    return false;
  }

  /** Sync bytes in a row. */
  private int packetsAt(int at, int stride) {
    int packets = 0;
    for (int i = at; i < length && head[i] == SYNC; i += stride) {
      packets++;
    }
    return packets;
  }

  private static MediaException refusal(String title) {
    String read =
        Arrays.stream(Container.values()).map(Container::title).collect(Collectors.joining(", "));
    return new MediaException.Unsupported(
        0, "Cannot read input: it is %s, and only these are read: %s", title, read);
  }
}
