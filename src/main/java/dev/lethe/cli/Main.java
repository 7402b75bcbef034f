package dev.lethe.cli;

public final class Main {
    public static void main(String[] a) throws Exception {
        System.err.println("err " + String.join(",", a));
        System.out.println("out");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.err.println("hook")));
        if (a.length > 1) Thread.sleep(5000);
        System.exit(a.length);
    }
}
