package dev.lethe.study.perexample;

import dev.lethe.influence.Weights;
import dev.lethe.train.EpochRecord;
import dev.lethe.train.EpochView;
import dev.lethe.train.LedgerTable;
import dev.lethe.train.Listener;
import dev.lethe.train.Tracking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Takes the scores that one training gives by the way, and keeps weights for those that need another look. */
final class Watcher implements Listener {
    static final String NORM = "gradient norm";
    static final String EL2N = "EL2N";
    static final String FORGETTING = "forgetting";
    static final String SELF = "self-influence";

    /** What the training must track. */
    static final Tracking TRACKED = Tracking.parse("loss,el2n,norm,cosine,grand");

    private final Separation into;
    private final List<Weights> weights = new ArrayList<>();
    private double[] self;

    Watcher(Separation into) {
        this.into = into;
    }

    @Override
    public void epoch(EpochRecord record, EpochView now) {
        Map<String, float[]> tracked = now.tracked();
        float[] grand = tracked.get("grand");
        if (self == null) {
            self = new double[grand.length];
        }
        double rate = now.rate();
        Arrays.setAll(self, i -> self[i] + rate * grand[i] * grand[i]);
        int epoch = now.epoch();
        if (!into.has(epoch)) {
            return;
        }
        into.add("loss", epoch, doubles(tracked.get("loss")));
        into.add(EL2N, epoch, doubles(tracked.get("el2n")));
        into.add(NORM, epoch, doubles(tracked.get("norm")));
        into.add("cosine with batch", epoch, doubles(tracked.get("cosine")));
        into.add(FORGETTING, epoch, forgetting(now.ledger(), epoch));
        into.add(SELF, epoch, self);
        weights.add(new Weights(epoch, rate, now.weights()));
    }

    /** Of the epochs that are looked at. */
    List<Weights> weights() {
        return weights;
    }

    private static double[] doubles(float[] values) {
        double[] all = new double[values.length];
        Arrays.setAll(all, i -> values[i]);
        return all;
    }

    /** Events so far; what was never learned counts as forgotten more often than anything else can be. */
    private static double[] forgetting(LedgerTable ledger, int epoch) {
        double[] events = new double[ledger.size()];
        Arrays.setAll(events, i -> ledger.firstLearned()[i] < 0 ? epoch : ledger.forgettingEvents()[i]);
        return events;
    }
}
