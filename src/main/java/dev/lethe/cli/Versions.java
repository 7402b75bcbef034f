package dev.lethe.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.IVersionProvider;

/** Versions of the library and of what it runs on. */
final class Versions implements IVersionProvider {
    static String lethe() {
        String version = Versions.class.getPackage().getImplementationVersion();
        return version == null ? "built from classes" : version;
    }

    static Map<String, String> all() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("lethe", lethe());
        versions.put("java", System.getProperty("java.vm.vendor") + " " + Runtime.version());
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return versions;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"lethe " + lethe(), "java " + all().get("java")};
    }
}
