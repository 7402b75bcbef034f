package dev.lethe.report;

import blue.strategic.parquet.ParquetWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** Tables as Apache Parquet, by parquet-floor: Parquet's own writer without Hadoop. */
final class ParquetFile {
    /** What must be on the class path. */
    static final String ARTIFACT = "blue.strategic.parquet:parquet-floor";

    private static final String WRITER = "blue.strategic.parquet.ParquetWriter";

    private ParquetFile() {}

    /** @throws IllegalArgumentException naming the artifact, if it is not on the class path */
    static void require() {
        require(ParquetFile.class.getClassLoader());
    }

    static void require(ClassLoader loader) {
        try {
            Class.forName(WRITER, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "table format 'parquet' needs " + ARTIFACT
                            + " on the class path, an optional dependency; csv and npz need nothing",
                    e);
        }
    }

    static void write(Table table, Path file) throws IOException {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        for (Column c : table.columns()) {
            schema.addField(Types.primitive(
                            c.whole() ? PrimitiveTypeName.INT32 : PrimitiveTypeName.FLOAT,
                            c.optional() ? Repetition.OPTIONAL : Repetition.REQUIRED)
                    .named(c.name()));
        }
        MessageType message = schema.named("table");
        // The writer refuses to replace a file.
        Files.deleteIfExists(file);
        try (ParquetWriter<Integer> parquet = ParquetWriter.writeFile(message, file.toFile(), (row, to) -> {
            for (Column c : table.columns()) {
                Number value = c.at().apply(row);
                if (value != null) {
                    to.write(c.name(), value);
                }
            }
        })) {
            for (int i = 0; i < table.rows(); i++) {
                parquet.write(i);
            }
        }
    }
}
