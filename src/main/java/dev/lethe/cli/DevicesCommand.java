package dev.lethe.cli;

import dev.lethe.Device;
import dev.lethe.DeviceProvider;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what there is to compute on. */
@Command(name = "devices", description = "Lists the devices, and says which one 'best' is.")
final class DevicesCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (DeviceProvider provider : DeviceProvider.all()) {
            String reason = provider.unavailable();
            if (reason == null) {
                provider.list().forEach(out::println);
            } else {
                out.println(provider.kind() + ": not usable here: " + reason);
            }
        }
        try (Device best = Device.best()) {
            out.println("best: " + best.name());
        }
        out.flush();
        return 0;
    }
}
