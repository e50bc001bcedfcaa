package io.millrace.demux.raw;

import io.millrace.codec.ac3.SyncFrame;
import io.millrace.demux.framing.Ac3Syntax;
import io.millrace.demux.framing.AdtsSyntax;
import io.millrace.demux.framing.AudioSyntax;
import io.millrace.demux.framing.MpegAudioSyntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what packed audio is made of: headers that agree, each where the frame before it ends. One
 * sync word stands anywhere by chance, {@value #FRAMES} such headers do not.
 */
final class FrameChain {
  /** How many make it certain. */
  static final int FRAMES = 5;

  private static final AudioSyntax AC3 = new Ac3Syntax();
  private static final List<AudioSyntax> ALL =
      List.of(new AdtsSyntax(), AC3, new MpegAudioSyntax());

  /** Whether frames begin at one place. */
  enum Answer {
    YES,
    NO,
    /** They may, if they go on like this behind the bytes that are there. */
    MAYBE
  }

  /**
   * How far a search came.
   *
   * @param at index of the first frame, or of the first place where one may be
   * @param kind null if no frames were found
   */
  record Found(int at, @Nullable AudioKind kind) {}

  /** What is known of the bytes behind those that are there. */
  enum Rest {
    /** More will come: a chain that runs out of bytes is not decided, and the search stops. */
    TO_COME,
    /** More will come, but what is not certain now does not count. */
    IGNORED,
    /** There are none: a chain may run to the end. */
    NONE
  }

  private FrameChain() {}

  /**
   * The first place in {@code [from, end)} where frames begin.
   *
   * @param begin where the audio begins, so that few frames do; another index if that is not here
   */
  static Found find(byte[] bytes, int begin, int from, int end, Rest rest) {
    for (int at = from; at < end; at++) {
      if (!mayBegin(bytes[at])) {
        continue;
      }
      for (AudioSyntax syntax : ALL) {
        Answer answer = chain(syntax, bytes, at, end, rest, at == begin);
        if (answer == Answer.YES) {
          return new Found(at, kind(syntax, bytes, at));
        }
        if (answer == Answer.MAYBE && rest == Rest.TO_COME) {
          return new Found(at, null);
        }
      }
    }
    return new Found(end, null);
  }

  /**
   * Whether the frame of {@code length} bytes at {@code at} is followed by another one, or a tag.
   */
  static Answer goesOn(AudioSyntax syntax, byte[] bytes, int at, int length, int end, Rest rest) {
    int next = at + length;
    if (end - next >= syntax.headerBytes()) {
      boolean frame = syntax.frameBytes(bytes, next) != 0 && syntax.agree(bytes, at, next);
      return frame ? Answer.YES : tag(bytes, next, end, rest);
    }
    return rest == Rest.TO_COME ? Answer.MAYBE : next <= end ? Answer.YES : Answer.NO;
  }

  private static AudioKind kind(AudioSyntax syntax, byte[] bytes, int at) {
    if (syntax instanceof AdtsSyntax) {
      return AudioKind.ADTS;
    }
    if (syntax == AC3) {
      return SyncFrame.isEnhanced(bytes, at) ? AudioKind.EAC3 : AudioKind.AC3;
    }
    return AudioKind.MPEG_AUDIO;
  }

  private static Answer chain(
      AudioSyntax syntax, byte[] bytes, int first, int end, Rest rest, boolean isFirst) {
    int at = first;
    for (int frames = 0; frames < FRAMES; frames++) {
      if (end - at < syntax.headerBytes()) {
        return rest == Rest.NONE ? atEnd(frames, frames == 1 && at == end, isFirst) : Answer.MAYBE;
      }
      int length = syntax.frameBytes(bytes, at);
      if (length == 0 || !syntax.agree(bytes, first, at)) {
        return frames > 0 ? tag(bytes, at, end, rest) : Answer.NO;
      }
      if (at + length > end) {
        return rest == Rest.NONE ? atEnd(frames, frames == 1 && at == end, isFirst) : Answer.MAYBE;
      }
      at += length;
    }
    return Answer.YES;
  }

  /** Whether a tag begins at {@code at}. */
  private static Answer tag(byte[] bytes, int at, int end, Rest rest) {
    return switch (MetadataTag.bytes(bytes, at, end)) {
      case MetadataTag.NONE -> Answer.NO;
      case MetadataTag.UNDECIDED -> rest == Rest.NONE ? Answer.NO : Answer.MAYBE;
      default -> Answer.YES;
    };
  }

  /** Every sync word begins with one of these. */
  private static boolean mayBegin(byte first) {
    return first == (byte) 0xff || first == 0x0b;
  }

  /** Two headers count if they begin at once, three elsewhere, one if its frame is all there is. */
  private static Answer atEnd(int headers, boolean isAll, boolean isFirst) {
    boolean enough = isFirst ? headers > 1 || isAll : headers > 2;
    return enough ? Answer.YES : Answer.NO;
  }
}
