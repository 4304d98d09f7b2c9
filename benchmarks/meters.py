"""How each tool is called on a capture, and how its flows and packets are counted.

Every idle timeout that can be set is one hour, so that only the content of a capture makes the
counts differ. Records of anything but IP packets are not counted.
"""
import dataclasses
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
PEERS = ("nfpcapd", "softflowd", "argus")
SECONDS = 120


@dataclasses.dataclass(frozen=True)
class Count:
    """Flows and their packets; for Ringflow also the packets read and those that are in no flow."""

    flows: int
    packets: int
    one_way: str = ""
    read: int = 0
    undecoded: str = ""
    unaccounted: int = 0

    def __str__(self):
        return f"{self.flows} / {self.packets}"


def require():
    missing = [t for t in ("nfpcapd", "nfdump", "softflowd", "argus", "ra") if not shutil.which(t)]
    if missing:
        sys.exit(f"missing: {', '.join(missing)} "
                 "(apt-get install nfdump softflowd argus-server argus-client)")


def call(*command):
    """Runs a command under timeout(1): not every peer ends by itself. It may fail on a capture."""
    bounded = ["timeout", "-k", "5", str(SECONDS), *map(str, command)]
    done = subprocess.run(bounded, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, errors="replace")
    if done.returncode in (124, 137):
        sys.exit(f"not done after {SECONDS} s: {' '.join(bounded)}")
    return done


def measure(capture, work):
    return {"ringflow": ringflow(capture, work), "nfpcapd": nfpcapd(capture, work),
            "softflowd": softflowd(capture), "argus": argus(capture, work)}


# Ringflow.

def replay(capture, flows, settings):
    """Writes the flows of a capture as NDJSON and returns the final counts."""
    stats = flows.with_suffix(".json")
    done = call("./ringflow", "replay", capture.resolve(), "-o", flows, "--stats", stats, *settings)
    if done.returncode != 0:
        sys.exit(f"{capture}: {done.stderr}")
    return json.loads(stats.read_text())


def read_flows(path):
    with open(path) as lines:
        return [json.loads(line) for line in lines]


def ringflow(capture, work):
    path = work / f"{capture.name}.ndjson"
    idle = [f"-Dflow.idleTimeout.{kind}=1h" for kind in ("tcp", "udp", "icmp", "other")]
    stats = replay(capture, path, idle)
    flows = read_flows(path)
    undecoded = ", ".join(f"{n}" if why == "not-ip" else f"{n} {why}"
                          for why, n in stats["undecoded"].items())
    packets = sum(f["packets"] for f in flows)
    return Count(len(flows), packets, "", stats["packets"], undecoded,
                 stats["packets"] - packets - sum(stats["undecoded"].values()))


# The peers.

def records(text, fields):
    """Returns the records among the lines that a tool prints: those with this number of fields."""
    rows = [line.split(",") for line in text.splitlines()]
    return [row for row in rows if len(row) == fields]


def nfpcapd(capture, work):
    directory = work / f"{capture.name}.nfpcapd"
    directory.mkdir()
    call("nfpcapd", "-r", capture.resolve(), "-w", directory, "-e", "3600,3600", "-t", "3600")
    read = ["nfdump", "-R", directory, "-q", "-N"]
    one_way = records(call(*read, "-o", "fmt:%pr,%pkt").stdout, 2)
    both = records(call(*read, "-b", "-o", "fmt:%pr,%ipkt,%opkt").stdout, 3)
    return Count(len(both), sum(int(i) + int(o) for _, i, o in both),
                 f"{len(one_way)} / {sum(int(packets) for _, packets in one_way)}")


def softflowd(capture):
    """Reads the records from the debugging output, because NetFlow cuts a flow in two."""
    output = call("softflowd", "-D", "-r", capture.resolve(), "-m", "10000000", "-v", "9")
    flows = [line for line in (output.stdout + output.stderr).splitlines()
             if line.startswith("EXPIRED:")]
    counted = [dict(word.rsplit(":", 1) for word in line.split() if word.startswith("packets"))
               for line in flows]
    return Count(len(flows), sum(int(n) for flow in counted for n in flow.values()))


def argus(capture, work):
    path = work / f"{capture.name}.argus"
    call("argus", "-X", "-S", "3600", "-r", capture.resolve(), "-w", path)
    read = ["ra", "-r", path, "-n", "-L", "-1", "-c", ",", "-s", "proto,spkts,dpkts"]
    flows = records(call(*read, "-", "ip or ipv6").stdout, 3)
    return Count(len(flows), sum(int(out) + int(back) for _, out, back in flows))


# The truth.

def compare(script, view, flows, truth):
    """Returns the numbers of conversations, flows and differences, and lines that describe them."""
    output = call(sys.executable, script.resolve(), "--view", view, "-v", flows, truth.resolve())
    if output.returncode not in (0, 1) or not output.stdout:
        sys.exit(f"{script}: {output.stderr}")
    *details, summary = output.stdout.splitlines()
    figures = [words.split()[0] for words in summary.rpartition(": ")[2].split(", ")]
    return figures, [line.strip() for line in details]
