package io.millrace.job;

import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The operators of the job. A uid is for ever: state is found by it after an upgrade. */
public enum OperatorId {
  SOURCE("source", "Read ingest topic"),
  DECODE("decode", "Decode records"),
  INGEST("ingest", "Demux and segment"),
  TRANSCODE("transcode", "Encode segments"),
  PACKAGE("package", "Package CMAF"),
  PACKAGE_ENCODED("package-encoded", "Package encoded CMAF"),
  STORE("store", "Store segments"),
  STORE_ENCODED("store-encoded", "Store encoded segments"),
  PLAYLIST("playlist", "Order segments"),
  PUBLISH("publish", "Publish playlists"),
  EVENTS("events", "Write events"),
  REJECTED("rejected", "Write rejected input");

  private final String uid;
  private final String title;

  OperatorId(String uid, String title) {
    this.uid = uid;
    this.title = title;
  }

  public String uid() {
    return uid;
  }

  /** What the web UI shows. */
  public String title() {
    return title;
  }

  <T> SingleOutputStreamOperator<T> names(SingleOutputStreamOperator<T> operator) {
    return operator.uid(uid).name(title);
  }

  <T> DataStreamSink<T> names(DataStreamSink<T> sink) {
    return sink.uid(uid).name(title);
  }
}
