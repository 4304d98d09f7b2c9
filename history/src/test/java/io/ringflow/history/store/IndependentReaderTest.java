package io.ringflow.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.ConvertedType;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.metadata.SchemaElement;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqStruct;
import io.ringflow.history.duck.DuckDb;
import io.ringflow.history.table.FlowColumn;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.filter.RandomFlows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads files of a history without DuckDB. */
class IndependentReaderTest {

    private static final List<String> OBSERVER =
            List.of("host", "interface", "srcPackets", "dstPackets", "bytes", "firstNs", "lastNs");

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("x.parquet");
        List<Flow> flows = new ArrayList<>(List.of(new FlowFixture().flow()));
        RandomFlows random = new RandomFlows(new Random(46));
        for (int i = 0; i < 300; i++) {
            flows.add(random.next());
        }
        try (FlowParts parts = FlowParts.open("256MB", directory)) {
            parts.writeSorted(flows, file);
        }
    }

    @Test
    void readsTheSameValuesAsDuckDb() throws Exception {
        List<List<String>> values = new ArrayList<>();
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
                RowReader rows = reader.rowReader()) {
            assertThat(reader.getFileMetaData().numRows()).isEqualTo(301);
            while (rows.hasNext()) {
                rows.next();
                values.add(
                        Arrays.stream(FlowColumn.values())
                                .map(column -> text(column, rows))
                                .toList());
            }
        }
        for (FlowColumn column : FlowColumn.values()) {
            List<String> expected =
                    ParquetFiles.select(
                            "SELECT coalesce(%s, 'NULL') FROM read_parquet(%s)"
                                    .formatted(sql(column), DuckDb.literal(file.toString())));
            assertThat(values.stream().map(row -> row.get(column.ordinal())).toList())
                    .as(column.columnName())
                    .isEqualTo(expected);
        }
    }

    @Test
    void annotatesTypesAsOtherReadersExpect() throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file))) {
            List<SchemaElement> schema = reader.getFileMetaData().schema();
            SchemaElement time = element(schema, "lastSeen");
            assertThat(time.type()).isEqualTo(PhysicalType.INT64);
            assertThat(time.logicalType())
                    .isInstanceOfSatisfying(
                            LogicalType.TimestampType.class,
                            type -> {
                                assertThat(type.isAdjustedToUTC()).isTrue();
                                assertThat(type.unit().toString()).isEqualTo("MICROS");
                            });
            assertThat(element(schema, "srcAddr").convertedType()).isEqualTo(ConvertedType.UTF8);
            assertThat(element(schema, "id").type()).isEqualTo(PhysicalType.BYTE_ARRAY);
            assertThat(element(schema, "id").logicalType()).isNull();

            int list = schema.indexOf(element(schema, "seenBy"));
            assertThat(schema.get(list).repetitionType()).isEqualTo(RepetitionType.OPTIONAL);
            assertThat(schema.get(list + 1).repetitionType()).isEqualTo(RepetitionType.REPEATED);
            assertThat(schema.get(list + 2).name()).isEqualTo("element");
            assertThat(schema.get(list + 2).numChildren()).isEqualTo(OBSERVER.size());
        }
    }

    private static SchemaElement element(List<SchemaElement> schema, String name) {
        return schema.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
    }

    private static String sql(FlowColumn column) {
        String name = '"' + column.columnName() + '"';
        return switch (column.sqlType()) {
            case "BLOB" -> "lower(hex(" + name + "))";
            case "TIMESTAMPTZ" -> "epoch_us(" + name + ")::VARCHAR";
            default -> column == FlowColumn.SEEN_BY ? observers() : name + "::VARCHAR";
        };
    }

    private static String observers() {
        String members =
                OBSERVER.stream()
                        .map(member -> "coalesce(o." + member + "::VARCHAR, 'NULL')")
                        .collect(Collectors.joining(" || '|' || "));
        return "array_to_string(list_transform(seenBy, lambda o: " + members + "), ';')";
    }

    private static String text(FlowColumn column, RowReader row) {
        String name = column.columnName();
        if (row.isNull(name)) {
            return "NULL";
        }
        return switch (column.sqlType()) {
            case "BLOB" -> HexFormat.of().formatHex(row.getBinary(name));
            case "VARCHAR" -> row.getString(name);
            default ->
                    column == FlowColumn.SEEN_BY
                            ? row.getList(name).structs().stream()
                                    .map(IndependentReaderTest::text)
                                    .collect(Collectors.joining(";"))
                            : String.valueOf(row.getRawValue(name));
        };
    }

    private static String text(PqStruct observer) {
        return OBSERVER.stream()
                .map(name -> observer.isNull(name) ? "NULL" : observer.getValue(name).toString())
                .collect(Collectors.joining("|"));
    }
}
