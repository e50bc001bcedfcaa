package io.millrace.job.operator;

import io.millrace.job.record.Event;
import io.millrace.job.record.Forms;
import io.millrace.job.record.Rejection;
import org.apache.flink.util.OutputTag;

/** The side outputs that several operators share. */
public final class Outputs {
  /** Input that is not used. */
  public static final OutputTag<Rejection> REJECTED =
      new OutputTag<>("rejected", Forms.REJECTION.typeInformation());

  /** What happened to streams. */
  public static final OutputTag<Event> EVENTS =
      new OutputTag<>("events", Forms.EVENT.typeInformation());

  private Outputs() {}
}
