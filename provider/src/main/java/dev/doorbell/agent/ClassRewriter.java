package dev.doorbell.agent;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Superclass;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import org.jspecify.annotations.Nullable;

/**
 * Puts our classes in the place of the replaced ones, in one class file: its superclass, {@code
 * new} with the constructor's call, constructor references ({@code Deflater::new}). Types in
 * signatures, casts, {@code instanceof}, arrays and class literals stay: ours are subtypes.
 *
 * <p>No instruction changes its size, and where a stack map says "a Deflater" an OffloadDeflater is
 * one (JVMS section 4.10.1.2), so the stack maps are kept as they are. That is more than a saving:
 * to make new ones would mean to load classes while one is being loaded.
 *
 * <p>Pure: neither loads classes nor keeps anything. Any thread.
 */
final class ClassRewriter {
  private static final ClassFile CLASS_FILE =
      ClassFile.of(
          ClassFile.StackMapsOption.DROP_STACK_MAPS, // CodeRewriter puts the old ones back
          ClassFile.DeadCodeOption.KEEP_DEAD_CODE,
          ClassFile.ShortJumpsOption.FAIL_ON_SHORT_JUMPS);

  private ClassRewriter() {}

  /**
   * A class that may have to be changed, or null: nothing in it constructs a replaced class.
   *
   * @throws IllegalArgumentException for a malformed class file
   */
  static @Nullable ClassModel candidate(byte[] bytes) {
    ClassModel model = CLASS_FILE.parse(bytes);
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MethodRefEntry method && isReplacedConstructor(method)) {
        return model;
      }
    }
    return null;
  }

  /**
   * The class's internal name.
   *
   * @throws IllegalArgumentException for a malformed class file
   */
  static String name(byte[] bytes) {
    return CLASS_FILE.parse(bytes).thisClass().asInternalName();
  }

  /**
   * As {@link #rewrite(ClassModel)}.
   *
   * @throws IllegalArgumentException for a malformed class file
   */
  static Rewriting rewrite(byte[] bytes) {
    return rewrite(CLASS_FILE.parse(bytes));
  }

  /** Whether {@code method} is a constructor of a replaced class. */
  static boolean isReplacedConstructor(MethodRefEntry method) {
    return method.name().equalsString("<init>")
        && Replacements.of(method.owner().asInternalName()) != null;
  }

  /**
   * @param model from {@link #candidate}
   * @throws IllegalArgumentException for a malformed class file
   */
  static Rewriting rewrite(ClassModel model) {
    Edit edit = new Edit();
    byte[] bytes = CLASS_FILE.transformClass(model, edit);
    return new Rewriting(bytes, edit.sites.counts(), edit.superclass, edit.sites.kept());
  }

  // Named classes in place of lambdas: an application that starts should not wait for their
  // linkage.
  private static final class Edit implements ClassTransform {
    final Sites sites = new Sites();
    @Nullable String superclass;

    @Override
    public void accept(ClassBuilder builder, ClassElement element) {
      if (element instanceof Superclass extended) {
        ClassEntry entry = extended.superclassEntry();
        String ours = Replacements.of(entry.asInternalName());
        if (ours != null) {
          superclass = Replacements.simpleName(entry.asInternalName());
          entry = builder.constantPool().classEntry(builder.constantPool().utf8Entry(ours));
        }
        builder.withSuperclass(entry);
      } else if (element instanceof MethodModel method && isConcerned(method)) {
        builder.transformMethod(method, new MethodEdit(sites));
      } else {
        builder.with(element);
      }
    }

    private static boolean isConcerned(MethodModel method) {
      CodeModel code = method.code().orElse(null);
      if (code != null) {
        for (CodeElement element : code) {
          if (CodeRewriter.isConcerned(element)) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private record MethodEdit(Sites sites) implements MethodTransform {
    @Override
    public void accept(MethodBuilder builder, MethodElement element) {
      if (element instanceof CodeModel code) {
        builder.transformCode(
            code,
            new CodeRewriter(sites, code.findAttribute(Attributes.stackMapTable()).orElse(null)));
      } else {
        builder.with(element);
      }
    }
  }
}
