# Medians of the runs in a results file of benchmarks/run, one line per profile and tool. All figures
# are those of the whole process, start included. The ratios to the distribution "base" are medians of
# the ratios within each run, in which the tools followed each other closely.
BEGIN { FS = "\t" }

NR == 1 { next }

{
    key = $1 SUBSEP $3
    if (!(key in count)) order[++lines] = key
    n = ++count[key]
    packets[key] = $4
    flows[key] = $5
    wall[key, n] = $6
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

# /usr/bin/time counts in hundredths of a second.
function ratio(values, key, own,    n, quotients) {
    if (key == own || !(own in count)) return "-"
    for (n = 1; n <= count[key]; n++)
        quotients[key, n] = values[key, n] / (values[own, n] > 0 ? values[own, n] : 0.01)
    return sprintf("%.2f", median(quotients, key))
}

END {
    printf "%-8s %-15s %10s %9s %8s %8s %8s %8s %8s %8s %8s\n", "profile", "tool", "packets", "flows", \
        "wall s", "CPU s", "peak MB", "Mpkt/s", "ns/pkt", "x wall", "x CPU"
    for (line = 1; line <= lines; line++) {
        key = order[line]
        split(key, part, SUBSEP)
        own = part[1] SUBSEP base
        seconds = median(wall, key)
        printf "%-8s %-15s %10d %9d %8.2f %8.2f %8.0f %8.2f %8.0f %8s %8s\n", part[1], part[2], \
            packets[key], flows[key], seconds, median(cpu, key), median(peak, key) / 1024, \
            packets[key] / (seconds > 0 ? seconds : 0.01) / 1e6, median(cpu, key) / packets[key] * 1e9, \
            ratio(wall, key, own), ratio(cpu, key, own)
    }
}
