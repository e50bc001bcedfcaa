package io.millrace.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassReader;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassWriter;
import org.apache.flink.shaded.asm9.org.objectweb.asm.MethodVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.Opcodes;

/**
 * A Java agent that lets all classes but the JDK's own ask {@link ShiftedClock} for the time. The
 * kernel's clock is everybody's, and to lie to the C library (libfaketime) makes a JVM's timed
 * waits return at once.
 */
public final class ClockAgent {
  private static final String CLOCK_JAR = "shifted-clock.jar";
  private static final String SHIFTED = "io/millrace/chaos/ShiftedClock";

  /** Owner of the method that is replaced, by name. */
  private static final Map<String, String> REPLACED =
      Map.of(
          "currentTimeMillis", "java/lang/System",
          "now", "java/time/Instant",
          "systemUTC", "java/time/Clock");

  private ClockAgent() {}

  /** Makes the agent's jar, and beside it the one with the clock; returns the first. */
  static Path jar(Path directory) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", ClockAgent.class.getName());
    pack(directory.resolve(CLOCK_JAR), new Manifest(), List.of(ShiftedClock.class.getName()));
    Path jar = directory.resolve("clock-agent.jar");
    pack(
        jar,
        manifest,
        List.of(
            ClockAgent.class.getName(),
            Replacer.class.getName(),
            Calls.class.getName(),
            Calls.class.getName() + "$1"));
    return jar;
  }

  private static void pack(Path jar, Manifest manifest, List<String> classes) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String name : classes) {
        String entry = name.replace('.', '/') + ".class";
        try (InputStream in = ClockAgent.class.getResourceAsStream("/" + entry)) {
          out.putNextEntry(new JarEntry(entry));
          Objects.requireNonNull(in, entry).transferTo(out);
        }
      }
    }
  }

  /** Makes a clock of {@code millis} before or after the right time. */
  static void shift(Path clock, long millis) throws IOException {
    ByteBuffer written = ByteBuffer.allocate(Long.BYTES).putLong(millis).flip();
    // In its place: a file that is cut short under a process that has it mapped kills that.
    try (FileChannel file =
        FileChannel.open(clock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(written, 0);
    }
  }

  /** Options of a JVM that {@code clock} belongs to, which was {@link #shift}ed before. */
  static List<String> options(Path jar, Path clock) {
    return List.of(
        "-javaagent:" + jar + "=" + jar.resolveSibling(CLOCK_JAR), "-Dchaos.clock=" + clock);
  }

  /** Called by the JVM, with the jar of the clock. */
  public static void premain(String clockJar, Instrumentation instrumentation) throws IOException {
    // Classes of every loader must find it, also of those that ask no parent.
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(clockJar));
    instrumentation.addTransformer(new Replacer());
  }

  private static final class Replacer implements ClassFileTransformer {
    @Override
    public byte[] transform(
        ClassLoader loader, String name, Class<?> old, ProtectionDomain domain, byte[] bytes) {
      if (loader == null || name == null || !asksForTheTime(bytes)) {
        return null;
      }
      ClassReader reader = new ClassReader(bytes);
      ClassWriter writer = new ClassWriter(reader, 0);
      reader.accept(new Calls(writer), 0);
      return writer.toByteArray();
    }

    /** A cheap look for the names, most classes have none of them. */
    private static boolean asksForTheTime(byte[] bytes) {
      String constants = new String(bytes, StandardCharsets.ISO_8859_1);
      return REPLACED.entrySet().stream()
          .anyMatch(
              call -> constants.contains(call.getKey()) && constants.contains(call.getValue()));
    }
  }

  private static final class Calls extends ClassVisitor {
    Calls(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String form, boolean isInterface) {
          boolean replaced =
              opcode == Opcodes.INVOKESTATIC
                  && form.startsWith("()")
                  && owner.equals(REPLACED.get(called));
          super.visitMethodInsn(opcode, replaced ? SHIFTED : owner, called, form, isInterface);
        }
      };
    }
  }
}
