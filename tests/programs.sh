# Make sure a Chromium is there for the tests of the page: use one that is found; as root on a
# machine with apt, install Debian's. Elsewhere the tests of the page are skipped by name.
set -u
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing chromium for the tests of the page …"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core; } >/dev/null 2>&1 \
    || echo "chromium could not be installed; the tests of the page will be skipped."
fi
exit 0
