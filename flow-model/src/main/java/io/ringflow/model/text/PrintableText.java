package io.ringflow.model.text;

/**
 * Makes untrusted text safe to show on a terminal, in a log or in a table: names of files and
 * interfaces, names from packets, messages of another server. Characters that a terminal interprets
 * or hides are replaced by an escape such as <code>&#92;u001b</code>; ordinary text of any script
 * is left as it is.
 *
 * <p>Escaped are control characters (C0, DEL, C1), format characters (bidirectional controls,
 * zero-width characters, byte order mark, tags), line and paragraph separators, unpaired surrogates
 * and invisible letters. The escapes are those of JSON, so values in a JSON document do not change.
 * A backslash is not escaped: the result is for people, not for parsing.
 *
 * <p>Thread-safe.
 */
public final class PrintableText {

    private PrintableText() {}

    /** One line of text; line ends are escaped, too, so that text cannot forge another line. */
    public static String of(String text) {
        return escape(text, false);
    }

    /** Text that keeps its line feeds and tabs, such as a document with several lines. */
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
            boolean kept = lines && (codePoint == '\n' || codePoint == '\t');
            if (kept || isPrintable(codePoint)) {
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

    /** Returns true if all that a terminal does with the character is show it. */
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

    /** Those of Unicode's Default_Ignorable_Code_Point whose category does not say so. */
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
