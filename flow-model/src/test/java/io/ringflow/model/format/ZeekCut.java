package io.ringflow.model.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a log by the rules of {@code zeek-cut} (tools/zeek-cut/zeek-cut.c of Zeek): the separator
 * is that of the header, a line {@code #types} follows {@code #fields} and has as many fields, and
 * each record has as many, too.
 */
final class ZeekCut {

    private static final String SEPARATOR = "#separator ";

    private ZeekCut() {}

    /** The chosen columns of all records; fails if zeek-cut would complain. */
    static List<List<String>> columns(String log, String... names) {
        String separator = "\t";
        List<String> fields = List.of();
        List<List<String>> rows = new ArrayList<>();
        boolean afterFields = false;
        for (String line : log.lines().toList()) {
            if (afterFields && !line.startsWith("#types")) {
                throw new AssertionError("bad log header (missing #types line)");
            }
            afterFields = false;
            if (line.startsWith(SEPARATOR)) {
                String given = line.substring(SEPARATOR.length());
                separator =
                        given.startsWith("\\x")
                                ? Character.toString(Integer.parseInt(given.substring(2), 16))
                                : given.substring(0, 1);
            } else if (line.startsWith("#fields")) {
                fields = rest(line, separator);
                afterFields = true;
            } else if (line.startsWith("#types")) {
                if (rest(line, separator).size() != fields.size()) {
                    throw new AssertionError("log header does not have enough fields");
                }
            } else if (!line.startsWith("#")) {
                rows.add(chosen(Arrays.asList(line.split(separator, -1)), fields, names));
            }
        }
        return rows;
    }

    private static List<String> rest(String line, String separator) {
        List<String> all = Arrays.asList(line.split(separator, -1));
        return all.subList(1, all.size());
    }

    private static List<String> chosen(List<String> row, List<String> fields, String... names) {
        if (row.size() != fields.size()) {
            throw new AssertionError("not as many values as fields: " + row);
        }
        return Arrays.stream(names).map(name -> row.get(fields.indexOf(name))).toList();
    }
}
