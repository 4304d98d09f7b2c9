package io.ringflow.history.sql;

import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;

/** Values of DuckDB's as those of JSON. */
final class SqlValues {

    private SqlValues() {}

    static Object of(Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case Number number -> number;
            case Boolean flag -> flag;
            case OffsetDateTime time -> time.toInstant().toString();
            case Timestamp time -> time.toLocalDateTime().toString();
            case Blob bytes ->
                    HexFormat.of().formatHex(bytes.getBytes(1, Math.toIntExact(bytes.length())));
            case Array array -> list((Object[]) array.getArray());
            case DuckDBStruct struct -> map(struct.getMap());
            case Map<?, ?> map -> map(map);
            default -> value.toString();
        };
    }

    private static List<Object> list(Object[] elements) throws SQLException {
        List<Object> values = new ArrayList<>(elements.length);
        for (Object element : elements) {
            values.add(of(element));
        }
        return values;
    }

    private static Map<String, Object> map(Map<?, ?> members) throws SQLException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            values.put(String.valueOf(member.getKey()), of(member.getValue()));
        }
        return values;
    }
}
