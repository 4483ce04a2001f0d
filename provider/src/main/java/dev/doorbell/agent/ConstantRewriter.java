package dev.doorbell.agent;

import java.lang.classfile.BootstrapMethodEntry;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.ConstantPoolBuilder;
import java.lang.classfile.constantpool.IntegerEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.invoke.LambdaMetafactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Constructor references in constants: handles of kind REF_newInvokeSpecial (JVMS section 4.4.8) by
 * themselves, among a bootstrap method's arguments, and among those of a constant that is one of
 * these. What needs no change is returned as the same object.
 */
final class ConstantRewriter {
  /** Deeper nesting is nobody's compiler's: a constant that contains itself, most likely. */
  private static final int DEEPEST = 8;

  private static final int FLAGS_ARGUMENT = 3;

  private final ConstantPoolBuilder pool;
  private final Sites sites;

  ConstantRewriter(ConstantPoolBuilder pool, Sites sites) {
    this.pool = pool;
    this.sites = sites;
  }

  /** Whether there is a replaced class's constructor in {@code entry}. */
  static boolean isConcerned(LoadableConstantEntry entry, int depth) {
    return entry instanceof MethodHandleEntry handle && isReplacedConstructor(handle)
        || entry instanceof ConstantDynamicEntry dynamic
            && isConcerned(dynamic.bootstrap(), depth + 1);
  }

  /** Whether there is a replaced class's constructor among the arguments. */
  static boolean isConcerned(BootstrapMethodEntry entry, int depth) {
    if (depth <= DEEPEST) {
      for (LoadableConstantEntry argument : entry.arguments()) {
        if (isConcerned(argument, depth)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isReplacedConstructor(MethodHandleEntry handle) {
    return handle.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR.refKind
        && handle.reference() instanceof MethodRefEntry method
        && ClassRewriter.isReplacedConstructor(method);
  }

  InvokeDynamicEntry callSite(InvokeDynamicEntry site) {
    BootstrapMethodEntry before = site.bootstrap();
    BootstrapMethodEntry after = bootstrap(before, 0);
    return after == before ? site : pool.invokeDynamicEntry(after, site.nameAndType());
  }

  LoadableConstantEntry constant(LoadableConstantEntry entry) {
    return constant(entry, false, 0);
  }

  private LoadableConstantEntry constant(LoadableConstantEntry entry, boolean keep, int depth) {
    if (entry instanceof MethodHandleEntry handle
        && isReplacedConstructor(handle)
        && handle.reference() instanceof MethodRefEntry method) {
      if (keep) {
        sites.keep();
        return entry;
      }
      String name = method.owner().asInternalName();
      sites.add(name);
      ClassEntry ours = pool.classEntry(pool.utf8Entry(ours(name)));
      return pool.methodHandleEntry(handle.kind(), pool.methodRefEntry(ours, method.nameAndType()));
    }
    if (entry instanceof ConstantDynamicEntry dynamic) {
      BootstrapMethodEntry before = dynamic.bootstrap();
      BootstrapMethodEntry after = bootstrap(before, depth + 1);
      return after == before ? entry : pool.constantDynamicEntry(after, dynamic.nameAndType());
    }
    return entry;
  }

  private BootstrapMethodEntry bootstrap(BootstrapMethodEntry entry, int depth) {
    if (depth > DEEPEST) {
      return entry;
    }
    boolean keep = isSerializableLambda(entry);
    List<LoadableConstantEntry> before = entry.arguments();
    List<LoadableConstantEntry> after = new ArrayList<>(before.size());
    boolean changed = false;
    for (LoadableConstantEntry argument : before) {
      LoadableConstantEntry rewritten = constant(argument, keep, depth);
      changed |= rewritten != argument;
      after.add(rewritten);
    }
    return changed ? pool.bsmEntry(entry.bootstrapMethod(), after) : entry;
  }

  private static String ours(String name) {
    String ours = Replacements.of(name);
    if (ours == null) {
      throw new IllegalArgumentException("name=" + name + ", allowed: the replaced classes");
    }
    return ours;
  }

  /**
   * The serial form of such a lambda has the implementation's class and name in it, and the code
   * that reads it, which javac has put into the same class, compares them with strings.
   */
  private static boolean isSerializableLambda(BootstrapMethodEntry entry) {
    List<LoadableConstantEntry> arguments = entry.arguments();
    return entry.bootstrapMethod().reference().name().equalsString("altMetafactory")
        && entry
            .bootstrapMethod()
            .reference()
            .owner()
            .asInternalName()
            .equals("java/lang/invoke/LambdaMetafactory")
        && arguments.size() > FLAGS_ARGUMENT
        && arguments.get(FLAGS_ARGUMENT) instanceof IntegerEntry flags
        && (flags.intValue() & LambdaMetafactory.FLAG_SERIALIZABLE) != 0;
  }
}
