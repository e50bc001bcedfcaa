package io.millrace.worker;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/** A worker that answers with its own process id, and ends itself where it is told to. */
final class NamingWorker {
  private static final long HEAP = 64 << 20;

  private NamingWorker() {}

  static WorkerProgram program() {
    return new WorkerProgram(NamingWorker.class.getName(), HEAP, Duration.ofMinutes(1));
  }

  public static void main(String[] arguments) {
    WorkerServer.serve(
        new WorkerServer.Work<Boolean>() {
          @Override
          public Boolean read(DataInput in) throws IOException {
            return in.readBoolean();
          }

          @Override
          public Written answer(Boolean last) {
            if (last) {
              Runtime.getRuntime().halt(3);
            }
            return new Written() {
              @Override
              public long mediaBytes() {
                return 0;
              }

              @Override
              public void write(DataOutput out) throws IOException {
                out.writeLong(ProcessHandle.current().pid());
              }
            };
          }

          @Override
          public String remedy() {
            return "";
          }
        });
  }

  /**
   * Asks for the id.
   *
   * @param last whether the process ends instead
   */
  record WhoAreYou(boolean last) implements Question<Long> {
    @Override
    public String about() {
      return "Stream cam-1";
    }

    @Override
    public long mediaBytes() {
      return 0;
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeBoolean(last);
    }

    @Override
    public Long readAnswer(DataInput in) throws IOException {
      return in.readLong();
    }
  }
}
