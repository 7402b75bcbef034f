package dev.lethe.nn;

import static dev.lethe.op.Add.add;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** conv(relu(norm(conv(u)))) + shortcut, where u = relu(norm(x)): the pre-activation block of {@link ResNet}. */
final class PreActivationBlock implements Module {
    private final BatchNorm norm1;
    private final Conv2d conv1;
    private final BatchNorm norm2;
    private final Conv2d conv2;
    private final Sequential shortcut;
    private final Module activation;

    PreActivationBlock(int in, int out, int stride, Module activation) {
        this.activation = activation;
        norm1 = new BatchNorm(in);
        conv1 = new Conv2d(in, out, 3, stride, 1, false);
        norm2 = new BatchNorm(out);
        conv2 = new Conv2d(out, out, 3, 1, 1, false);
        shortcut = in == out && stride == 1 ? null : new Sequential(new Conv2d(in, out, 1, stride, 0, false));
    }

    /** The shortcut is x itself, or a 1x1 convolution of u where the shape changes. */
    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Tensor u = activation.forward(pass, norm1.forward(pass, x));
        Tensor y = activation.forward(pass, norm2.forward(pass, conv1.forward(pass, u)));
        Tensor z = conv2.forward(pass, y);
        return add(pass, z, shortcut == null ? x : shortcut.forward(pass, u));
    }

    @Override
    public void declare(Declaration into) {
        into.child("bn1", norm1);
        into.child("conv1", conv1);
        into.child("bn2", norm2);
        into.child("conv2", conv2);
        if (shortcut != null) {
            into.child("shortcut", shortcut);
        }
    }
}
