package io.millrace.job.operator;

import io.millrace.job.record.Event;
import io.millrace.job.record.Forms;
import io.millrace.job.record.Rejection;
import io.millrace.segment.SegmentUnit;
import io.millrace.wire.StreamEventKind;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The side outputs that several operators share. */
public final class Outputs {
  /** Input that is not used. */
  public static final OutputTag<Rejection> REJECTED =
      new OutputTag<>("rejected", Forms.REJECTION.typeInformation());

  /** What happened to streams. */
  public static final OutputTag<Event> EVENTS =
      new OutputTag<>("events", Forms.EVENT.typeInformation());

  /** Segments that need an encoder. */
  public static final OutputTag<SegmentUnit> TO_ENCODE =
      new OutputTag<>("to-encode", Forms.SEGMENT_UNIT.typeInformation());

  private static final Logger LOG = LoggerFactory.getLogger(Outputs.class);

  private Outputs() {}

  /**
   * Says that of a segment something could not be made, which is a gap now: one stream's media must
   * not stop it, nor the others.
   *
   * @param what could not be done, as a verb
   */
  static void givenUp(
      ProcessFunction<SegmentUnit, ?>.Context context,
      SegmentUnit unit,
      String what,
      RuntimeException why) {
    LOG.error("Stream {}: cannot {} segment {}", unit.stream(), what, unit.number(), why);
    event(
        context,
        unit,
        StreamEventKind.SEGMENT_GIVEN_UP,
        "Cannot %s: %s".formatted(what, why.getMessage()));
  }

  /** Says what happened to a segment. */
  static void event(
      ProcessFunction<SegmentUnit, ?>.Context context,
      SegmentUnit unit,
      StreamEventKind kind,
      String detail) {
    context.output(
        EVENTS, new Event(unit.stream(), kind, unit.number(), unit.programDateTime(), detail));
  }
}
