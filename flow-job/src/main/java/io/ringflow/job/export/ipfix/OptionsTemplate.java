package io.ringflow.job.export.ipfix;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The template of options: facts about a scope, such as an observation domain.
 *
 * @param id the template's id
 * @param scope the elements that name what the options are about
 * @param options the options' elements
 */
record OptionsTemplate(int id, List<InformationElement> scope, List<InformationElement> options) {

    /** In NetFlow v9, options are about the exporter (RFC 3954, 6.1). */
    private static final short SCOPE_SYSTEM = 1;

    private static final int SPECIFIER = 4;

    /** The options template record of a protocol. */
    byte[] definition(CollectorProtocol protocol) {
        ByteBuffer out =
                ByteBuffer.allocate(3 * Short.BYTES + SPECIFIER * (scope.size() + options.size()));
        out.putShort((short) id);
        if (protocol == CollectorProtocol.IPFIX) {
            out.putShort((short) (scope.size() + options.size())).putShort((short) scope.size());
        } else {
            out.putShort((short) (SPECIFIER * scope.size()));
            out.putShort((short) (SPECIFIER * options.size()));
        }
        for (InformationElement element : scope) {
            boolean ipfix = protocol == CollectorProtocol.IPFIX;
            out.putShort(ipfix ? (short) element.id() : SCOPE_SYSTEM);
            out.putShort((short) element.length());
        }
        for (InformationElement element : options) {
            out.putShort((short) element.id()).putShort((short) element.length());
        }
        return Arrays.copyOf(out.array(), out.position());
    }
}
