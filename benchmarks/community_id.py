"""Community ID v1 (https://github.com/corelight/community-id-spec), written from its text."""
import base64
import dataclasses
import hashlib
import ipaddress
import pathlib
import socket
import struct

TCP, UDP, SCTP, ICMP, ICMP6 = 6, 17, 132, 1, 58
# The type that the other side sends takes the place of its port. A type without an answer is
# one-way: its code takes that place, and the endpoints keep their order.
ANSWERS = {
    ICMP: {8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 10: 9, 9: 10, 17: 18, 18: 17},
    ICMP6: {128: 129, 129: 128, 133: 134, 134: 133, 135: 136, 136: 135, 130: 131, 131: 130,
            144: 145, 145: 144},
}
REQUESTS = {ICMP: {8, 10, 13, 15, 17}, ICMP6: {128, 130, 133, 135, 144}}
NAMES = {"tcp": TCP, "udp": UDP, "sctp": SCTP, "icmp": ICMP, "icmp6": ICMP6}


def of(protocol, source, source_port, destination, destination_port, seed=0):
    """Returns the ID. ICMP has type and code in place of ports; a port is None if there is none."""
    ends = [(ipaddress.ip_address(source).packed, source_port or 0),
            (ipaddress.ip_address(destination).packed, destination_port or 0)]
    typed = protocol in ANSWERS and source_port is not None
    if typed and source_port in ANSWERS[protocol]:
        ends[1] = (ends[1][0], ANSWERS[protocol][source_port])
    if not typed or source_port in ANSWERS[protocol]:
        ends.sort()
    data = struct.pack("!H", seed) + ends[0][0] + ends[1][0] + struct.pack("!BB", protocol, 0)
    if protocol in (TCP, UDP, SCTP, ICMP, ICMP6):
        data += struct.pack("!HH", ends[0][1], ends[1][1])
    return "1:" + base64.b64encode(hashlib.sha1(data).digest()).decode()


def of_flow(flow):
    name = flow["protocol"]
    protocol = NAMES.get(name) or (int(name) if name.isdigit() else socket.getprotobyname(name))
    if protocol not in ANSWERS:
        return of(protocol, flow["srcAddr"], flow["srcPort"], flow["dstAddr"], flow["dstPort"])
    icmp_type = flow.get("icmpType")
    ends = flow["srcAddr"], flow["dstAddr"]
    # The type is the first packet's, and an answer that came first was sent by the destination.
    if flow["initiatorRule"] == "icmp-request" and icmp_type not in REQUESTS[protocol]:
        ends = ends[::-1]
    return of(protocol, ends[0], icmp_type, ends[1], flow.get("icmpCode"))


@dataclasses.dataclass(frozen=True)
class Published:
    capture: str
    tuple: tuple
    seed: int
    base64: bool
    id: str

    def computed(self):
        text = of(*self.tuple, self.seed)
        return text if self.base64 else "1:" + base64.b64decode(text[2:]).hex()


def read_published(path):
    """Reads capture, protocol, source, port, destination, port, seed, encoding and ID per line."""
    rows = []
    for line in path.read_text().splitlines()[1:]:
        capture, protocol, source, sport, destination, dport, seed, encoding, id_, *_ = \
            line.split("\t")
        # owner+repository/path/NAME is repository_NAME in the set of captures.
        parts = pathlib.PurePosixPath(capture).parts
        name = f"{parts[0].rpartition('+')[2]}_{parts[-1]}"
        ends = (int(protocol), source, int(sport or 0), destination, int(dport or 0))
        rows.append(Published(name, ends, int(seed), encoding == "base64", id_))
    return rows
