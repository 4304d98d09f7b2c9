package io.ringflow.job.reference;

import io.ringflow.model.InitiatorRule;
import io.ringflow.model.TcpFlags;

/**
 * The state of a connection in the words of Zeek, derived from the flags of both sides.
 *
 * @param initiator flags that the initiator sent; RST only if it was accepted, {@link #DATA} if it
 *     sent data
 * @param responder the same of the responder
 */
record ConnState(InitiatorRule rule, int initiator, int responder) {

    /** In place of PSH. */
    static final int DATA = 8;

    String text() {
        String state = state();
        boolean defined =
                switch (state) {
                    case "REJ", "RSTOS0", "SH" -> sent(initiator, TcpFlags.SYN);
                    case "RSTRH", "SHR" -> answered();
                    default -> true;
                };
        return defined ? state : "OTH";
    }

    private String state() {
        boolean bothClosed = sent(initiator, TcpFlags.FIN) && sent(responder, TcpFlags.FIN);
        boolean initiatorAborts = sent(initiator, TcpFlags.RST) && !bothClosed;
        boolean responderAborts = sent(responder, TcpFlags.RST) && !bothClosed;
        boolean initiatorCloses = sent(initiator, TcpFlags.FIN);
        boolean responderCloses = sent(responder, TcpFlags.FIN);
        boolean onlyTries = asked() && !answered() && !initiatorAborts && !initiatorCloses;
        if (responderAborts) {
            boolean refuses = onlyTries || (initiatorAborts && !hasData());
            boolean initiatorActs = asked() || initiatorCloses || initiatorAborts || agrees();
            return refuses ? "REJ" : initiatorActs ? "RSTR" : "RSTRH";
        }
        if (initiatorAborts) {
            return answered() || responderCloses ? "RSTO" : "RSTOS0";
        }
        if (bothClosed) {
            return "SF";
        }
        if (initiatorCloses) {
            return answered() ? "S2" : "SH";
        }
        if (responderCloses) {
            return asked() || agrees() ? "S3" : "SHR";
        }
        if (onlyTries && !sent(responder, DATA)) {
            return "S0";
        }
        return answered() && (asked() || agrees()) ? "S1" : "OTH";
    }

    /** Returns true if this observer saw a SYN of the initiator. */
    private boolean asked() {
        return rule == InitiatorRule.SYN && sent(initiator, TcpFlags.SYN);
    }

    private boolean answered() {
        return sent(responder, TcpFlags.SYN);
    }

    /** Returns true if the initiator acknowledged the responder's SYN. */
    private boolean agrees() {
        return answered() && sent(initiator, TcpFlags.ACK);
    }

    private boolean hasData() {
        return sent(initiator | responder, DATA);
    }

    private static boolean sent(int flags, int flag) {
        return (flags & flag) != 0;
    }
}
