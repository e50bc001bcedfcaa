package io.millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the map of docs/architecture.md against the code. */
class ArchitectureTest {
  private static final String ROOT = "io.millrace.";
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|[^|]*\\|([^|]*)\\|$");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.millrace");

  /** Room, then the rooms it may use, from the table between the two marks. */
  private static Map<String, List<String>> map() {
    String page = read(Path.of("docs/architecture.md"));
    String table = page.split("<!-- map:(begin|end) -->", -1)[1];
    Map<String, List<String>> rooms = new TreeMap<>();
    Matcher row = ROW.matcher(table);
    while (row.find()) {
      rooms.put(row.group(1), List.of(row.group(2).strip().split(" +")));
    }
    assertThat(rooms).containsKeys("media", "app");
    return rooms;
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> usesOnlyTheRoomsItMay() {
    return map().entrySet().stream()
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room.getKey(), () -> checkRoom(room.getKey(), room.getValue())));
  }

  private static void checkRoom(String room, List<String> allowed) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + room + "..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are in a room that is not in its row of the map",
                (JavaClass other) ->
                    other.getPackageName().startsWith(ROOT)
                        && !roomOf(other).equals(room)
                        && !allowed.contains(roomOf(other))))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static String roomOf(JavaClass type) {
    String rest = type.getPackageName().substring(ROOT.length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  @Test
  void everyPackageHasARoom() {
    TreeSet<String> strangers = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (!type.getPackageName().startsWith(ROOT) || !map().containsKey(roomOf(type))) {
        strangers.add(type.getName());
      }
    }
    assertThat(strangers).isEmpty();
  }

  @Test
  void noPackageIsInACycle() {
    slices().matching("io.millrace.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void flinkKafkaAndAvroStayInTheirRooms() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "wire..", ROOT + "job..", ROOT + "app..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "org.apache.avro..")
        .check(CLASSES);
  }

  @Test
  void flinkIsKnownOnlyToTheJobAndThePeople() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "job..", ROOT + "app..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..")
        .check(CLASSES);
  }

  @Test
  void nativeCodeStaysBehindItsDoor() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "libav..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void nothingIsCalledUtil() {
    classes()
        .should()
        .resideOutsideOfPackages("..util..", "..common..", "..helper..", "..manager..")
        .andShould()
        .haveNameNotMatching(".*(Util|Utils|Helper|Manager)")
        .check(CLASSES);
  }
}
