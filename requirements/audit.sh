#!/usr/bin/env bash
# Fails where a locked package is known to be vulnerable, and says so where no database of
# vulnerabilities can be asked. PIP_AUDIT_VULNERABILITY_SERVICE=osv asks that of OSV, not PyPI's.
set -euo pipefail
cd "$(dirname "$0")/.."
audit=(.venv/bin/pip-audit --disable-pip --progress-spinner off --requirement build/locked.txt)
mkdir -p build
# Without markers, by which pip-audit would leave out what only other Pythons and systems need.
sed 's/ ; .* \\$/ \\/' requirements/*.txt >build/locked.txt
"${audit[@]}" --dry-run --output /dev/null 2>build/audit.log || { cat build/audit.log >&2; exit 1; }

status=0
found=$("${audit[@]}" 2>build/audit.log) || status=$?
asked=$(grep -oE '^[a-z0-9-]+==' build/locked.txt | sort -u | wc -l)
known=$((asked - $(grep -c 'could not be audited' <<<"$found" || true)))
if [ $status -ne 0 ] && [ -n "$found" ]; then
  sed '/Skip Reason/,$d' <<<"$found"
  echo "pip-audit: $known of $asked packages are known to its database." >&2
  exit 1
elif [ $status -ne 0 ]; then
  echo "pip-audit: not checked, its database could not be asked" \
    "($(tail -n 1 build/audit.log | cut -c 1-200))."
elif [ "$known" -eq 0 ]; then
  echo "pip-audit: not checked, its database knows none of the $asked packages."
else
  echo "pip-audit: no known vulnerabilities in $known of $asked packages; the others it does not know."
fi
