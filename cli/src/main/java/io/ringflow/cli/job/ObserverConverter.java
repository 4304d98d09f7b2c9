package io.ringflow.cli.job;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --observer}. */
public final class ObserverConverter implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new TypeConversionException(
                    "the name of an observer must not be empty or contain control characters");
        }
        return text;
    }
}
