package dev.lethe.autograd;

import dev.lethe.Arena;
import dev.lethe.Grad;
import dev.lethe.Tensor;
import java.util.List;

/** Forms the gradient of one parameter for single examples, a few at a time, adding what several operations give to it. */
public final class FormedRows {
    /** Takes the rows of examples {@code from} to {@code to}, (to - from, size of the parameter). */
    public interface Taker {
        void take(int from, int to, Tensor rows);
    }

    private FormedRows() {}

    public static void each(
            Pass pass, List<ExampleGradient> gradients, int examples, Scratch scratch, String name, Taker taker) {
        int size = gradients.get(0).parameter().count();
        int chunk = scratch.examples(size, examples, "'" + name + "'");
        Arena.Mark mark = pass.arena().mark();
        Tensor room = pass.floats(chunk, size);
        for (int from = 0; from < examples; from += chunk) {
            int to = Math.min(examples, from + chunk);
            Tensor rows = room.slice(0, to - from);
            for (int i = 0; i < gradients.size(); i++) {
                gradients.get(i).rows(pass, from, to, new Grad(rows, i == 0 ? 0 : 1));
            }
            taker.take(from, to, rows);
        }
        pass.arena().release(mark);
    }

    /** Squared norms of the sums. */
    public static void squaredNorms(
            Pass pass, List<ExampleGradient> gradients, int examples, Scratch scratch, String name, Grad into) {
        each(pass, gradients, examples, scratch, name, (from, to, rows) -> {
            Grad part = new Grad(into.tensor().slice(from, to), into.beta());
            ExampleRows.dots(pass, rows, rows, to - from, part);
        });
    }
}
