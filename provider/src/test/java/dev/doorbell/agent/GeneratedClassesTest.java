package dev.doorbell.agent;

import static java.lang.constant.ConstantDescs.CD_CallSite;
import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_MethodHandle;
import static java.lang.constant.ConstantDescs.CD_MethodHandles_Lookup;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What javac does not make, but other compilers may. */
public class GeneratedClassesTest {
  private static final ClassDesc NAME = ClassDesc.of("org.example.Generated");
  private static final ClassDesc DEFLATER = ClassDesc.of("java.util.zip.Deflater");
  private static final DirectMethodHandleDesc CONSTRUCTOR =
      MethodHandleDesc.ofConstructor(DEFLATER);
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(CD_void);

  /** A class whose {@code Object run()} has this code. */
  private static byte[] generate(int major, Consumer<CodeBuilder> code) {
    return ClassFile.of(ClassFile.DeadCodeOption.KEEP_DEAD_CODE)
        .build(
            NAME,
            builder ->
                builder
                    .withVersion(major, 0)
                    .withMethodBody(
                        "run",
                        MethodTypeDesc.of(CD_Object),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code));
  }

  private static Rewriting rewrite(byte[] bytes) {
    ClassModel model = ClassRewriter.candidate(bytes);
    assertNotNull(model);
    Rewriting rewriting = ClassRewriter.rewrite(model);
    Rewriting inPlace = InPlaceRewriter.rewrite(bytes);
    if (inPlace == null) {
      return rewriting;
    }
    assertEquals(rewriting.sites(), inPlace.sites());
    assertEquals(rewriting.superclass(), inPlace.superclass());
    return inPlace;
  }

  private static String madeBy(Rewriting rewriting) throws ReflectiveOperationException {
    return new MemoryLoader(Map.of("org.example.Generated", rewriting.bytes()), null)
        .run("org.example.Generated")
        .getClass()
        .getSimpleName();
  }

  @Test
  void aMethodHandleConstantMakesOurs() throws Exception {
    Rewriting rewriting =
        rewrite(
            generate(
                ClassFile.JAVA_25_VERSION,
                code ->
                    code.ldc(CONSTRUCTOR)
                        .invokevirtual(CD_MethodHandle, "invoke", MethodTypeDesc.of(CD_Object))
                        .areturn()));
    assertEquals("OffloadDeflater", madeBy(rewriting));
    assertEquals(Map.of("Deflater", 1), rewriting.sites());
  }

  @Test
  void aConstantThatGrowsItsInstructionKeepsTheFramesRight() throws Exception {
    Rewriting rewriting =
        rewrite(
            generate(
                ClassFile.JAVA_25_VERSION,
                code -> {
                  Label end = code.newLabel();
                  code.aconst_null().ifnull(end);
                  for (int i = 0; i < 300; i++) {
                    code.ldc("constant " + i).pop(); // the pool's end is beyond what ldc can name
                  }
                  code.labelBinding(end);
                  Label other = code.newLabel();
                  code.ldc(CONSTRUCTOR).iconst_1().ifne(other).pop().aconst_null().areturn();
                  code.labelBinding(other)
                      .invokevirtual(CD_MethodHandle, "invoke", MethodTypeDesc.of(CD_Object))
                      .areturn();
                }));
    assertEquals("OffloadDeflater", madeBy(rewriting));
  }

  @Test
  void aDynamicConstantMakesOurs() throws Exception {
    DirectMethodHandleDesc invoke =
        MethodHandleDesc.ofMethod(
            DirectMethodHandleDesc.Kind.STATIC,
            ClassDesc.of("java.lang.invoke.ConstantBootstraps"),
            "invoke",
            MethodTypeDesc.of(
                CD_Object,
                CD_MethodHandles_Lookup,
                CD_String,
                CD_Class,
                CD_MethodHandle,
                CD_Object.arrayType()));
    DynamicConstantDesc<?> made =
        DynamicConstantDesc.ofNamed(invoke, "made", CD_Object, CONSTRUCTOR);
    Rewriting rewriting =
        rewrite(generate(ClassFile.JAVA_25_VERSION, code -> code.ldc(made).areturn()));
    assertEquals("OffloadDeflater", madeBy(rewriting));

    DirectMethodHandleDesc identity =
        MethodHandleDesc.ofMethod(
            DirectMethodHandleDesc.Kind.STATIC,
            ClassDesc.of("java.lang.invoke.ConstantBootstraps"),
            "explicitCast",
            MethodTypeDesc.of(CD_Object, CD_MethodHandles_Lookup, CD_String, CD_Class, CD_Object));
    DynamicConstantDesc<?> nested = DynamicConstantDesc.ofNamed(identity, "again", CD_Object, made);
    assertEquals(
        "OffloadDeflater",
        madeBy(rewrite(generate(ClassFile.JAVA_25_VERSION, code -> code.ldc(nested).areturn()))));
  }

  @Test
  void classesWithoutStackMapsAreRewritten() throws Exception {
    for (int major : new int[] {ClassFile.JAVA_1_VERSION, ClassFile.JAVA_5_VERSION}) {
      Rewriting rewriting =
          rewrite(
              generate(
                  major,
                  code -> {
                    Label fast = code.newLabel();
                    Label end = code.newLabel();
                    code.new_(DEFLATER).dup().iconst_1().ifne(fast).bipush(9).goto_(end);
                    code.labelBinding(fast).iconst_1();
                    code.labelBinding(end)
                        .invokespecial(DEFLATER, "<init>", MethodTypeDesc.of(CD_void, CD_int))
                        .areturn();
                  }));
      assertEquals("OffloadDeflater", madeBy(rewriting), "version " + major);
    }
  }

  @Test
  void newWithoutDupAndTwoAtOnceAreRewritten() throws Exception {
    Rewriting rewriting =
        rewrite(
            generate(
                ClassFile.JAVA_25_VERSION,
                code ->
                    code.new_(DEFLATER)
                        .new_(DEFLATER)
                        .dup_x1() // the outer one's constructor is called with the inner one on top
                        .invokespecial(DEFLATER, "<init>", NOTHING)
                        .invokespecial(DEFLATER, "<init>", NOTHING)
                        .new_(DEFLATER)
                        .dup()
                        .iconst_0()
                        .iconst_1()
                        .invokespecial(
                            DEFLATER, "<init>", MethodTypeDesc.of(CD_void, CD_int, CD_boolean))
                        .swap()
                        .pop()
                        .areturn()));
    assertEquals(Map.of("Deflater", 3), rewriting.sites());
  }

  @Test
  void deadCodeStays() throws Exception {
    Rewriting rewriting =
        rewrite(
            generate(
                ClassFile.JAVA_5_VERSION,
                code ->
                    code.new_(DEFLATER)
                        .dup()
                        .invokespecial(DEFLATER, "<init>", NOTHING)
                        .areturn()
                        .new_(DEFLATER)
                        .dup()
                        .invokespecial(DEFLATER, "<init>", NOTHING)
                        .areturn()));
    assertEquals("OffloadDeflater", madeBy(rewriting));
    assertEquals(Map.of("Deflater", 2), rewriting.sites());
  }

  @Test
  void aClassCutOffAnywhereIsRefusedWithAnExceptionThatTheTransformerCatches() {
    byte[] whole =
        generate(
            ClassFile.JAVA_25_VERSION,
            code -> code.new_(DEFLATER).dup().invokespecial(DEFLATER, "<init>", NOTHING).areturn());
    for (int length = 0; length < whole.length; length++) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      // Or no exception, where nothing is missing that is looked at.
      try {
        if (ConstantPoolScan.mentions(part)) {
          ClassModel model = ClassRewriter.candidate(part);
          if (model != null) {
            ClassRewriter.rewrite(model);
          }
        }
      } catch (RuntimeException expected) {
        continue;
      }
    }
    byte[] none = new byte[0];
    assertThrows(RuntimeException.class, () -> ConstantPoolScan.mentions(none));
  }

  @Test
  void aBootstrapMethodWithACallSiteOfItsOwnIsLeftInPeace() throws Exception {
    // The same shape as a lambda's, but not in the JDK's factory: arguments are rewritten there,
    // too.
    DirectMethodHandleDesc bootstrap =
        MethodHandleDesc.ofMethod(
            DirectMethodHandleDesc.Kind.STATIC,
            ClassDesc.of("dev.doorbell.agent.GeneratedClassesTest"),
            "bootstrap",
            MethodTypeDesc.of(
                CD_CallSite,
                CD_MethodHandles_Lookup,
                CD_String,
                ClassDesc.of("java.lang.invoke.MethodType"),
                CD_MethodHandle));
    Rewriting rewriting =
        rewrite(
            generate(
                ClassFile.JAVA_25_VERSION,
                code ->
                    code.invokedynamic(
                            java.lang.constant.DynamicCallSiteDesc.of(
                                bootstrap, "made", MethodTypeDesc.of(CD_Object), CONSTRUCTOR))
                        .areturn()));
    assertEquals("OffloadDeflater", madeBy(rewriting));
  }

  /** Called by the class of the test above, from another loader. */
  public static java.lang.invoke.CallSite bootstrap(
      java.lang.invoke.MethodHandles.Lookup caller,
      String name,
      java.lang.invoke.MethodType type,
      java.lang.invoke.MethodHandle constructor) {
    return new java.lang.invoke.ConstantCallSite(constructor.asType(type));
  }
}
