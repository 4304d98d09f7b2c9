package io.ringflow.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EditDistanceTest {

    @Test
    void measuresTheDistanceOfWords() {
        assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
        assertThat(EditDistance.between("SRCADDR", "srcAddr")).isZero();
        assertThat(EditDistance.between("", "abc")).isEqualTo(3);
    }
}
