package io.millrace.verify;

/**
 * A rule that published objects are held against. I: init segments; S: media segments; P: media
 * playlists; V: multivariant playlists; X: renditions against each other; Z: what Millrace promises
 * beyond the standards.
 */
public enum Rule {
  I_01(Severity.ERROR, "ftyp, then moov, and no media. RFC 8216, 3.3"),
  I_02(Severity.ERROR, "A brand of iso6 or later. RFC 8216, 3.3"),
  I_03(Severity.ERROR, "CMAF brand, and media profile brands that fit the codec. 23000-19, A"),
  I_04(Severity.ERROR, "One track. 23000-19, 7.3.1"),
  I_05(Severity.ERROR, "mvex behind trak, with one trex for the track. 14496-12, 8.8.3"),
  I_06(Severity.ERROR, "Durations of mvhd and tkhd are 0. RFC 8216, 3.3"),
  I_07(Severity.ERROR, "Sample tables are empty. RFC 8216, 3.3"),
  I_08(Severity.ERROR, "Track id above 0 and below next_track_ID. 14496-12, 8.2.2 and 8.3.2"),
  I_09(Severity.ERROR, "The track is enabled and in the movie. 14496-12, 8.3.2"),
  I_10(Severity.ERROR, "Timescale above 0; of sound a multiple of its sample rate"),
  I_11(Severity.ERROR, "Media is in the file itself. 14496-12, 8.7.2"),
  I_12(Severity.ERROR, "hdlr, media header and sample entry are of one type. 14496-12, 8.4.3"),
  I_13(Severity.ERROR, "One sample entry, with a codec configuration that can be read"),
  I_14(Severity.ERROR, "avc1, hvc1: parameter sets in the configuration, none other in samples"),
  I_15(Severity.WARNING, "avc1 or hvc1, not avc3 or hev1. Apple, 1.10"),
  I_16(Severity.ERROR, "Profile and level of the configuration are the SPS's; lengths of 4 bytes"),
  I_17(Severity.ERROR, "Picture sizes of sample entry, tkhd and bitstream agree"),
  I_18(Severity.ERROR, "colr says what the bitstream says. 23000-19, 7.3.2.4"),
  I_19(
      Severity.ERROR, "mp4a: object type 0x40 (or MPEG audio), AudioSpecificConfig that is served"),
  I_20(Severity.ERROR, "Sample rate and channels of the sample entry are the codec's"),
  I_21(Severity.ERROR, "No meta or udta beside moov. 23000-19, 7.5.2"),
  I_22(Severity.ERROR, "No edit list, or under cmfc one that skips media. 23000-19, 7.5"),
  I_25(Severity.ERROR, "An init segment's name is the digest of its bytes"),
  S_01(Severity.ERROR, "styp, then moof and mdat in turn, whole boxes. 23000-19, 7.3.2"),
  S_02(Severity.WARNING, "styp with msdh and a CMAF segment brand. 14496-12, 8.16.2"),
  S_03(Severity.ERROR, "One traf in each moof, one trun in each traf. 23000-19, 7.3.2"),
  S_04(Severity.ERROR, "One tfhd, then one tfdt, then trun. 14496-12, 8.8.12"),
  S_05(Severity.ERROR, "tfdt of 64 bits"),
  S_06(Severity.ERROR, "default-base-is-moof, and no base data offset. RFC 8216, 3.3"),
  S_07(Severity.ERROR, "Samples fill mdat exactly. 23000-19, 7.3.2.3"),
  S_08(Severity.ERROR, "Track id is the init segment's. RFC 8216, 3.3"),
  S_09(Severity.ERROR, "Fragment sequence numbers go up. 14496-12, 8.8.5"),
  S_10(
      Severity.ERROR,
      "Each fragment begins to the tick where the one before ends. 23000-19, 7.3.2.2"),
  S_12(Severity.ERROR, "Where segments are said to be independent, each begins with a sync sample"),
  S_13(Severity.ERROR, "Sample flags agree with the bitstream. 14496-12, 8.8.3.1"),
  S_14(Severity.ERROR, "Not both first-sample flags and flags of each sample. 14496-12, 8.8.8.1"),
  S_15(Severity.ERROR, "Composition offsets below 0 in trun version 1 only, and then no edit list"),
  S_16(Severity.ERROR, "No two samples are shown at the same time"),
  S_17(Severity.ERROR, "Presentation times lie within the segment, and begin with it"),
  S_18(Severity.ERROR, "Sample durations above 0, none above the target duration"),
  S_19(Severity.ERROR, "Whole NAL units fill each sample, one of them with a picture. 14496-15"),
  S_20(Severity.ERROR, "AAC without ADTS headers, each sample as long as its frame"),
  S_23(Severity.ERROR, "Sound and pictures of a segment differ by less than an audio frame"),
  S_29(Severity.ERROR, "Another init segment only behind a discontinuity. RFC 8216, 4.3.2.3"),
  P_01(Severity.ERROR, "UTF-8 without byte order mark and control characters. RFC 8216, 4.1"),
  P_02(Severity.ERROR, "The first line is #EXTM3U. RFC 8216, 4.3.1.1"),
  P_03(Severity.ERROR, "One EXT-X-VERSION, as high as the tags need. RFC 8216, 7"),
  P_04(Severity.ERROR, "One EXT-X-TARGETDURATION, a whole number from 1. RFC 8216, 4.3.3.1"),
  P_05(Severity.ERROR, "EXT-X-TARGETDURATION never changes. RFC 8216, 6.2.1"),
  P_06(Severity.ERROR, "No EXTINF rounds to more than the target duration. RFC 8216, 4.3.3.1"),
  P_07(Severity.ERROR, "No segment exceeds the target duration by more than 0.5 s. Apple, 7.7"),
  P_08(Severity.ERROR, "Tags of a media playlist at most once. RFC 8216, 4.3.3"),
  P_09(Severity.ERROR, "EXTINF before every URI, and true to the media. RFC 8216, 4.3.2.1"),
  P_10(Severity.ERROR, "EXT-X-MEDIA-SEQUENCE before the first segment; counts those removed"),
  P_11(
      Severity.ERROR,
      "EXT-X-DISCONTINUITY-SEQUENCE before the first segment; counts those removed"),
  P_12(Severity.ERROR, "A live playlist has EXT-X-DISCONTINUITY-SEQUENCE. Apple, 8.17"),
  P_13(Severity.ERROR, "What is listed does not change while it is listed. RFC 8216, 6.2.1"),
  P_14(Severity.ERROR, "A new version within 1.5 target durations. RFC 8216, 6.2.1"),
  P_15(Severity.ERROR, "Three target durations stay when segments are removed. RFC 8216, 6.2.2"),
  P_16(Severity.ERROR, "Six segments or more in a live playlist that slides. Apple, 8.11"),
  P_17(
      Severity.ERROR,
      "What was removed stays for its own duration and that of the playlist. RFC 8216, 6.2.2"),
  P_19(Severity.ERROR, "What is listed can be read. RFC 8216, 6.2.1"),
  P_20(Severity.ERROR, "EXT-X-MAP before the first segment. RFC 8216, 4.3.2.5"),
  P_21(Severity.ERROR, "Another track, codec or timescale only behind a discontinuity"),
  P_22(Severity.ERROR, "Another picture size, frame rate or layout only behind a discontinuity"),
  P_23(Severity.ERROR, "A live playlist tells dates, with milliseconds and time zone. Apple, 8.4"),
  P_24(Severity.ERROR, "Dates go on with EXTINF, and never back. Apple, 8.1 and 8.5"),
  P_25(Severity.ERROR, "Behind EXT-X-ENDLIST nothing changes; VOD has it. RFC 8216, 6.2.1"),
  P_26(Severity.ERROR, "EVENT loses nothing, VOD does not change. RFC 8216, 4.3.3.5"),
  P_27(Severity.ERROR, "EXT-X-GAP stands before a segment, and that one is not there"),
  P_36(
      Severity.WARNING,
      "URIs relative and escaped, no redirects, the right media type. Apple, 8.18"),
  V_01(Severity.ERROR, "EXT-X-STREAM-INF with BANDWIDTH, then a URI. RFC 8216, 4.3.4.2"),
  V_02(Severity.ERROR, "CODECS are those of all renditions. Apple, 9.1"),
  V_03(Severity.ERROR, "RESOLUTION and FRAME-RATE are there and true. Apple, 9.2 and 9.15"),
  V_04(Severity.ERROR, "AVERAGE-BANDWIDTH is there and at most a tenth too low. Apple, 9.14"),
  V_05(
      Severity.ERROR,
      "BANDWIDTH is no less than the peak; live at most a quarter less. Apple, 1.29"),
  V_06(Severity.ERROR, "VIDEO-RANGE where not all is SDR. Apple, 9.16"),
  V_07(Severity.ERROR, "Groups that variants name are there. RFC 8216, 4.3.4.2"),
  V_08(
      Severity.ERROR,
      "EXT-X-MEDIA with its attributes; NAMEs differ, one default. RFC 8216, 4.3.4.1"),
  V_09(Severity.ERROR, "LANGUAGE on all EXT-X-MEDIA but VIDEO. Apple, 8.10"),
  V_10(Severity.ERROR, "CHANNELS on all audio, as many as there are. RFC 8216, 4.3.4.1"),
  V_11(Severity.ERROR, "Groups of one type have the same members. RFC 8216, 4.3.4.1.1"),
  V_12(Severity.WARNING, "EXT-X-INDEPENDENT-SEGMENTS where all segments are. Apple, 9.11"),
  V_13(Severity.ERROR, "No tag of a media playlist in a multivariant one. RFC 8216, 4.3.4"),
  X_01(
      Severity.ERROR,
      "Segments of one number begin at the same time in all video. RFC 8216, 6.2.4"),
  X_02(Severity.ERROR, "Discontinuities are the same in all renditions. RFC 8216, 6.2.4"),
  X_03(Severity.ERROR, "One target duration in all renditions. Apple, 8.2"),
  X_04(Severity.ERROR, "Renditions that ended end together. RFC 8216, 6.2.4"),
  X_05(Severity.ERROR, "Segments of one number are as long in all video. 23000-19, 7.3.4"),
  X_07(Severity.ERROR, "A segment's name is its media sequence number"),
  Z_03(Severity.ERROR, "Numbers of segments have no holes but gaps"),
  Z_08(
      Severity.ERROR,
      "Sound and pictures do not come apart by an audio frame, however long the stream");

  private final Severity severity;
  private final String title;

  Rule(Severity severity, String title) {
    this.severity = severity;
    this.title = title;
  }

  /** As people write it: {@code S-10}. */
  public String id() {
    return name().replace('_', '-');
  }

  public Severity severity() {
    return severity;
  }

  /** What has to hold, in one line, with the clause that asks for it. */
  public String title() {
    return title;
  }
}
