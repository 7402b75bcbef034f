package dev.lethe.cuda;

import dev.lethe.Tensor;
import dev.lethe.cuda.compile.Parameter;
import dev.lethe.cuda.compile.Prototype;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.JCudaDriver;

/** A kernel of a loaded module, with what its launches are checked against. */
final class CudaFunction {
    /** Dynamic shared memory that a kernel has without asking. */
    private static final int PLAIN_SHARED = 48 << 10;

    private final Prototype prototype;
    private final CUfunction handle;
    private final Parameter[] parameters;
    private final Plan plan;
    private int shared = PLAIN_SHARED;
    private boolean started;

    CudaFunction(Prototype prototype, CUfunction handle) {
        this.prototype = prototype;
        this.handle = handle;
        this.parameters = prototype.parameters().toArray(new Parameter[0]);
        this.plan = Plans.of(prototype.symbol());
    }

    String symbol() {
        return prototype.symbol();
    }

    int perThread() {
        return prototype.perThread();
    }

    Plan plan() {
        return plan;
    }

    /** Fails unless the next argument, number {@code position}, is of this kind; a null tensor is of any type. */
    void expect(int position, char kind, Tensor t) {
        if (position >= parameters.length
                || parameters[position].kind() != kind
                || (t != null && parameters[position].type() != t.type())) {
            throw new IllegalArgumentException("argument " + position + " of kernel " + symbol() + " is "
                    + (t != null ? t.toString() : kind == 'i' ? "an int" : kind == 'f' ? "a float" : "a null tensor")
                    + (kind == 'c' ? " that is read" : kind == 'p' ? " that is written" : "")
                    + ", but the prototype is "
                    + prototype);
        }
    }

    /** Fails unless all arguments are there. */
    void expectCount(int count) {
        if (count != parameters.length) {
            throw new IllegalArgumentException("kernel " + symbol() + " was given " + count + " arguments, but takes "
                    + parameters.length + ": " + prototype);
        }
    }

    /** Fails unless argument {@code position} of {@code other} may stand here as number {@code own}. */
    void expectArgument(int own, CudaFunction other, int position) {
        Parameter given = other.parameters[position];
        if (own >= parameters.length
                || parameters[own].type() != given.type()
                || (given.type() == null && parameters[own].kind() != given.kind())) {
            throw new IllegalArgumentException("argument " + own + " of stage " + symbol() + " is '" + given + "' of "
                    + other.symbol() + ", but the prototype is " + prototype);
        }
    }

    /** Starts it with the arguments in {@code slots}. */
    void start(CudaContext context, Slots slots, int gridX, int gridY, int gridZ, int blockX, int blockY, int shared) {
        share(context, shared);
        context.recent().add(this);
        int code = JCudaDriver.cuLaunchKernel(
                handle, gridX, gridY, gridZ, blockX, blockY, 1, shared, context.stream(), slots.table(), null);
        if (code != 0) {
            context.check(
                    code,
                    "launch of kernel " + symbol() + " with a grid of " + gridX + " x " + gridY + " x "
                            + gridZ + " blocks of " + blockX + " x " + blockY + " threads and " + shared
                            + " bytes of shared memory");
        }
        started = true;
    }

    /** Whether it was ever launched. */
    boolean started() {
        return started;
    }

    /** Asks for more dynamic shared memory where a launch needs it. */
    private void share(CudaContext context, int bytes) {
        if (bytes > shared) {
            context.check(
                    JCudaDriver.cuFuncSetAttribute(
                            handle, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes),
                    "cuFuncSetAttribute of " + bytes + " bytes of shared memory for kernel " + symbol());
            shared = bytes;
        }
    }

    @Override
    public String toString() {
        return symbol();
    }

    char kind(int position) {
        return parameters[position].kind();
    }
}
