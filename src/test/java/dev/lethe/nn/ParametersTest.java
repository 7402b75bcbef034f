package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("devices")
class ParametersTest {
    private static Module network() {
        return new Sequential(
                new Linear(7, 5), new BatchNorm(5), Activations.relu(), new Residual(new Linear(5, 5, false)));
    }

    @Test
    void namesAreThoseOfTheDeclarationInItsOrder() {
        try (Rig rig = new Rig(network())) {
            assertEquals(
                    List.of(
                            "0.weight",
                            "0.bias",
                            "1.weight",
                            "1.bias",
                            "3.body.weight",
                            "1.running_mean",
                            "1.running_var"),
                    new ArrayList<>(rig.parameters.named().keySet()));
            assertEquals(7 * 5 + 5 + 5 + 5 + 25, rig.parameters.count());
            assertEquals(5, rig.parameters.list().size());
            assertArrayEquals(
                    new float[] {1, 1, 1, 1, 1},
                    rig.device.floats(rig.parameters.named().get("1.running_var")));
        }
    }

    @Test
    void decayingParametersComeFirstAndGapsAreZero() {
        try (Rig rig = new Rig(network())) {
            Parameters p = rig.parameters;
            boolean[] covered = new boolean[p.values().count()];
            for (Parameter each : p.list()) {
                long at = each.value().offset() - p.values().offset();
                assertEquals(0, at % Layout.ALIGNMENT);
                assertEquals(each.decays(), at < p.decayed());
                for (long i = at; i < at + each.value().size(); i++) {
                    assertFalse(covered[(int) i]);
                    covered[(int) i] = true;
                }
            }
            float[] values = rig.device.floats(p.values());
            float[] gradients = rig.device.floats(p.gradients());
            for (int i = 0; i < covered.length; i++) {
                assertTrue(covered[i] || values[i] == 0);
                assertEquals(0, gradients[i]);
            }
            assertEquals(
                    List.of(
                            new Parameters.Range(0, p.decayed(), true),
                            new Parameters.Range(p.decayed(), covered.length, false)),
                    p.trainable());
        }
    }

    @Test
    void initialValuesDependOnSeedAndNameAlone() {
        Module one = network();
        Module two = new Sequential(new Linear(7, 5), new Linear(5, 2));
        try (Rig rig = new Rig(one);
                Parameters other = Parameters.of(rig.device, two, 1);
                Parameters third = Parameters.of(rig.device, network(), 2)) {
            float[] first = rig.device.floats(rig.parameters.named().get("0.weight"));
            assertArrayEquals(first, rig.device.floats(other.named().get("0.weight")));
            assertNotEquals(first[0], rig.device.floats(third.named().get("0.weight"))[0]);
            assertNull(other.buffers());
        }
    }

    @Test
    void aParameterThatTwoModulesShareCountsOnce() {
        Linear shared = new Linear(4, 4);
        try (Rig rig = new Rig(new Sequential(shared, Activations.tanh(), shared))) {
            assertEquals(20, rig.parameters.count());
            assertEquals(
                    List.of("0.weight", "0.bias"),
                    new ArrayList<>(rig.parameters.named().keySet()));
        }
    }

    @Test
    void theFirstClaimReplacesAndLaterOnesAdd() {
        try (Rig rig = new Rig(network())) {
            Parameters p = rig.parameters;
            int i = p.indexOf(p.list().get(0).value());
            assertEquals(0, p.claim(i).beta());
            assertEquals(1, p.claim(i).beta());
            assertFalse(p.ready());
            p.zeroUnclaimed(rig.device);
            assertTrue(p.ready());
            assertEquals(1, p.claim(p.indexOf(p.list().get(1).value())).beta());
            p.applied();
            assertFalse(p.ready());
            assertEquals(0, p.claim(i).beta());
        }
    }

    @Test
    void gradientsThatNobodyWroteAreZeroNotStale() {
        Linear used = new Linear(3, 2);
        Linear unused = new Linear(3, 2);
        Module both = new Module() {
            @Override
            public Tensor forward(Pass pass, Tensor x) {
                return used.forward(pass, x);
            }

            @Override
            public void declare(Declaration into) {
                into.child("used", used);
                into.child("unused", unused);
            }
        };
        try (Rig rig = new Rig(both)) {
            rig.poison();
            Pass pass = rig.training();
            pass.backward(both.forward(pass, rig.normal("x", 4, 3)));
            for (Parameter p : rig.parameters.list()) {
                for (float g : rig.gradient(p)) {
                    assertEquals(p.name().startsWith("unused"), g == 0, p + " " + g);
                }
            }
        }
    }

    @Test
    void freezingNeedsANameThatExists() {
        try (Rig rig = new Rig(network())) {
            Parameters p = rig.parameters;
            p.freeze("3");
            p.freeze("0.bias");
            Parameter weight = p.list().get(0);
            assertFalse(p.frozen(p.indexOf(weight.value())));
            for (int i : new int[] {1, 4}) {
                int index = p.indexOf(p.list().get(i).value());
                assertTrue(p.frozen(index));
                assertThrows(IllegalStateException.class, () -> p.claim(index));
            }
            assertEquals(2, p.trainable().size());
            p.thaw("");
            assertEquals(p.values().count(), p.trainable().get(1).to());
            String message = assertThrows(IllegalArgumentException.class, () -> p.freeze("0.b"))
                    .getMessage();
            assertTrue(message.contains("'0.b'") && message.contains("0.bias"), message);
        }
    }

    @Test
    void aPartOfAParameterHasNoGradient() {
        try (Rig rig = new Rig(network())) {
            Tensor weight = rig.parameters.list().get(0).value();
            assertEquals(-1, rig.parameters.indexOf(rig.normal("x", 3)));
            assertTrue(rig.parameters.indexOf(weight.reshape(35)) >= 0);
            assertThrows(IllegalArgumentException.class, () -> rig.parameters.indexOf(weight.slice(0, 2)));
            assertThrows(IllegalArgumentException.class, () -> rig.parameters.indexOf(rig.parameters.values()));
        }
    }

    @Test
    void aNetworkIsBoundOnceAtATime() {
        Module network = network();
        try (Rig rig = new Rig(network)) {
            assertThrows(IllegalStateException.class, () -> Parameters.of(rig.device, network, 1));
            rig.parameters.close();
            assertThrows(IllegalStateException.class, () -> network.forward(rig.training(), rig.normal("x", 2, 7)));
            try (Parameters again = Parameters.of(rig.device, network, 1)) {
                assertEquals(75, again.count());
            }
        }
    }

    @Test
    void twoThingsOfOneNameAreRefused() {
        Module twice = new Module() {
            @Override
            public Tensor forward(Pass pass, Tensor x) {
                return x;
            }

            @Override
            public void declare(Declaration into) {
                into.parameter(Parameter.of("w", Init.zeros(), 1));
                into.parameter(Parameter.of("w", Init.zeros(), 1));
            }
        };
        assertThrows(IllegalArgumentException.class, () -> new Rig(new Sequential(twice)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Parts().then("a", twice).then("a", twice));
    }
}
