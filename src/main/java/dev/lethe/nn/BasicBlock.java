package dev.lethe.nn;

import static dev.lethe.op.Add.add;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** relu(norm(conv(relu(norm(conv(x))))) + shortcut(x)): the block of {@link ResNet} with two 3x3 convolutions. */
final class BasicBlock implements Module {
    private final Conv2d conv1;
    private final BatchNorm norm1;
    private final Conv2d conv2;
    private final BatchNorm norm2;
    private final Sequential shortcut;
    private final Module activation;

    BasicBlock(int in, int out, int stride, Module activation) {
        this.activation = activation;
        conv1 = new Conv2d(in, out, 3, stride, 1, false);
        norm1 = new BatchNorm(out);
        conv2 = new Conv2d(out, out, 3, 1, 1, false);
        norm2 = new BatchNorm(out);
        shortcut = in == out && stride == 1
                ? new Sequential()
                : new Sequential(new Conv2d(in, out, 1, stride, 0, false), new BatchNorm(out));
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Tensor y = activation.forward(pass, norm1.forward(pass, conv1.forward(pass, x)));
        Tensor z = norm2.forward(pass, conv2.forward(pass, y));
        return activation.forward(pass, add(pass, z, shortcut.forward(pass, x)));
    }

    @Override
    public void declare(Declaration into) {
        into.child("conv1", conv1);
        into.child("bn1", norm1);
        into.child("conv2", conv2);
        into.child("bn2", norm2);
        into.child("shortcut", shortcut);
    }
}
