package io.millrace.libav;

import org.bytedeco.ffmpeg.global.avutil;

/** What FFmpeg takes this machine's CPU for, as if it were another. */
public enum CpuLevel {
  /** As {@link Libav#load} leaves it. */
  USUAL,
  /** What every x86-64 has. */
  SSE2,
  /** No vector instructions: plain C. */
  NONE;

  /** Sets it for this process; before any codec is opened. */
  public void force() {
    Libav.load();
    if (this != USUAL) {
      int sse2 = avutil.AV_CPU_FLAG_MMX | avutil.AV_CPU_FLAG_MMXEXT | avutil.AV_CPU_FLAG_SSE;
      avutil.av_force_cpu_flags(this == NONE ? 0 : sse2 | avutil.AV_CPU_FLAG_SSE2);
    }
  }
}
