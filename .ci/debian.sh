# Sourced by run, test and caremail: what must be on the machine, and how it gets there.

# need PACKAGE… : installs what is missing when we are root on Debian, and otherwise says exactly how.
need() {
  local package missing=()
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not a Debian system: make sure that these are installed: $*" >&2
    return
  fi
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    printf 'Missing: %s\nRun this, then try again:\n\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n\n' \
      "${missing[*]}" "${missing[*]}" >&2
    exit 1
  fi
  echo "Installing: ${missing[*]}"
  # The tests start a private PostgreSQL themselves: a cluster that starts with the machine is not wanted.
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
  fi
  local log; log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } \
      > "$log" 2>&1 < /dev/null; then
    tail -20 "$log" >&2
    echo "Could not install: ${missing[*]}" >&2
    exit 1
  fi
  rm -f "$log"
}

# need_command COMMAND WHAT : the two tools that do not come from Debian.
need_command() {
  command -v "$1" >/dev/null || { echo "$2 is missing: '$1' is not on the PATH." >&2; exit 1; }
}

need_sdk() {
  need_command dotnet "The .NET 10 SDK (https://dotnet.microsoft.com/download)"
  need_command node "Node.js 20 or newer (https://nodejs.org)"
  need_command npm "npm (it comes with Node.js)"
  need libsqlite3-0 libicu72 ca-certificates
}

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
