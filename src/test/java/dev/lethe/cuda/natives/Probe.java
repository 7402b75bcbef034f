package dev.lethe.cuda.natives;

import java.nio.file.Path;
import java.util.Arrays;
import jcuda.LibUtils;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;

/** What the tests ask in a JVM of its own. */
final class Probe {
    private Probe() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "driver" -> System.out.println(Natives.real().unavailable());
            case "files" -> {
                System.out.println(Natives.real().unavailable());
                System.out.println(System.getProperty("java.io.tmpdir").equals(args[1]));
                Path folder = JCudaLibraries.folder().path();
                System.out.println(java.nio.file.Files.getPosixFilePermissions(folder));
                String[] names = folder.toFile().list();
                Arrays.sort(names);
                System.out.println(Arrays.toString(names));
                System.out.println(Arrays.toString(Path.of(args[1]).toFile().list()));
            }
            case "choice" -> {
                System.out.println(Natives.real().unavailable());
                System.out.println(Natives.cublas());
                System.out.println(Natives.emulated(Path.of("/nowhere")).unavailable());
            }
            case "after" -> {
                LibUtils.calculateOS();
                System.out.println(Natives.real().unavailable());
            }
            case "cublas" -> {
                System.out.println(CublasLibrary.load());
                int[] version = new int[1];
                int status = JCublas2.cublasGetVersion(new cublasHandle(), version);
                System.out.println(status + " " + version[0]);
                System.out.println(JCublas2.cublasCreate(new cublasHandle()));
            }
            case "search" -> {
                try {
                    System.out.println(CublasLibrary.load());
                } catch (UnsatisfiedLinkError e) {
                    System.out.println(e.getMessage());
                }
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }
}
