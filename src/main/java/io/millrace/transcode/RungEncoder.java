package io.millrace.transcode;

import io.millrace.libav.Picture;
import io.millrace.libav.PictureTurn;
import io.millrace.libav.Scaler;
import io.millrace.libav.VideoEncoder;
import io.millrace.media.EncoderKind;
import io.millrace.media.Rung;
import io.millrace.media.Sample;
import io.millrace.media.TrackFormat;
import io.millrace.segment.TrackSegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one rendition of one segment. */
final class RungEncoder implements AutoCloseable {
  private final String rendition;
  private final PictureGrid grid;
  private final TrackSegment source;
  private final TrackFormat.Video sourceFormat;
  private final Scaler scaler;
  private final @Nullable PictureTurn turn;
  private final VideoEncoder encoder;
  private final RenditionFormat output;
  private final List<VideoEncoder.Packet> packets = new ArrayList<>();
  private int taken;
  private int place;

  RungEncoder(
      String rendition,
      Rung rung,
      EncoderKind kind,
      PictureGrid grid,
      TrackSegment source,
      TrackFormat.Video sourceFormat) {
    this.rendition = rendition;
    this.grid = grid;
    this.source = source;
    this.sourceFormat = sourceFormat;
    PictureShape shape = PictureShape.of(rung, sourceFormat);
    this.output = RenditionFormat.of(rung, sourceFormat);
    VideoEncoder.Settings settings =
        new VideoEncoder.Settings(
            kind,
            rung.output(),
            shape.width(),
            shape.height(),
            grid.rate(),
            grid.timescale(),
            output.colour(),
            output.bitDepth(),
            rung.bitRate(),
            rung.quality(),
            rung.effort(),
            rung.profile());
    this.scaler = new Scaler(shape.unturnedWidth(), shape.unturnedHeight(), settings);
    this.turn = shape.rotation() == 0 ? null : new PictureTurn(shape.rotation());
    this.encoder = new VideoEncoder(settings);
  }

  /** Takes the next picture, which stays open, to wherever the grid shows it. */
  void encode(Picture picture) {
    int number = taken++;
    if (!isShown(number)) {
      return;
    }
    try (Picture shaped = shaped(picture)) {
      for (; isShown(number); place++) {
        encoder.encode(shaped, grid.time(place), grid.isSync(place), packets::add);
      }
    }
  }

  private Picture shaped(Picture picture) {
    Picture scaled = scaler.scale(picture);
    return turn == null ? scaled : turn.turn(scaled);
  }

  private boolean isShown(int number) {
    return place < grid.places() && grid.shown(place) == number;
  }

  /** The rendition, after the last picture. */
  TrackSegment finish() {
    encoder.finish(packets::add);
    List<Sample> samples = new ArrayList<>();
    for (VideoEncoder.Packet packet : packets) {
      int order = samples.size();
      samples.add(
          new Sample(
              grid.duration(order),
              grid.time(packet.index()) - grid.time(order),
              packet.sync(),
              output.sample(packet.data())));
    }
    long base = grid.rescaled(source.baseMediaDecodeTime());
    TrackFormat.Video format = output.format(encoder.parameterSets(), sourceFormat, grid.rate());
    return new TrackSegment(rendition, format, grid.timescale(), base, samples);
  }

  @Override
  public void close() {
    scaler.close();
    if (turn != null) {
      turn.close();
    }
    encoder.close();
  }
}
