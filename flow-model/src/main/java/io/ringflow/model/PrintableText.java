package io.ringflow.model;

/**
 * Text from elsewhere as a terminal, a log or a table may show it: file and interface names, names
 * from packets, the words of another server. Whatever a terminal acts upon or hides becomes its
 * escape, such as <code>&#92;u001b</code>; ordinary text of any script stays as it is.
 *
 * <p>Escaped are control characters (C0, DEL, C1), format characters (bidirectional controls,
 * zero-width characters, byte order mark, tags), line and paragraph separators, surrogates without
 * their other half, and letters that are shown as nothing. The escapes are those of JSON, so that
 * in a JSON document the values stay the same. A backslash stays as it is: the result is for
 * reading, not for reading back.
 *
 * <p>Any thread.
 */
public final class PrintableText {

    private PrintableText() {}

    /** One line of text, in which a line end is escaped too: nobody can forge another line. */
    public static String of(String text) {
        return escape(text, false);
    }

    /** Text whose line feeds and tabs stay, such as a document with several lines. */
    public static String ofLines(String text) {
        return escape(text, true);
    }

    private static String escape(String text, boolean lines) {
        int plain = 0;
        int length = text.length();
        while (plain < length && isPlain(text.charAt(plain))) {
            plain++;
        }
        if (plain == length) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(length + 16).append(text, 0, plain);
        int at = plain;
        while (at < length) {
            int codePoint = text.codePointAt(at);
            at += Character.charCount(codePoint);
            boolean stays = lines && (codePoint == '\n' || codePoint == '\t');
            if (stays || isPrintable(codePoint)) {
                escaped.appendCodePoint(codePoint);
            } else {
                appendEscape(codePoint, escaped);
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~';
    }

    private static void appendEscape(int codePoint, StringBuilder escaped) {
        switch (codePoint) {
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            default -> {
                for (char c : Character.toChars(codePoint)) {
                    escaped.append("\\u");
                    for (int shift = 12; shift >= 0; shift -= 4) {
                        escaped.append(Character.forDigit(c >> shift & 0xf, 16));
                    }
                }
            }
        }
    }

    /** Returns true if a terminal shows the character, and does nothing else. */
    public static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> !isInvisible(codePoint);
        };
    }

    /** Unicode's Default_Ignorable_Code_Point, as far as the category does not tell. */
    private static boolean isInvisible(int codePoint) {
        return switch (codePoint) {
            case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0 -> true;
            default ->
                    (codePoint >= 0x180b && codePoint <= 0x180f)
                            || (codePoint >= 0xfff0 && codePoint <= 0xfff8)
                            || (codePoint >= 0xe0000 && codePoint <= 0xe0fff);
        };
    }
}
