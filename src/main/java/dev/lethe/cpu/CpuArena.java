package dev.lethe.cpu;

import dev.lethe.Arena;
import dev.lethe.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The k-th request since the last reset is the k-th array of its type, kept and used again.
 *
 * <p>Tensors in arrays of their own begin at index 0, and loops over them vectorise; two tensors in one array at two
 * offsets run many times slower.
 */
final class CpuArena extends Arena {
    /** Elements before and after each tensor of a checked arena that nobody may touch. */
    private static final int GUARD = 64;

    private static final int GUARD_BITS = 0x7FC0DEAD; // a NaN, so that reading it shows

    private final CpuDevice device;
    private final boolean checked;
    // By request, then by type: after a release, a request may come again as another type.
    private final List<Object[]> arrays = new ArrayList<>();
    // Which of its arrays a request has at present, and how many of its elements.
    private final List<Object> current = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private int live;

    CpuArena(CpuDevice device, String name, long limit, boolean checked) {
        super(name, limit);
        this.device = device;
        this.checked = checked;
    }

    @Override
    protected Place place(int id, DType type, long count, long bytesBefore) {
        int guard = checked ? GUARD : 0;
        if (count > Integer.MAX_VALUE - 8 - 2 * GUARD) {
            throw new IllegalArgumentException(
                    "a tensor of " + count + " elements: the CPU takes at most " + (Integer.MAX_VALUE - 8 - 2 * GUARD));
        }
        int length = (int) count + 2 * guard;
        if (id == arrays.size()) {
            arrays.add(new Object[DType.values().length]);
            current.add(null);
            lengths.add(0);
        }
        Object array = arrays.get(id)[type.ordinal()];
        if (array == null || lengthOf(array) < length) {
            if (device.recording()) {
                throw new IllegalStateException("arena '" + name() + "' would grow inside a captured step: request "
                        + id + " of " + type + " x " + count + " differs from the warm-up run");
            }
            array = type == DType.F32 ? new float[length] : type == DType.I32 ? new int[length] : new byte[length];
            arrays.get(id)[type.ordinal()] = array;
        }
        current.set(id, array);
        lengths.set(id, length);
        live = id + 1;
        if (checked && device.recording()) {
            // What the warm-up run left stays readable.
            poison(array, 0, GUARD);
            poison(array, length - GUARD, length);
        } else if (checked) {
            poison(array, 0, length);
        }
        return new Place(array, guard);
    }

    @Override
    protected void rewound(int count) {
        int until = live;
        live = Math.min(live, count);
        for (int id = count; checked && id < until; id++) {
            checkGuards(id);
        }
    }

    @Override
    protected void free() {
        arrays.clear();
        current.clear();
        lengths.clear();
    }

    private static int lengthOf(Object array) {
        return array instanceof float[]
                ? ((float[]) array).length
                : array instanceof int[] ? ((int[]) array).length : ((byte[]) array).length;
    }

    private static void poison(Object array, int from, int to) {
        if (array instanceof float[]) {
            Arrays.fill((float[]) array, from, to, Float.intBitsToFloat(GUARD_BITS));
        } else if (array instanceof int[]) {
            Arrays.fill((int[]) array, from, to, GUARD_BITS);
        } else {
            Arrays.fill((byte[]) array, from, to, (byte) GUARD_BITS);
        }
    }

    private void checkGuards(int id) {
        Object array = current.get(id);
        int length = lengths.get(id);
        for (int i = 0; i < GUARD; i++) {
            if (!intact(array, i) || !intact(array, length - 1 - i)) {
                throw new IllegalStateException("arena '" + name() + "': something wrote outside request " + id + " of "
                        + (length - 2 * GUARD) + " elements");
            }
        }
    }

    private static boolean intact(Object array, int i) {
        if (array instanceof float[]) {
            return Float.floatToRawIntBits(((float[]) array)[i]) == GUARD_BITS;
        }
        return array instanceof int[] ? ((int[]) array)[i] == GUARD_BITS : ((byte[]) array)[i] == (byte) GUARD_BITS;
    }
}
