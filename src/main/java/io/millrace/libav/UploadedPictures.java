package io.millrace.libav;

import static io.millrace.libav.Libav.check;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVHWFramesContext;
import org.bytedeco.ffmpeg.global.avutil;

/** Pictures in the memory of a GPU, for encoders that look nowhere else: those of VA-API. */
final class UploadedPictures implements AutoCloseable {
  private static final int POOL = 32;

  private final NativeResources resources = new NativeResources();
  private final AVBufferRef frames;

  UploadedPictures(String encoder, VideoEncoder.Settings settings) {
    try {
      AVBufferRef device = new AVBufferRef(null);
      check(
          avutil.av_hwdevice_ctx_create(
              device, avutil.AV_HWDEVICE_TYPE_VAAPI, (String) null, (AVDictionary) null, 0),
          "av_hwdevice_ctx_create");
      resources.own(() -> avutil.av_buffer_unref(device));
      frames = check(avutil.av_hwframe_ctx_alloc(device), "av_hwframe_ctx_alloc");
      resources.own(() -> avutil.av_buffer_unref(frames));
      AVHWFramesContext form = new AVHWFramesContext(frames.data());
      form.format(avutil.AV_PIX_FMT_VAAPI);
      form.sw_format(VideoEncoder.pixelFormat(encoder, settings.bitDepth()));
      form.width(settings.width()).height(settings.height()).initial_pool_size(POOL);
      check(avutil.av_hwframe_ctx_init(frames), "av_hwframe_ctx_init");
    } catch (Throwable e) {
      resources.close();
      throw e;
    }
  }

  /** Tells an encoder, which is not open yet, where its pictures are. */
  void announce(AVCodecContext context) {
    context.pix_fmt(avutil.AV_PIX_FMT_VAAPI);
    context.hw_frames_ctx(check(avutil.av_buffer_ref(frames), "av_buffer_ref"));
  }

  /** A copy there, with the same properties. */
  Picture upload(Picture picture) {
    Picture uploaded = Picture.empty();
    try {
      check(avutil.av_hwframe_get_buffer(frames, uploaded.frame(), 0), "av_hwframe_get_buffer");
      AVFrame from = picture.frame();
      check(avutil.av_hwframe_transfer_data(uploaded.frame(), from, 0), "av_hwframe_transfer_data");
      check(avutil.av_frame_copy_props(uploaded.frame(), from), "av_frame_copy_props");
      return uploaded;
    } catch (Throwable e) {
      uploaded.close();
      throw e;
    }
  }

  @Override
  public void close() {
    resources.close();
  }
}
