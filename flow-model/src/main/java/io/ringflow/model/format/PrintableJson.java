package io.ringflow.model.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import io.ringflow.model.text.PrintableText;

/**
 * JSON that is safe to show on a terminal: strings also escape what {@link PrintableText} escapes,
 * which does not change their values. Thread-safe.
 */
public final class PrintableJson {

    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .characterEscapes(new Escapes())
                    .build();

    private PrintableJson() {}

    /** The factory of generators that write such JSON. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    private static final class Escapes extends CharacterEscapes {

        private static final long serialVersionUID = 1;
        private static final int DEL = 0x7f;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
            codes[DEL] = CharacterEscapes.ESCAPE_STANDARD;
            return codes;
        }

        /**
         * Called for characters beyond ASCII; surrogates are left to the pair that they belong to.
         */
        @Override
        public SerializableString getEscapeSequence(int c) {
            return PrintableText.isPrintable(c) || Character.isSurrogate((char) c)
                    ? null
                    : new SerializedString(PrintableText.of(Character.toString(c)));
        }
    }
}
