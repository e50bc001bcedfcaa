package io.millrace.cmaf;

import java.util.Locale;
import java.util.MissingResourceException;

/** Languages as {@code mdhd} says them: three letters of ISO 639-2/T. ISO/IEC 14496-12, 8.4.2.3. */
final class Iso639 {
  private static final String UNDETERMINED = "und";

  private Iso639() {}

  /** Of BCP 47 or ISO 639-2; {@code und} for what is neither. */
  static String code(String language) {
    int end = language.indexOf('-');
    String primary = (end < 0 ? language : language.substring(0, end)).toLowerCase(Locale.ROOT);
    if (primary.matches("[a-z]{3}")) {
      return primary;
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
}
