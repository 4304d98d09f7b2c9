package io.ringflow.job;

import io.ringflow.capture.serial.StateFormat;
import java.io.IOException;
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
}
