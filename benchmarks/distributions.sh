# Sourced by the scripts beside it: which distributions of Ringflow are measured, by name.

declare -A distributions=()
distribution_names=()

# Adds [NAME=]DIRECTORY; the name is "ringflow" unless given.
add_distribution() {
    local name=ringflow directory=$1
    if [[ $1 == *=* ]]; then
        name=${1%%=*} directory=${1#*=}
    fi
    if [ ! -x "$directory/bin/ringflow" ]; then
        echo "no distribution in '$directory': it has no bin/ringflow" >&2
        exit 2
    fi
    if ! [[ $name =~ ^[A-Za-z0-9._-]+$ ]] || [ -n "${distributions[$name]:-}" ]; then
        echo "bad or repeated name of a distribution: '$name'; use -d NAME=DIRECTORY" >&2
        exit 2
    fi
    distributions[$name]=$(cd "$directory" && pwd)
    distribution_names+=("$name")
}

# Makes the directory in [NAME=]DIRECTORY absolute; it is relative to the caller's directory.
from_caller() {
    local directory=${1#*=} name=""
    [[ $1 != *=* ]] || name=${1%%=*}=
    [[ $directory == /* ]] || directory=$start_directory/$directory
    echo "$name$directory"
}

# Succeeds if a tool is to be measured: all are unless the variable "only" has names, as in ",a,b,".
chosen() {
    [ -z "$only" ] || [[ $only == *,$1,* ]]
}

# Ends the script if "only" has a name that is not among the arguments.
check_chosen() {
    local name
    for name in ${only//,/ }; do
        [[ " $* " == *" $name "* ]] || { echo "no tool '$name'; use ${*}" >&2; exit 2; }
    done
}

# Ends the script if a command is missing, and names the Debian package that has it.
require() {
    command -v "$1" >/dev/null || { echo "$1 is missing: apt-get install $2" >&2; exit 2; }
}

# Builds this source tree's distribution if none was added and makes the start caches that are
# missing, so that neither is measured. A start with a cache compares badly with one without.
prepare_distributions() {
    local name lib
    if [ ${#distribution_names[@]} -eq 0 ]; then
        ./ringflow --version >&2
        add_distribution "$(ls -d deploy/target/ringflow-*/ | head -1)"
    fi
    for name in "${distribution_names[@]}"; do
        lib=${distributions[$name]}/lib
        echo "$name: $(launch "$name" --version), ${distributions[$name]}" >&2
        # Needs the jars of a job, but does nothing.
        RINGFLOW_TRAIN=1 launch "$name" replay --help >/dev/null
        [ -n "$(find "$lib" -name 'start-job-*.aot' -o -name ringflow.aot)" ] ||
            echo "WARNING: $name starts without a start cache" >&2
    done
}

# Runs the command of a distribution.
launch() {
    local name=$1
    shift
    "${distributions[$name]}/bin/ringflow" "$@"
}
