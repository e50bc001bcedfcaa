package io.millrace.demux.libav;

import io.millrace.libav.ContainerReader;
import io.millrace.libav.ContainerReader.Certainty;
import io.millrace.libav.ContainerTrack;
import io.millrace.libav.InputBytes;
import io.millrace.media.Payload;
import java.util.List;
import java.util.Set;

/** In this process. */
final class PassesHere extends Passes {
  static final PassesHere INSTANCE = new PassesHere();

  private PassesHere() {}

  @Override
  String formatOf(Payload beginning) {
    return FFmpeg.call(() -> ContainerReader.formatOf(beginning, Certainty.CERTAIN)).orElse("");
  }

  @Override
  Opening open(InputBytes bytes, int beginning) {
    return FFmpeg.call(() -> Opening.of(bytes, bytes.tail().slice(0, beginning)));
  }

  @Override
  List<ContainerTrack> tracksFrom(String format, InputBytes bytes, long from) {
    return FFmpeg.call(() -> Opening.tracksFrom(format, bytes, from));
  }

  @Override
  Pass read(String format, InputBytes bytes, long from, Set<Integer> known) {
    return FFmpeg.call(() -> Pass.read(format, bytes, from, known));
  }
}
