package io.ringflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.ringflow.model.PackageRules;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Test;

class FlowJobPackagesTest extends PackageRules {

    FlowJobPackagesTest() {
        super("io.ringflow.job");
    }

    @Test
    void keepsTheBytesOfEverySerializer() throws IOException {
        List<String> serializers =
                new ClassFileImporter()
                                .withImportOption(new DoNotIncludeTests())
                                .importPackages("io.ringflow")
                                .stream()
                                .filter(FlowJobPackagesTest::isSerializer)
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
