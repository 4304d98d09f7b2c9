package io.ringflow.job.reference;

import io.ringflow.model.InitiatorRule;
import io.ringflow.model.TcpFlags;
import java.util.List;

/** The state of a connection in the words of Zeek, derived from the packets of both sides. */
record ConnState(InitiatorRule rule, List<WirePacket> initiator, List<WirePacket> responder) {

    String text() {
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
        if (onlyTries && data(responder) == 0) {
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
        return data(initiator) > 0 || data(responder) > 0;
    }

    private static long data(List<WirePacket> packets) {
        return packets.stream().filter(packet -> packet.payload() > 0).count();
    }

    private static boolean sent(List<WirePacket> packets, int flag) {
        return packets.stream().anyMatch(packet -> packet.has(flag));
    }
}
