# Sourced by the scripts beside it: sets JAVA_HOME to a JDK 21 or newer, from JAVA_HOME, the PATH or
# /usr/lib/jvm, as ./ringflow does.

java_release() {
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p'
}

find_jdk() {
    local home
    for home in "${JAVA_HOME:-}" "$(readlink -f "$(command -v javac)" | sed 's|/bin/javac$||')" \
        $(ls -d /usr/lib/jvm/* 2>/dev/null | sort -rV); do
        if [ -x "$home/bin/javac" ] && [ "$(java_release "$home")" -ge 21 ]; then
            export JAVA_HOME=$home
            return
        fi
    done
    echo "no JDK 21 or newer in JAVA_HOME, PATH or /usr/lib/jvm: install one (Debian: openjdk-21-jdk)" >&2
    exit 2
}
find_jdk
