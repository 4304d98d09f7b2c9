#!/usr/bin/env python3
"""Prints what Flink's REST server knows about the checkpoints of the job that runs.

usage: checkpoints.py URL SINCE

SINCE is a time in milliseconds since the epoch; earlier checkpoints don't count. Prints, separated
by tabs: the number of checkpoints, megabytes of the largest, milliseconds from the trigger to the
end (longest), and milliseconds for which a task was held up (longest); 0 if there is none.
"""
import json
import sys
import urllib.request


def get(path):
    with urllib.request.urlopen(sys.argv[1] + path, timeout=30) as answer:
        return json.load(answer)


def held_up(base, checkpoint):
    """Milliseconds for which a task didn't work because it copied its state."""
    details = f"{base}/details/{checkpoint['id']}"
    return max(
        subtask["checkpoint"]["sync"]
        for vertex in get(details)["tasks"]
        for subtask in get(f"{details}/subtasks/{vertex}")["subtasks"]
        if subtask["status"] == "completed"
    )


job = next(job["id"] for job in get("/jobs")["jobs"] if job["status"] == "RUNNING")
base = f"/jobs/{job}/checkpoints"
completed = [
    checkpoint
    for checkpoint in get(base)["history"]
    if checkpoint["status"] == "COMPLETED" and checkpoint["trigger_timestamp"] >= int(sys.argv[2])
]
largest = max((checkpoint["state_size"] for checkpoint in completed), default=0)
longest = max((checkpoint["end_to_end_duration"] for checkpoint in completed), default=0)
held = max((held_up(base, checkpoint) for checkpoint in completed), default=0)
print(len(completed), round(largest / 1e6), longest, held, sep="\t")
