package dev.lethe.architecture.violations.train;

/** Breaks a rule on purpose: prints. */
public final class Chatty {
    void talk() {
        System.out.println("epoch 1");
    }
}
