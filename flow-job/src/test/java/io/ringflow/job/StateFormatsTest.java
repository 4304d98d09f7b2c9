package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.ringflow.capture.serial.StateFormat;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that a checkpoint contains, or that tasks send each other, don't change unnoticed. */
class StateFormatsTest {

    @ParameterizedTest
    @MethodSource("io.ringflow.job.StateFormats#ofJob")
    void keepsBytesOfItsVersion(StateFormat format) throws IOException {
        format.keepsItsBytes();
    }

    @ParameterizedTest
    @MethodSource("io.ringflow.job.StateFormats#ofJob")
    void refusesOtherVersionsByName(StateFormat format) {
        format.refusesOtherVersions();
    }

    @Test
    void listsEverySerializer() throws IOException {
        List<String> serializers =
                new ClassFileImporter()
                                .withImportOption(new DoNotIncludeTests())
                                .importPackages("io.ringflow")
                                .stream()
                                .filter(StateFormatsTest::isSerializer)
                                .map(JavaClass::getName)
                                .toList();
        assertThat(serializers).isNotEmpty();
        assertThat(StateFormats.all())
                .extracting(format -> format.reader().getName())
                .containsAll(serializers);
    }

    private static boolean isSerializer(JavaClass type) {
        return !type.getModifiers().contains(JavaModifier.ABSTRACT)
                && (type.isAssignableTo(TypeSerializer.class)
                        || type.isAssignableTo(SimpleVersionedSerializer.class));
    }
}
