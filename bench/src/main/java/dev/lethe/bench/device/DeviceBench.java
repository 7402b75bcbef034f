package dev.lethe.bench.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lethe.Device;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lethe's side of {@code bench/device}: takes commands, one a line, and answers each with a line of JSON.
 *
 * <pre>{@code
 * info                      the device and this JVM
 * open ROW                  its variants
 * bench ROW VARIANT COUNT   microseconds per call in COUNT windows
 * dump ROW FOLDER           inputs and results of one call
 * close ROW
 * quit
 * }</pre>
 */
public final class DeviceBench {
    private final ObjectMapper mapper = new ObjectMapper();
    private final String name;
    private final JsonNode sizes;
    private DeviceRow row;
    private String opened;
    private Sampler sampler;

    private DeviceBench(String device, JsonNode sizes) {
        this.name = device;
        this.sizes = sizes;
    }

    /** Arguments: the device, the file of sizes, and {@code full} or {@code small}. */
    public static void main(String[] args) throws IOException {
        // What libraries print must not come between answers.
        PrintStream answers = System.out;
        System.setOut(System.err);
        JsonNode sizes = new ObjectMapper().readTree(Path.of(args[1]).toFile()).get(args[2]);
        DeviceBench bench = new DeviceBench(args[0], sizes);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
            answers.println(bench.answer(line.split(" ")));
            answers.flush();
        }
        bench.close();
    }

    private String answer(String[] command) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            run(command, answer);
            answer.put("ok", true);
        } catch (RuntimeException | LinkageError e) {
            e.printStackTrace();
            answer.put("ok", false);
            answer.put("error", e.toString());
        }
        return mapper.writeValueAsString(answer);
    }

    private void run(String[] command, Map<String, Object> answer) throws IOException {
        switch (command[0]) {
            case "info" -> info(answer);
            case "open" -> {
                close();
                open(command[1]);
                answer.put("variants", List.copyOf(row.variants().keySet()));
            }
            case "bench" -> {
                require(command[1]);
                DeviceRow.Variant variant = row.variants().get(command[2]);
                if (variant == null) {
                    throw new IllegalArgumentException("row " + opened + " has no variant " + command[2] + ": "
                            + row.variants().keySet());
                }
                answer.put("us", sampler.sample(variant, Integer.parseInt(command[3])));
            }
            case "dump" -> {
                require(command[1]);
                Dump dump = new Dump(row.device, Path.of(command[2]));
                row.dump(dump);
                dump.close();
            }
            case "close" -> close();
            default -> throw new IllegalArgumentException("unknown command '" + command[0] + "'");
        }
    }

    private void info(Map<String, Object> answer) {
        try (Device device = Device.open(name)) {
            answer.put("device", device.description());
        }
        answer.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    private void open(String wanted) {
        JsonNode size = sizes.get(wanted);
        if (size == null) {
            throw new IllegalArgumentException("unknown row '" + wanted + "'");
        }
        Device device = Device.open(withMath(size));
        try {
            row = create(wanted, device, size);
        } catch (RuntimeException | LinkageError e) {
            device.close();
            throw e;
        }
        opened = wanted;
        sampler = new Sampler(device);
    }

    /** The device in the mode of matrix products that the row asks for; the CPU has one mode only. */
    private String withMath(JsonNode size) {
        JsonNode math = size.get("math");
        if (math == null || name.startsWith("cpu")) {
            return name;
        }
        return name + (name.contains(":") ? "," : ":") + "math=" + math.asText();
    }

    private static DeviceRow create(String wanted, Device device, JsonNode size) {
        return switch (wanted) {
            case "launch" -> new LaunchRow(device, size);
            case "copy" -> new CopyRow(device, size);
            case "gemm-fp32", "gemm-tf32", "gemm-bf16" -> new GemmRow(device, size);
            case "ce" -> new LossRow(device, size, false);
            case "elr-large", "elr-small" -> new LossRow(device, size, true);
            case "mlp-small", "mlp-large", "convnet" -> new StepRow(device, size);
            case "layer-norm" -> new NormRow(device, size);
            default -> throw new IllegalArgumentException("row '" + wanted + "' has sizes but no code");
        };
    }

    private void require(String wanted) {
        if (row == null || !wanted.equals(opened)) {
            throw new IllegalStateException("row " + wanted + " is not open");
        }
    }

    private void close() {
        if (row != null) {
            row.close();
            row = null;
            opened = null;
        }
    }
}
