package io.millrace.media;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;

/**
 * Languages as containers write them: BCP 47, or ISO 639-2 with either of its codes for the twenty
 * languages that have two.
 */
public final class Language {
  public static final String UNDETERMINED = "und";

  /** Bibliographic codes and the terminological ones that stand for them. ISO 639-2, table 1. */
  private static final Map<String, String> TERMINOLOGICAL =
      Map.ofEntries(
          Map.entry("alb", "sqi"),
          Map.entry("arm", "hye"),
          Map.entry("baq", "eus"),
          Map.entry("bur", "mya"),
          Map.entry("chi", "zho"),
          Map.entry("cze", "ces"),
          Map.entry("dut", "nld"),
          Map.entry("fre", "fra"),
          Map.entry("geo", "kat"),
          Map.entry("ger", "deu"),
          Map.entry("gre", "ell"),
          Map.entry("ice", "isl"),
          Map.entry("mac", "mkd"),
          Map.entry("mao", "mri"),
          Map.entry("may", "msa"),
          Map.entry("per", "fas"),
          Map.entry("rum", "ron"),
          Map.entry("slo", "slk"),
          Map.entry("tib", "bod"),
          Map.entry("wel", "cym"));

  /** Codes of two letters, by the ones of three: the JDK knows names only by the former. */
  private static final Map<String, String> SHORT = shortCodes();

  private Language() {}

  private static Map<String, String> shortCodes() {
    Map<String, String> codes = new HashMap<>();
    for (String two : Locale.getISOLanguages()) {
      codes.putIfAbsent(code(two), two);
    }
    return codes;
  }

  /** Three letters of ISO 639-2/T; {@code und} for what is no language. */
  public static String code(String language) {
    int end = language.indexOf('-');
    String primary = (end < 0 ? language : language.substring(0, end)).toLowerCase(Locale.ROOT);
    if (primary.matches("[a-z]{3}")) {
      return TERMINOLOGICAL.getOrDefault(primary, primary);
    }
    return primary.matches("[a-z]{2}") ? ofTwoLetters(primary) : UNDETERMINED;
  }

  private static String ofTwoLetters(String language) {
    try {
      String code = Locale.forLanguageTag(language).getISO3Language();
      return code.length() == 3 ? code : UNDETERMINED;
    } catch (MissingResourceException e) {
      return UNDETERMINED;
    }
  }

  /** True if both name the same language, whatever the way and the region. */
  public static boolean areSame(String a, String b) {
    return code(a).equals(code(b));
  }

  /** Its name in English, for people who choose; empty if it is not known. */
  public static String name(String language) {
    String code = code(language);
    if (code.equals(UNDETERMINED)) {
      return "";
    }
    Locale locale = Locale.forLanguageTag(SHORT.getOrDefault(code, code));
    String name = locale.getDisplayLanguage(Locale.ENGLISH);
    return name.equals(code) ? "" : name;
  }
}
