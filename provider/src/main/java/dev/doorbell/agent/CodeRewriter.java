package dev.doorbell.agent;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantPoolBuilder;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import org.jspecify.annotations.Nullable;

/**
 * One method's code. A call of a replaced class's constructor belongs either to a {@code new} of
 * that class or, in a constructor of a subclass, to the superclass; both are replaced, so it is,
 * wherever it stands. {@code super.method()} stays: it is looked up from the class file's
 * superclass on, whichever class it names (JVMS section 6.5, invokespecial).
 */
final class CodeRewriter implements CodeTransform {
  private final Sites sites;
  private final @Nullable StackMapTableAttribute stackMaps;

  /**
   * @param stackMaps of the code as it was, or null if it had none
   */
  CodeRewriter(Sites sites, @Nullable StackMapTableAttribute stackMaps) {
    this.sites = sites;
    this.stackMaps = stackMaps;
  }

  /** Whether a method with this element in it has to be looked at more closely. */
  static boolean isConcerned(CodeElement element) {
    return element instanceof NewObjectInstruction made && ours(made.className()) != null
        || element instanceof InvokeInstruction call && isConstructorCall(call)
        || element instanceof InvokeDynamicInstruction call
            && ConstantRewriter.isConcerned(call.invokedynamic().bootstrap(), 0)
        || element instanceof LoadConstantInstruction load
            && ConstantRewriter.isConcerned(load.constantEntry(), 0);
  }

  private static boolean isConstructorCall(InvokeInstruction call) {
    return call.opcode() == Opcode.INVOKESPECIAL
        && call.method() instanceof MethodRefEntry method
        && ClassRewriter.isReplacedConstructor(method);
  }

  private static @Nullable String ours(ClassEntry entry) {
    return Replacements.of(entry.asInternalName());
  }

  @Override
  public void accept(CodeBuilder builder, CodeElement element) {
    if (element instanceof NewObjectInstruction made) {
      String ours = ours(made.className());
      if (ours != null) {
        sites.add(made.className().asInternalName());
        builder.new_(entry(builder.constantPool(), ours));
        return;
      }
    } else if (element instanceof InvokeInstruction call) {
      String ours = isConstructorCall(call) ? ours(call.owner()) : null;
      if (ours != null) {
        ConstantPoolBuilder pool = builder.constantPool();
        builder.invokespecial(pool.methodRefEntry(entry(pool, ours), call.method().nameAndType()));
        return;
      }
    } else if (element instanceof InvokeDynamicInstruction call) {
      InvokeDynamicEntry site =
          new ConstantRewriter(builder.constantPool(), sites).callSite(call.invokedynamic());
      if (site != call.invokedynamic()) {
        builder.invokedynamic(site);
        return;
      }
    } else if (element instanceof LoadConstantInstruction load) {
      LoadableConstantEntry constant =
          new ConstantRewriter(builder.constantPool(), sites).constant(load.constantEntry());
      if (constant != load.constantEntry()) {
        builder.ldc(constant);
        return;
      }
    }
    builder.with(element);
  }

  @Override
  public void atEnd(CodeBuilder builder) {
    if (stackMaps != null) {
      builder.with(stackMaps);
    }
  }

  private static ClassEntry entry(ConstantPoolBuilder pool, String internalName) {
    return pool.classEntry(pool.utf8Entry(internalName));
  }
}
