package io.ringflow.history.query;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.field.FlowField;
import java.sql.Connection;
import java.sql.SQLException;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/** The Community ID, which history does not store, as a function of SQL. Thread-safe. */
final class CommunityIdFunction {

    /** The Community ID of a row. */
    static final String CALL =
            "rf_community_id(srcAddr, dstAddr, srcPort, dstPort, protocol, coalesce(icmpType, -1),"
                    + " coalesce(icmpCode, -1))";

    private static final FlowId ANY_ID = new FlowId(0, 0);

    private CommunityIdFunction() {}

    /** Defines the function for all connections to the same database. */
    static void register(Connection connection) throws SQLException {
        try (var function = DuckDBFunctions.scalarFunction()) {
            function.withName("rf_community_id")
                    .withParameters(
                            DuckDBColumnType.VARCHAR,
                            DuckDBColumnType.VARCHAR,
                            DuckDBColumnType.INTEGER,
                            DuckDBColumnType.INTEGER,
                            DuckDBColumnType.VARCHAR,
                            DuckDBColumnType.INTEGER,
                            DuckDBColumnType.INTEGER)
                    .withReturnType(DuckDBColumnType.VARCHAR)
                    .withVectorizedFunction(CommunityIdFunction::apply)
                    .register(connection);
        }
    }

    private static void apply(DuckDBDataChunkReader rows, DuckDBWritableVector ids) {
        for (long row = 0; row < rows.rowCount(); row++) {
            DuckDBReadableVector srcAddr = rows.vector(0);
            IpAddress src = IpAddress.parse(srcAddr.getString(row));
            Flow flow =
                    Flow.builder(ANY_ID)
                            .addresses(src, IpAddress.parse(rows.vector(1).getString(row)))
                            .ports(rows.vector(2).getInt(row), rows.vector(3).getInt(row))
                            .protocol(
                                    Protocols.number(rows.vector(4).getString(row)),
                                    src.isV4() ? 4 : 6)
                            .icmp(rows.vector(5).getInt(row), rows.vector(6).getInt(row))
                            .build();
            ids.setString(row, FlowField.COMMUNITY_ID.text(flow).orElseThrow());
        }
    }
}
