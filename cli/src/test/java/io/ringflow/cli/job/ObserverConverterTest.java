package io.ringflow.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ObserverConverterTest {

    @Test
    void acceptsAnyPrintableName() {
        assertThat(new ObserverConverter().convert("tap 1/eth0")).isEqualTo("tap 1/eth0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\u001bb"})
    void rejectsEmptyAndUnprintableNames(String name) {
        assertThatThrownBy(() -> new ObserverConverter().convert(name))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("observer");
    }
}
