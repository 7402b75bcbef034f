package dev.lethe.nn;

import dev.lethe.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Networks by name: what {@code --model} takes, and what a checkpoint keeps. */
public final class ModelSpec {
    /** What is allowed, for help and messages. */
    public static final String ALLOWED =
            "linear, mlp:WIDTH[,WIDTH...] such as mlp:256,128, and for images convnet, resnet18, resnet34, preact18;"
                    + " COUNT*MODEL such as 2*convnet for the average of so many";

    private static final int MOST = 64;

    private ModelSpec() {}

    /**
     * A new network, its parameters not yet bound.
     *
     * @param text one of {@link #ALLOWED}
     * @param example shape of one input: (features), or (channels, height, width) of an image
     * @param classes number of outputs
     * @throws IllegalArgumentException naming what is not understood or does not fit, and what is allowed
     */
    public static Module parse(String text, Shape example, int classes) {
        int star = text.indexOf('*');
        if (star < 0) {
            return single(text, example, classes);
        }
        if (!text.substring(0, star).matches("[1-9][0-9]?") || Integer.parseInt(text.substring(0, star)) > MOST) {
            throw new IllegalArgumentException("model '" + text + "': 1 to " + MOST + " networks are allowed");
        }
        List<Module> members = new ArrayList<>();
        for (int i = Integer.parseInt(text.substring(0, star)); i > 0; i--) {
            members.add(single(text.substring(star + 1), example, classes));
        }
        return new Ensemble(members);
    }

    private static Module single(String text, Shape example, int classes) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (classes < 1 || example.size() < 1) {
            throw new IllegalArgumentException(
                    "model '" + text + "' for examples of " + example + " and " + classes + " classes");
        }
        if ((colon >= 0) != name.equals("mlp")) {
            throw unknown(text);
        }
        switch (name) {
            case "linear":
                return new Mlp(features(example), classes);
            case "mlp":
                return new Mlp(widths(text, text.substring(colon + 1), features(example), classes));
            case "convnet":
                requireImages(text, example);
                return new ConvNet(example.dim(0), example.dim(1), example.dim(2), classes);
            case "resnet18":
                requireImages(text, example);
                return ResNet.resNet18(example.dim(0), classes);
            case "resnet34":
                requireImages(text, example);
                return ResNet.resNet34(example.dim(0), classes);
            case "preact18":
                requireImages(text, example);
                return ResNet.preActResNet18(example.dim(0), classes);
            default:
                throw unknown(text);
        }
    }

    private static void requireImages(String text, Shape example) {
        if (example.rank() != 3) {
            throw new IllegalArgumentException("model '" + text
                    + "' takes images (channels, height, width), and examples are " + example
                    + "; linear and mlp:WIDTH take any");
        }
    }

    private static int features(Shape example) {
        return Math.toIntExact(example.size());
    }

    private static int[] widths(String text, String list, int in, int out) {
        if (!list.matches("[1-9][0-9]{0,6}(,[1-9][0-9]{0,6})*")) {
            throw unknown(text);
        }
        int[] hidden =
                Arrays.stream(list.split(",")).mapToInt(Integer::parseInt).toArray();
        int[] all = new int[hidden.length + 2];
        all[0] = in;
        System.arraycopy(hidden, 0, all, 1, hidden.length);
        all[all.length - 1] = out;
        return all;
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("unknown model '" + text + "'; allowed: " + ALLOWED);
    }
}
