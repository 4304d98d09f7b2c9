package io.ringflow.kafka.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.FlowFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class AvroSchemaTest {

    private static final Path FILE = Path.of("src/main/resources/io/ringflow/kafka/avro/flow.avsc");

    private static final Schema SCHEMA = new Schema.Parser().parse(AvroSchema.text());

    @Test
    void fileIsTheSchemaOfTheTableOfFields() throws IOException {
        if (Boolean.getBoolean("ringflow.docs.write")) {
            Files.writeString(FILE, AvroSchema.text());
        }
        assertThat(FILE).as("run with -Dringflow.docs.write=true").hasContent(AvroSchema.text());
    }

    @Test
    void canonicalFormIsAvros() {
        assertThat(AvroSchema.canonical()).isEqualTo(SchemaNormalization.toParsingForm(SCHEMA));
    }

    @Test
    void fingerprintIsAvros() {
        assertThat(Fingerprint.of(AvroSchema.canonical()))
                .isEqualTo(SchemaNormalization.parsingFingerprint64(SCHEMA));
    }

    @Test
    void readersOfOlderAndNewerSchemasReadEachOther() {
        String text = AvroSchema.text();
        String newer =
                text.replace(
                        "{\"name\":\"gap\"",
                        "{\"name\":\"later\",\"type\":[\"null\",\"string\"],\"default\":null},\n"
                                + "{\"name\":\"gap\"");
        assertThat(newer).isNotEqualTo(text);
        Schema other = new Schema.Parser().parse(newer);
        assertThat(compatibility(SCHEMA, other)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(compatibility(other, SCHEMA)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
    }

    @Test
    void readerOfFewFieldsReadsWholeRecord() throws IOException {
        Schema few =
                new Schema.Parser()
                        .parse(
                                """
                                {"type":"record","name":"Flow","namespace":"io.ringflow","fields":[
                                {"name":"bytes","type":"long"},
                                {"name":"dstPort","type":"int"},
                                {"name":"unknown","type":["null","string"],"default":null}]}
                                """);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new AvroEncoder(false).write(new FlowFixture().flow(), bytes);
        GenericRecord read =
                new GenericDatumReader<GenericRecord>(SCHEMA, few)
                        .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
        assertThat(read.get("bytes")).isEqualTo(400L);
        assertThat(read.get("dstPort")).isEqualTo(443);
        assertThat(read.get("unknown")).isNull();
    }
}
