package dev.lethe.train;

import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.nn.Parameters;
import java.util.ArrayList;
import java.util.List;

/** A copy on the host of all that decides how training goes on. Its memory is used again for the next copy. */
final class Snapshot {
    private final Device device;
    private final TrainingState state;
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Object> copies = new ArrayList<>();
    private int[] clock;

    Snapshot(Device device, TrainingState state) {
        this.device = device;
        this.state = state;
        Parameters parameters = state.parameters();
        tensors.add(parameters.values());
        if (parameters.buffers() != null) {
            tensors.add(parameters.buffers());
        }
        tensors.addAll(state.tensors().values());
    }

    /** Bytes of a copy. */
    long bytes() {
        return tensors.stream().mapToLong(t -> t.size() * t.type().bytes()).sum();
    }

    void take() {
        if (copies.isEmpty()) {
            tensors.forEach(t -> copies.add(t.type() == DType.I32 ? new int[t.count()] : new float[t.count()]));
        }
        for (int i = 0; i < tensors.size(); i++) {
            Tensor t = tensors.get(i);
            if (t.type() == DType.I32) {
                device.download(t, (int[]) copies.get(i));
            } else {
                device.download(t, (float[]) copies.get(i));
            }
        }
        clock = state.clock().save();
    }

    /** Brings the state back to the copy, with the order of its epoch. */
    void restore() {
        for (int i = 0; i < tensors.size(); i++) {
            Tensor t = tensors.get(i);
            if (t.type() == DType.I32) {
                device.upload((int[]) copies.get(i), t);
            } else {
                device.upload((float[]) copies.get(i), t);
            }
        }
        state.clock().restore(clock);
        state.shuffle();
    }
}
