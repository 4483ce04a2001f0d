package dev.doorbell.agent;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides about each class that is loaded, and has it changed. Called by the JVM in the middle of
 * loading classes, on any thread: takes no lock, throws nothing, and for the many classes that are
 * none of its business uses nothing but the class file's bytes.
 */
final class CodecTransformer implements ClassFileTransformer {
  private static final String PROBE = "dev.doorbell.codec.OffloadDeflater";

  private final AgentOptions options;
  private final AgentLog log;
  private final Tally tally;
  private final Environment environment;
  private final Visibility visibility;
  private final Module ours;

  /**
   * @throws ClassNotFoundException where the codec is missing
   */
  CodecTransformer(AgentOptions options, AgentLog log, Tally tally, Environment environment)
      throws ClassNotFoundException {
    this.options = options;
    this.log = log;
    this.tally = tally;
    this.environment = environment;
    Class<?> probe = Class.forName(PROBE, false, CodecTransformer.class.getClassLoader());
    visibility = new Visibility(probe);
    ours = probe.getModule();
  }

  /**
   * Also called when a class is redefined: then the same changes have to be made again, or the JVM
   * would see another superclass.
   *
   * @return the changed class file, or null: as it was
   */
  @Override
  public byte @Nullable [] transform(
      Module module,
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
      return null;
    }
    try {
      if (isNotTheApplications(module, className)) {
        return null;
      }
      tally.looked();
      return ConstantPoolScan.mentions(bytes)
          ? consider(module, loader, className, domain, bytes)
          : null;
    } catch (Throwable e) {
      // Stack overflow and lack of memory included: without us the class may just fit.
      failed(loader, className, e);
      return null;
    }
  }

  /**
   * The JDK's tools are loaded by the application's class loader; and we do not replace ourselves.
   */
  private static boolean isNotTheApplications(Module module, @Nullable String className) {
    String name = module.getName();
    if (name != null && (name.startsWith("java.") || name.startsWith("jdk."))) {
      return true;
    }
    return className != null
        && (className.startsWith("dev/doorbell/")
            || className.startsWith("org/bouncycastle/")
            || className.startsWith("com/github/luben/zstd/")
            || className.startsWith("org/HdrHistogram/"));
  }

  private byte @Nullable [] consider(
      Module module,
      ClassLoader loader,
      @Nullable String className,
      @Nullable ProtectionDomain domain,
      byte[] bytes)
      throws IOException {
    if (!InPlaceRewriter.isCandidate(bytes)) {
      return null;
    }
    String name = className != null ? className : ClassRewriter.name(bytes);
    if (!options.allows(name)) {
      return leave(loader, name, LeftAlone.Reason.EXCLUDED, "the options leave it out");
    }
    if (!options.signed() && isSigned(domain)) {
      return leave(
          loader, name, LeftAlone.Reason.SIGNED, "its jar is signed, and signed=true is not set");
    }
    switch (visibility.of(loader)) {
      case NOT_FOUND -> {
        return leave(
            loader, name, LeftAlone.Reason.NOT_VISIBLE, "its class loader does not find " + PROBE);
      }
      case ASKING -> {
        return leave(
            loader,
            name,
            LeftAlone.Reason.NOT_VISIBLE,
            "its class loader needs it to look for " + PROBE);
      }
      case OTHER_COPY -> {
        return leave(
            loader,
            name,
            LeftAlone.Reason.OTHER_COPY,
            "its class loader has a Doorbell of its own");
      }
      case OURS -> {}
    }
    Rewriting rewriting = rewrite(bytes);
    if (rewriting.kept() > 0) {
      leave(
          loader,
          name,
          LeftAlone.Reason.SERIALIZABLE_LAMBDA,
          rewriting.kept() + " constructor reference(s)");
    }
    if (!rewriting.changed() || !letRead(module, loader, name)) {
      return null;
    }
    environment.supply();
    changed(
        new RewrittenClass(
            binaryName(name),
            describe(loader),
            rewriting.sites(),
            Optional.ofNullable(rewriting.superclass())));
    return rewriting.bytes();
  }

  private static Rewriting rewrite(byte[] bytes) {
    try {
      Rewriting inPlace = InPlaceRewriter.rewrite(bytes);
      if (inPlace != null) {
        return inPlace;
      }
    } catch (IndexOutOfBoundsException malformed) {
      // The class file API says what it thinks of it.
    }
    return ClassRewriter.rewrite(bytes);
  }

  private boolean letRead(Module module, ClassLoader loader, String name) {
    if (!module.canRead(ours)) {
      try {
        environment.letRead(module, ours);
      } catch (RuntimeException | LinkageError e) {
        leave(
            loader,
            name,
            LeftAlone.Reason.MODULE,
            module + " cannot be made to read " + ours + ": " + e);
        return false;
      }
    }
    return true;
  }

  private static boolean isSigned(@Nullable ProtectionDomain domain) {
    CodeSource source = domain == null ? null : domain.getCodeSource();
    CodeSigner[] signers = source == null ? null : source.getCodeSigners();
    return signers != null && signers.length > 0;
  }

  private void changed(RewrittenClass entry) {
    tally.changed(entry);
    if (options.verbose()) {
      log.line("rewrote " + entry.className() + " (" + entry.loader() + "): " + sites(entry));
    }
  }

  private static String sites(RewrittenClass entry) {
    StringBuilder text = new StringBuilder();
    entry.sites().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(each ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(each.getKey())
                .append(' ')
                .append(each.getValue()));
    entry
        .superclass()
        .ifPresent(name -> text.append(text.isEmpty() ? "" : ", ").append("extends ").append(name));
    return text.toString();
  }

  private byte @Nullable [] leave(
      ClassLoader loader, String name, LeftAlone.Reason reason, String detail) {
    LeftAlone entry = new LeftAlone(binaryName(name), describe(loader), reason, detail);
    tally.leftAlone(entry);
    if (options.verbose()) {
      log.line(
          "left alone "
              + entry.className()
              + " ("
              + entry.loader()
              + "): "
              + reason
              + ", "
              + detail);
    }
    return null;
  }

  private void failed(ClassLoader loader, @Nullable String className, Throwable cause) {
    try {
      leave(loader, className == null ? "?" : className, LeftAlone.Reason.FAILED, cause.toString());
    } catch (Throwable again) {
      // No memory or no stack to keep the reason: the class is loaded as it came, which is what
      // counts.
    }
  }

  private static String binaryName(String internalName) {
    return internalName.replace('/', '.');
  }

  private static String describe(ClassLoader loader) {
    String name = loader.getName();
    return name != null ? name : loader.getClass().getName();
  }
}
