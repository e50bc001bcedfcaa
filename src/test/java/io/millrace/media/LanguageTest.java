package io.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
  @ParameterizedTest
  @CsvSource({
    "fre,fra,French",
    "fra,fra,French",
    "fr-CA,fra,French",
    "ger,deu,German",
    "EN,eng,English",
    "iw,heb,Hebrew",
    "chi,zho,Chinese",
    "und,und,''",
    "x,und,''",
    "'',und,''",
    "12,und,''"
  })
  void knowsALanguageByEachOfItsCodes(String language, String code, String name) {
    assertThat(Language.code(language)).isEqualTo(code);
    assertThat(Language.name(language)).isEqualTo(name);
    assertThat(Language.areSame(language, code)).isTrue();
  }
}
