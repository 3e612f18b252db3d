# Make sure the programs some tests drive are there: Chromium for the page, Tesseract for scans. As
# root on a machine with apt, install Debian's; elsewhere those tests are skipped by name.
set -u
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 \
  || command -v google-chrome >/dev/null 2>&1 || missing="chromium fonts-noto-core"
tesseract --list-langs 2>/dev/null | grep -qx ara \
  || missing="$missing tesseract-ocr tesseract-ocr-ara tesseract-ocr-fra"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing $missing for the tests …"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 (a list of packages)
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 \
    || echo "Not installed: $missing; the tests that need them will be skipped."
fi
exit 0
