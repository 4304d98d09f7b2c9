/**
 * Exports to flow collectors: IPFIX (RFC 7011, bidirectional by RFC 5103) and NetFlow v9 (RFC
 * 3954). Encoders make data records in parallel; one delivery packs them into messages and sends
 * them.
 */
package io.ringflow.job.export.ipfix;
