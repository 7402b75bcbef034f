package dev.lethe.nn;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.op.Add;
import dev.lethe.op.Scale;
import java.util.List;

/** Networks of one shape whose outputs are averaged; each has parameters of its own under 0, 1, 2, ... */
public final class Ensemble implements Module {
    private final List<Module> members;

    /** @param members at least one, all from the same input to outputs of one shape */
    public Ensemble(List<? extends Module> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an ensemble needs at least one network");
        }
        this.members = List.copyOf(members);
    }

    /** The networks, to be run one by one. */
    public List<Module> members() {
        return members;
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Tensor sum = members.get(0).forward(pass, x);
        for (Module member : members.subList(1, members.size())) {
            sum = Add.add(pass, sum, member.forward(pass, x));
        }
        return members.size() == 1 ? sum : Scale.scale(pass, sum, 1f / members.size());
    }

    @Override
    public void declare(Declaration into) {
        for (int i = 0; i < members.size(); i++) {
            into.child(Integer.toString(i), members.get(i));
        }
    }
}
