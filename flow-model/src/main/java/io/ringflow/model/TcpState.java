package io.ringflow.model;

/**
 * How far a TCP connection got, in the terms of Zeek's {@code conn_state}. The state follows from
 * the flags that each endpoint sent. If their order matters, a FIN is assumed to precede a RST of
 * the same endpoint.
 */
public enum TcpState {
    /** A SYN without a reply. */
    S0,
    /** Established, not ended. */
    S1,
    /** Established, and closed by a FIN from each endpoint. */
    SF,
    /** Rejected: the reply to the SYN was a RST. */
    REJ,
    /** Only the initiator closed. */
    S2,
    /** Only the responder closed. */
    S3,
    /** The initiator aborted. */
    RSTO,
    /** The responder aborted. */
    RSTR,
    /** The initiator sent a SYN and then a RST; the responder sent nothing. */
    RSTOS0,
    /** The responder sent a SYN-ACK and then a RST; the initiator's SYN was not seen. */
    RSTRH,
    /** The initiator sent a SYN and then a FIN; the responder sent nothing. */
    SH,
    /** The responder sent a SYN-ACK and then a FIN; the initiator nothing. */
    SHR,
    /** No SYN seen: the capture started in the middle of the connection. */
    OTH;

    /** What one endpoint has done so far. */
    private enum Endpoint {
        INACTIVE,
        SYN_SENT,
        PARTIAL,
        ESTABLISHED,
        CLOSED,
        RESET;

        boolean silentOrPartial() {
            return this == INACTIVE || this == PARTIAL;
        }
    }

    /**
     * The state of a connection.
     *
     * @param rule how the initiator was determined
     * @param initiator what the initiator sent
     * @param responder what the responder sent
     */
    static TcpState of(InitiatorRule rule, FlowSide initiator, FlowSide responder) {
        // The observer whose counters these are may have missed a SYN that another one saw.
        InitiatorRule seen =
                rule == InitiatorRule.SYN && !initiator.sent(TcpFlags.SYN)
                        ? InitiatorRule.SYN_ACK
                        : rule;
        boolean synAck = responder.sent(TcpFlags.SYN);
        boolean bothFin = initiator.sent(TcpFlags.FIN) && responder.sent(TcpFlags.FIN);
        boolean noData = !initiator.payload() && !responder.payload();
        TcpState state =
                of(
                        initiatorState(seen, initiator, synAck, bothFin),
                        responderState(seen, responder, synAck, bothFin),
                        noData);
        return state.sawItsSyn(initiator.sent(TcpFlags.SYN), synAck) ? state : OTH;
    }

    /** Returns false if the state is defined by a SYN or SYN-ACK that was not seen. */
    private boolean sawItsSyn(boolean syn, boolean synAck) {
        return switch (this) {
            case REJ, RSTOS0, SH -> syn;
            case RSTRH, SHR -> synAck;
            default -> true;
        };
    }

    private static Endpoint initiatorState(
            InitiatorRule rule, FlowSide side, boolean synAck, boolean bothFin) {
        if (side.sent(TcpFlags.RST) && !bothFin) {
            return Endpoint.RESET;
        }
        if (side.sent(TcpFlags.FIN)) {
            return Endpoint.CLOSED;
        }
        if (rule == InitiatorRule.SYN) {
            return synAck ? Endpoint.ESTABLISHED : Endpoint.SYN_SENT;
        }
        if (side.packets() == 0 && !side.sent(TcpFlags.ACK)) {
            return Endpoint.INACTIVE;
        }
        return synAck && side.sent(TcpFlags.ACK) ? Endpoint.ESTABLISHED : Endpoint.PARTIAL;
    }

    private static Endpoint responderState(
            InitiatorRule rule, FlowSide side, boolean synAck, boolean bothFin) {
        if (side.sent(TcpFlags.RST) && !bothFin) {
            return Endpoint.RESET;
        }
        if (side.sent(TcpFlags.FIN)) {
            return Endpoint.CLOSED;
        }
        if (synAck) {
            return Endpoint.ESTABLISHED;
        }
        // Some hosts reply to a SYN with a bare ACK before their SYN-ACK.
        boolean silent = !side.payload() && (side.packets() == 0 || rule == InitiatorRule.SYN);
        return silent ? Endpoint.INACTIVE : Endpoint.PARTIAL;
    }

    private static TcpState of(Endpoint initiator, Endpoint responder, boolean noData) {
        if (responder == Endpoint.RESET) {
            if (initiator == Endpoint.SYN_SENT || (initiator == Endpoint.RESET && noData)) {
                return REJ;
            }
            return initiator.silentOrPartial() ? RSTRH : RSTR;
        }
        if (initiator == Endpoint.RESET) {
            return responder.silentOrPartial() ? RSTOS0 : RSTO;
        }
        if (initiator == Endpoint.CLOSED) {
            return responder == Endpoint.CLOSED ? SF : responder.silentOrPartial() ? SH : S2;
        }
        if (responder == Endpoint.CLOSED) {
            return initiator.silentOrPartial() ? SHR : S3;
        }
        if (initiator == Endpoint.SYN_SENT && responder == Endpoint.INACTIVE) {
            return S0;
        }
        boolean established =
                initiator == Endpoint.ESTABLISHED && responder == Endpoint.ESTABLISHED;
        return established ? S1 : OTH;
    }
}
