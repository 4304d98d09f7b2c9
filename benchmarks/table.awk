# Medians of the runs in a results file of benchmarks/run, one line per profile and tool.
# Rates in millions of packets per second. The ratio is Ringflow's steady-state rate over the
# peer's whole-process rate.
BEGIN { FS = "\t" }

NR == 1 { next }

{
    key = $1 SUBSEP $3
    if (!(key in count)) order[++lines] = key
    n = ++count[key]
    packets[key] = $4
    flows[key] = $5
    wall[key, n] = $6
    steady[key, n] = $7 == "-" ? $6 : $7
    cpu[key, n] = $8 + $9
    peak[key, n] = $10
}

function median(values, key,    n, i, j, x, sorted) {
    n = count[key]
    for (i = 1; i <= n; i++) {
        x = values[key, i] + 0
        for (j = i - 1; j >= 1 && sorted[j] > x; j--) sorted[j + 1] = sorted[j]
        sorted[j + 1] = x
    }
    return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

function rate(packets, seconds) {
    return packets / (seconds > 0 ? seconds : 0.01) / 1e6
}

END {
    printf "%-8s %-15s %10s %9s %9s %9s %9s %9s %8s %9s\n", "profile", "tool", "packets", "flows", \
        "Mpkt/s", "whole", "ratio", "wall s", "CPU s", "peak MB"
    for (line = 1; line <= lines; line++) {
        key = order[line]
        split(key, part, SUBSEP)
        own = part[1] SUBSEP "ringflow"
        best = rate(packets[key], median(steady, key))
        ratio = "-"
        if (part[2] != "ringflow" && own in count)
            ratio = sprintf("%.2f", rate(packets[own], median(steady, own)) / best)
        printf "%-8s %-15s %10d %9d %9.2f %9.2f %9s %9.2f %8.2f %9.0f\n", part[1], part[2], \
            packets[key], flows[key], best, rate(packets[key], median(wall, key)), ratio, \
            median(wall, key), median(cpu, key), median(peak, key) / 1024
    }
}
