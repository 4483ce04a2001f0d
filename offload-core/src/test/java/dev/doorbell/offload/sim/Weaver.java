package dev.doorbell.offload.sim;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns a production class into one that a scheduler can interrupt: a call to {@code world.Points}
 * stands before every access to memory that is shared with other threads or with the device, and in
 * place of everything that would block or name the thread. Nothing else changes, and production
 * itself has no seam.
 *
 * <ul>
 *   <li>before: atomics, fields that are volatile, VarHandles, bulk copies, array elements of the
 *       free lists
 *   <li>in place of: accesses to mapped queue memory, monitors, spinning, the thread's number, the
 *       delivery of mapping errors
 *   <li>in place of the file system: a tree in memory, in the two classes that use it
 *   <li>told to the ledger: each slab that leaves the pool, comes back to it, or goes into
 *       quarantine
 * </ul>
 */
final class Weaver {
  private static final ClassDesc POINTS = ClassDesc.of("dev.doorbell.offload.sim.world.Points");
  private static final ClassDesc MAPPED = ClassDesc.of("dev.doorbell.offload.sim.world.Mapped");
  private static final ClassDesc FILES = ClassDesc.of("dev.doorbell.offload.sim.world.SimFiles");
  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  private static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
  private static final MethodTypeDesc ON_OBJECT = MethodTypeDesc.of(ConstantDescs.CD_void, OBJECT);

  /** Those that touch mapped queue memory: each access there is checked and may fault. */
  private static final Set<String> TOUCHES_MAPPINGS =
      Set.of("SubmissionRing", "Doorbell", "QmCompletionRing", "QmStatusWords");

  private final Map<Integer, String> names;
  private final ClassModel model;
  private final String simpleName;
  private final Set<String> volatiles;
  private String method = "";
  private int line;
  private int ordinal;

  /**
   * @param names gets the place of every point under its number
   */
  Weaver(byte[] original, Map<Integer, String> names) {
    this.names = names;
    model = ClassFile.of().parse(original);
    String internal = model.thisClass().asInternalName();
    simpleName = internal.substring(internal.lastIndexOf('/') + 1);
    volatiles =
        model.fields().stream()
            .filter(field -> field.flags().has(AccessFlag.VOLATILE))
            .map(field -> field.fieldName().stringValue())
            .collect(Collectors.toSet());
  }

  byte[] weave() {
    return ClassFile.of()
        .transformClass(
            model,
            (builder, element) -> {
              if (element instanceof MethodModel each
                  && each.code().isPresent()
                  && !each.methodName().equalsString("<clinit>")) {
                boolean whole = each.flags().has(AccessFlag.SYNCHRONIZED);
                method = each.methodName().stringValue();
                ordinal = 0;
                builder.withMethod(
                    each.methodName(),
                    each.methodType(),
                    each.flags().flagsMask() & ~ClassFile.ACC_SYNCHRONIZED,
                    to ->
                        each.forEach(part -> {
                          if (part instanceof CodeModel code) {
                            to.withCode(body -> body(code, body, whole));
                          } else if (!(part instanceof java.lang.classfile.AccessFlags)) {
                            to.with(part);
                          }
                        }));
              } else {
                builder.with(element);
              }
            });
  }

  private void body(CodeModel code, CodeBuilder to, boolean locked) {
    if (!locked) {
      atEntry(to);
      code.forEach(element -> instruction(element, to));
      return;
    }
    to.aload(0).invokestatic(POINTS, "enter", ON_OBJECT);
    Label start = to.newBoundLabel();
    atEntry(to);
    code.forEach(element -> {
      if (element instanceof ReturnInstruction) {
        to.aload(0).invokestatic(POINTS, "exit", ON_OBJECT);
      }
      instruction(element, to);
    });
    Label end = to.newBoundLabel();
    Label handler = to.newBoundLabel();
    to.aload(0).invokestatic(POINTS, "exit", ON_OBJECT).athrow();
    to.exceptionCatchAll(start, end, handler);
  }

  private void atEntry(CodeBuilder to) {
    String place = simpleName + "." + method;
    switch (place) {
      case "StagingPool.release" -> to.aload(1).invokestatic(POINTS, "released", ON_OBJECT);
      case "Quarantine.add" -> to.aload(1).invokestatic(POINTS, "abandoned", ON_OBJECT);
      default -> {}
    }
  }

  private void instruction(CodeElement element, CodeBuilder to) {
    switch (element) {
      case LineNumber number -> {
        line = number.line();
        to.with(element);
      }
      case MonitorInstruction monitor ->
          to.invokestatic(
              POINTS, monitor.opcode() == Opcode.MONITORENTER ? "enter" : "exit", ON_OBJECT);
      case FieldInstruction field -> {
        if (field.owner().asInternalName().equals(model.thisClass().asInternalName())
            && volatiles.contains(field.name().stringValue())
            && !method.equals("<init>")) {
          point(to);
        }
        to.with(element);
      }
      case ArrayLoadInstruction _, ArrayStoreInstruction _ when simpleName.equals("IndexStack") -> {
        point(to);
        to.with(element);
      }
      case InvokeInstruction call -> invoke(call, to);
      case ReturnInstruction back
          when simpleName.equals("StagingPool")
              && method.equals("acquire")
              && back.opcode() == Opcode.ARETURN -> {
        to.dup().invokestatic(POINTS, "acquired", ON_OBJECT);
        to.with(element);
      }
      default -> to.with(element);
    }
  }

  private void invoke(InvokeInstruction call, CodeBuilder to) {
    String owner = call.owner().asInternalName();
    String name = call.name().stringValue();
    MethodTypeDesc type = call.typeSymbol();
    boolean mapped = TOUCHES_MAPPINGS.contains(simpleName) && !method.equals("<init>");
    if (mapped && owner.equals("java/lang/invoke/VarHandle") && firstIs(type, SEGMENT)) {
      // The receiver first, and last the object whose memory it is.
      to.aload(0).invokestatic(MAPPED, name, with(type, call.owner().asSymbol()));
      return;
    }
    if (mapped
        && owner.equals("java/lang/foreign/MemorySegment")
        && Set.of("copy", "get", "fill").contains(name)) {
      MethodTypeDesc all =
          name.equals("copy")
              ? type.insertParameterTypes(type.parameterCount(), OBJECT)
              : with(type, SEGMENT);
      to.aload(0).invokestatic(MAPPED, name, all);
      return;
    }
    if (owner.equals("java/nio/file/Files")) {
      to.invokestatic(FILES, name, type);
      return;
    }
    switch (owner + "." + name) {
      case "java/lang/Thread.onSpinWait", "java/lang/Thread.yield" ->
          to.invokestatic(POINTS, "spin", type);
      case "java/lang/Thread.threadId" ->
          to.invokestatic(
              POINTS, "threadId", type.insertParameterTypes(0, call.owner().asSymbol()));
      case "java/lang/Object.notifyAll" -> to.pop();
      case "dev/doorbell/offload/queue/MappingFaults.deliver" ->
          to.invokestatic(POINTS, "deliver", type);
      default -> {
        if (owner.startsWith("java/util/concurrent/atomic/")
            || owner.equals("java/lang/invoke/VarHandle")
            || owner.equals("java/lang/foreign/MemorySegment") && name.equals("copy")) {
          point(to);
        }
        to.with(call);
      }
    }
  }

  private static boolean firstIs(MethodTypeDesc type, ClassDesc wanted) {
    return type.parameterCount() > 0 && type.parameterType(0).equals(wanted);
  }

  private static MethodTypeDesc with(MethodTypeDesc type, ClassDesc receiver) {
    return type.insertParameterTypes(0, receiver)
        .insertParameterTypes(type.parameterCount() + 1, OBJECT);
  }

  private void point(CodeBuilder to) {
    // The same in every process and every run, so that traces can be compared.
    int id = (simpleName + "." + method).hashCode() * 31 + ordinal++;
    names.put(id, simpleName + "." + method + ":" + line);
    to.loadConstant(id).invokestatic(POINTS, "point", MethodTypeDesc.ofDescriptor("(I)V"));
  }
}
