# Sourced by benchmarks/live: how each tool captures live, and how its packets and drops are counted.
# The variables receiver (a network namespace with the interface rx0), work and meter are the script's.

# User and system time of a process and its children that have ended.
ticks_of() {
    local stat
    read -r stat <"/proc/$1/stat" || return 1
    # The name in parentheses may contain spaces.
    set -- ${stat##*) }
    echo $((${12} + ${13} + ${14} + ${15}))
}

start_meter() {
    local tool=$1 log=$work/run/log
    local inside=(ip netns exec "$receiver")
    case $tool in
        # 64 MiB of buffer for each, as much as Ringflow's ring has.
        tcpdump) "${inside[@]}" tcpdump -i rx0 -B 65536 -w /dev/null >"$log" 2>&1 & ;;
        softflowd)
            "${inside[@]}" softflowd -d -i rx0 -B 67108864 -m 10000000 -v 9 -n 127.0.0.1:9995 \
                -c "$work/run/control" -p "$work/run/pid" >"$log" 2>&1 & ;;
        # A state directory of its own: nothing of an earlier run is gone on from.
        *)
            "${inside[@]}" "${distributions[$tool]}/bin/ringflow" run -i rx0 -Dstate.dir="$work/run/state" \
                >"$log" 2>&1 & ;;
    esac
    meter=$!
}

# A tool is ready when it has a packet socket, and Ringflow when it answers, too.
is_ready() {
    [ "$(ip netns exec "$receiver" cat /proc/net/packet | wc -l)" -gt 1 ] || return 1
    [ -z "${distributions[$1]:-}" ] || [ -n "$(interface_counts)" ]
}

# Packets and drops by Ringflow's own account.
interface_counts() {
    ip netns exec "$receiver" curl -sf http://127.0.0.1:8080/api/v1/interfaces |
        sed -n 's/.*"packets":\([0-9]*\).*"drops":\([0-9]*\).*/\1 \2/p'
}

# Stops a tool, but asks for its counts first if it doesn't print them at the end.
stop_meter() {
    case $1 in
        tcpdump) ;;
        softflowd) softflowctl -c "$work/run/control" statistics >"$work/run/counts" ;;
        *) interface_counts >"$work/run/counts" ;;
    esac
    # Bash starts background processes with SIGINT ignored.
    kill -TERM "$meter"
    timeout 20 tail --pid="$meter" -f /dev/null || { echo "$1 does not end" >&2; exit 1; }
    wait "$meter" || true
    meter=
}

# Prints packets and drops of a tool that has ended, separated by a tab.
counted() {
    local log=$work/run/log
    case $1 in
        tcpdump) sed -n 's/^\([0-9]*\) packets\? captured/\1/p; s/^\([0-9]*\) packets\? dropped by kernel/\1/p' "$log" | paste -s ;;
        softflowd) sed -n 's/^Packets processed: //p; s/^Packets dropped by libpcap: //p' "$work/run/counts" | paste -s ;;
        *) tr ' ' '\t' <"$work/run/counts" ;;
    esac
}
