package dev.lethe.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.lethe.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a safetensors file says it holds, checked against its size: no hole, no overlap, no overflow. */
record SafeTensorsHeader(Map<String, Item> tensors, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";

    private static final int LONGEST = 100_000_000; // as the format's own library
    private static final int MOST_AXES = 64;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** One tensor; begin and end count bytes from the end of the header. */
    record Item(ElementType type, Shape shape, long begin, long end) {}

    /** Reads the header and leaves {@code in} at the first element. */
    static SafeTensorsHeader read(Input in) {
        long length = ByteBuffer.wrap(in.bytes(8, "header length"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length < 2 || length > LONGEST) {
            throw in.wrong("header length", Long.toUnsignedString(length), "2.." + LONGEST + " is allowed");
        }
        byte[] text = in.bytes(length, "header");
        SafeTensorsHeader header;
        try (JsonParser json = JSON.createParser(text)) {
            header = parse(json, in);
        } catch (IOException e) {
            throw new DataException(in.name() + ": header is not the JSON it should be: " + Input.reason(e), e);
        }
        header.checkOffsets(in);
        return header;
    }

    private static SafeTensorsHeader parse(JsonParser json, Input in) throws IOException {
        Map<String, Item> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        expect(json.nextToken(), JsonToken.START_OBJECT, "header", in);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (name.equals(METADATA)) {
                expect(value, JsonToken.START_OBJECT, METADATA, in);
                for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                    expect(json.nextToken(), JsonToken.VALUE_STRING, METADATA + " '" + key + "'", in);
                    metadata.put(key, json.getText());
                }
            } else {
                expect(value, JsonToken.START_OBJECT, "tensor '" + name + "'", in);
                tensors.put(name, item(json, in, "tensor '" + name + "'"));
            }
        }
        if (json.nextToken() != null) {
            throw new DataException(in.name() + ": header goes on after its JSON object");
        }
        return new SafeTensorsHeader(Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(metadata));
    }

    private static Item item(JsonParser json, Input in, String what) throws IOException {
        ElementType type = null;
        long[] shape = null;
        long[] offsets = null;
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (key) {
                case "dtype":
                    expect(value, JsonToken.VALUE_STRING, what + " dtype", in);
                    type = type(json.getText(), in, what);
                    break;
                case "shape":
                    shape = numbers(json, value, in, what + " shape");
                    break;
                case "data_offsets":
                    offsets = numbers(json, value, in, what + " data_offsets");
                    break;
                default:
                    throw in.wrong(what + " field", "'" + key + "'", "only dtype, shape and data_offsets are known");
            }
        }
        if (type == null || shape == null || offsets == null) {
            throw new DataException(in.name() + ": " + what + " needs dtype, shape and data_offsets");
        }
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw in.wrong(what + " data_offsets", Arrays.toString(offsets), "a begin and an end are needed");
        }
        return new Item(type, Extents.shape(shape, type.bytes(), in, what), offsets[0], offsets[1]);
    }

    private static ElementType type(String name, Input in, String what) {
        try {
            return ElementType.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw in.wrong(what + " dtype", name, "allowed are " + Arrays.toString(ElementType.values()));
        }
    }

    private static long[] numbers(JsonParser json, JsonToken first, Input in, String what) throws IOException {
        expect(first, JsonToken.START_ARRAY, what, in);
        long[] numbers = new long[MOST_AXES];
        int count = 0;
        for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
            expect(t, JsonToken.VALUE_NUMBER_INT, what, in);
            if (count == MOST_AXES) {
                throw new DataException(in.name() + ": " + what + " has more than " + MOST_AXES + " numbers");
            }
            numbers[count] = json.getLongValue();
            if (numbers[count] < 0) {
                throw in.wrong(what, numbers[count], "no negative number is allowed");
            }
            count++;
        }
        return Arrays.copyOf(numbers, count);
    }

    private void checkOffsets(Input in) {
        List<Map.Entry<String, Item>> items = new ArrayList<>(tensors.entrySet());
        items.sort(Comparator.comparingLong(
                        (Map.Entry<String, Item> e) -> e.getValue().begin())
                .thenComparingLong(e -> e.getValue().end()));
        long at = 0;
        for (Map.Entry<String, Item> e : items) {
            Item item = e.getValue();
            String what = "tensor '" + e.getKey() + "' data_offsets";
            String range = "[" + item.begin() + ", " + item.end() + "]";
            if (item.begin() != at) {
                throw in.wrong(
                        what,
                        range,
                        (item.begin() < at ? "they overlap" : "they leave a hole after")
                                + " the one before, which ends at " + at);
            }
            long bytes = item.shape().size() * item.type().bytes();
            if (item.end() - item.begin() != bytes) {
                throw in.wrong(what, range, item.type() + " " + item.shape() + " takes " + bytes + " bytes");
            }
            at = item.end();
        }
        if (at > in.left()) {
            throw in.wrong("end of the last tensor", at, "the file has only " + in.left() + " bytes after its header");
        }
    }

    private static void expect(JsonToken token, JsonToken wanted, String what, Input in) {
        if (token != wanted) {
            throw in.wrong(what, token, wanted + " was expected");
        }
    }
}
