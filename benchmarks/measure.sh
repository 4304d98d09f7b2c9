# Sourced by benchmarks/run: how each tool is called and what is recorded.

# More flows than any capture has; softflowd evicts none.
softflowd_flows=10000000

# Prints how a tool is called: the part of the names of the functions below. Those of distributions are
# free.
kind() {
    if [ -n "${distributions[$1]:-}" ]; then
        echo ringflow
    elif [ -n "${distributions[${1%-ndjson}]:-}" ]; then
        echo ringflow-ndjson
    else
        echo "$1"
    fi
}

available() {
    case $(kind "$1") in
        ringflow* | textbook) ;;
        *) command -v "$1" >/dev/null ;;
    esac && [ -x /usr/bin/time ]
}

why_missing() {
    if [ ! -x /usr/bin/time ]; then
        echo "/usr/bin/time is missing: apt-get install time"
    else
        case $1 in
            softflowd) echo "apt-get install softflowd" ;;
            nfpcapd) echo "apt-get install nfdump nfpcapd" ;;
            ipfixprobe) echo "not in Debian: build it from its sources with the pcap input, and add it to the PATH" ;;
        esac
    fi
}

# Prints one line: packets, flows, wall, steady-state, user and system seconds, peak kilobytes. The
# steady state is "-" for the peers, whose start-up is negligible.
measure() {
    local tool=$1 file=$2 kind work
    kind=$(kind "$tool")
    work=$(mktemp -d)
    echo "${distributions[${tool%-ndjson}]:-}" >"$work/distribution"
    if ! "measure_$kind" "$file" "$work" >"$work/log" 2>&1; then
        echo "$tool failed on $file:" >&2
        tail -20 "$work/log" >&2
        rm -rf "$work"
        return 1
    fi
    local wall user system peak
    read -r wall user system peak <"$work/time"
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$("packets_$kind" "$work")" "$("flows_$kind" "$work")" \
        "$wall" "$("steady_$kind" "$work")" "$user" "$system" "$peak"
    rm -rf "$work"
}

timed() {
    local work=$1
    shift
    /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@"
}

json_number() {
    sed -n "s/.*\"$2\" *: *\([0-9.eE+-]*\).*/\1/p" "$1/stats.json" | head -1
}

# For people: the table that replay prints by default.
measure_ringflow() {
    timed "$2" "$(cat "$2/distribution")/bin/ringflow" replay "$1" -o /dev/null --format table --stats "$2/stats.json"
}
packets_ringflow() { json_number "$1" packets; }
flows_ringflow() { json_number "$1" flows; }
steady_ringflow() { json_number "$1" seconds; }

# For programs: every field of every flow as JSON, 800 bytes per flow.
measure_ringflow-ndjson() {
    timed "$2" "$(cat "$2/distribution")/bin/ringflow" replay "$1" -o /dev/null --format ndjson --stats "$2/stats.json"
}
packets_ringflow-ndjson() { packets_ringflow "$1"; }
flows_ringflow-ndjson() { flows_ringflow "$1"; }
steady_ringflow-ndjson() { steady_ringflow "$1"; }

# The same flows with Flink's windows (package textbook), to show what the job's own operators gain.
measure_textbook() {
    timed "$2" "$JAVA_HOME/bin/java" $(textbook_options) -cp "$(textbook_classes):$(textbook_libraries)" \
        io.ringflow.bench.textbook.TextbookJob "$1" >"$2/stats.json"
}
packets_textbook() { json_number "$1" packets; }
flows_textbook() { json_number "$1" flows; }
steady_textbook() { json_number "$1" seconds; }

textbook_options() {
    echo --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -XX:+UseParallelGC -XX:MaxRAMPercentage=50
}

# The textbook job runs on the libraries of the first distribution.
textbook_libraries() {
    echo "${distributions[${distribution_names[0]}]}/lib/*"
}

# Compiled once for each state of the sources.
textbook_classes() {
    local sources=(benchmarks/src/main/java/io/ringflow/bench/textbook/*.java) classes
    classes=benchmarks/target/textbook-$(cat "${sources[@]}" | sha256sum | cut -c1-8)
    [ -d "$classes" ] || "$JAVA_HOME/bin/javac" -proc:none --release 21 -d "$classes" \
        -cp "$(textbook_libraries)" "${sources[@]}" >&2
    echo "$classes"
}

measure_softflowd() {
    timed "$2" softflowd -d -r "$1" -m "$softflowd_flows" -v 9 -n 127.0.0.1:9995
}
packets_softflowd() { sed -n 's/^Packets processed: //p' "$1/log"; }
flows_softflowd() { sed -n 's/^Flows expired: \([0-9]*\).*/\1/p' "$1/log"; }
steady_softflowd() { echo -; }

measure_nfpcapd() {
    mkdir "$2/flows"
    timed "$2" nfpcapd -r "$1" -w "$2/flows"
}
packets_nfpcapd() { sed -n 's/^Total: Processed: \([0-9]*\).*/\1/p' "$1/log"; }
flows_nfpcapd() { awk '/^Ident:.* Flows: / { gsub(",", ""); for (i = 1; i < NF; i++) if ($i == "Flows:") sum += $(i + 1) } END { print sum + 0 }' "$1/log"; }
steady_nfpcapd() { echo -; }

# Its flow cache doesn't grow: twice as many entries as the capture has flows, but not less than by
# default. No plug-in inspects payloads.
measure_ipfixprobe() {
    local size=17
    while [ $((1 << size)) -lt $((2 * $(cat "$1.flows"))) ]; do size=$((size + 1)); done
    timed "$2" ipfixprobe -i "pcap;file=$1" -s "cache;size=$size" -o "ipfix;host=127.0.0.1;port=9995;udp"
}
packets_ipfixprobe() { sed -n '/^Output/,$!s/^SUM *\([0-9]*\).*/\1/p' "$1/log"; }
flows_ipfixprobe() { awk '/^Output/ { out = 1 } out && $1 ~ /^[0-9]+$/ { sum += $2 } END { print sum + 0 }' "$1/log"; }
steady_ipfixprobe() { echo -; }
