package dev.lethe.cuda;

import jcuda.Pointer;

/** A pointer whose number is known: to give JCuda an address, and to learn one that it allocated. */
final class Address extends Pointer {
    Address() {}

    Address(long value) {
        super(value);
    }

    long value() {
        return getNativePointer() + getByteOffset();
    }
}
