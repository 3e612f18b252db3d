# Run tests where no packet can leave: a network namespace of their own, with loopback and nothing
# else. `sh tests/noroute.sh [pytest's arguments]`. What only works with a network fails here.
set -u
cd "$(dirname "$0")/.." || exit 2
PYTHON=${PYTHON:-.venv/bin/python}
# An administrator keeps every user of the machine inside, which a database that will not run as
# root needs; others become the only user of their namespace.
ways=-n
unshare -n true 2>/dev/null || ways="-r -n"
# shellcheck disable=SC2086 (one or two options)
exec unshare $ways "$PYTHON" -c '
import fcntl, os, pathlib, socket, struct, sys
way = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(way, 0x8914, struct.pack("16sh14x", b"lo", 0x41))  # SIOCSIFFLAGS: IFF_UP, IFF_RUNNING
names = {name for _, name in socket.if_nameindex()}
rows = pathlib.Path("/proc/net/route").read_text().splitlines()[1:]
if names != {"lo"} or [row for row in rows if not row.startswith("lo")]:
    sys.exit(f"there is a way out: {sorted(names)} {rows}")
print("no route: interfaces", *names, flush=True)
os.execv(sys.executable, [sys.executable, "-m", "pytest", *sys.argv[1:]])
' "$@"
