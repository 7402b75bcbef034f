package dev.lethe.cuda;

/** Whether JCuda and JCublas are on the class path, asked before any class that needs them is loaded. */
final class JCudaClasses {
    static final String ABSENT = "JCuda is not on the class path: add org.jcuda:jcuda and org.jcuda:jcublas 12.6.0 with"
            + " their natives for this platform";

    private JCudaClasses() {}

    /** Whether JCuda was made for this system. */
    static boolean hasNatives() {
        String os = System.getProperty("os.name");
        String processor = System.getProperty("os.arch");
        return (os.startsWith("Linux") || os.startsWith("Windows"))
                && (processor.equals("amd64") || processor.equals("x86_64"));
    }

    static boolean present() {
        ClassLoader loader = JCudaClasses.class.getClassLoader();
        for (String name : new String[] {"jcuda/driver/JCudaDriver.class", "jcuda/jcublas/JCublas2.class"}) {
            if (loader.getResource(name) == null) {
                return false;
            }
        }
        return true;
    }
}
